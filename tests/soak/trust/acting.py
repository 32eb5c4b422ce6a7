"""A workstation at work: a ledger begun and written, papers exported, a month's store kept, a comparison's progress.

``acting.py FOLDER SECRETS ROUNDS``: everything is below FOLDER but keys, which go to SECRETS as JSON. Prints ``KIND
NUMBER`` after each act: from then on nobody may lose it.
"""

import json
import sys
from pathlib import Path

from app.filing.recorded_file import write_with_entry
from app.month.keeping.place import StorePlace
from app.month.keeping.store import create
from app.proof.printed.resume import Resume
from app.signoff.book import Session
from app.signoff.ledger import Draft
from tests.signoff.small_ledger import begin, enrol
from tests.soak.trust.works import JOB, TITLE, page_of, paper_of, work_of


def main(folder: Path, secrets: Path, rounds: int) -> None:
    small = begin(f"sqlite:///{folder / 'ledger' / 'kenpan.db'}")
    said("ledger", small.book.refresh().count)
    enrol(small, "c1", "kensa-1", "検査員１", ["checker"])
    enrol(small, "l1", "hinshitsu-1", "責任者１", ["lead"])
    state = small.book.refresh()
    said("ledger", state.count)
    months = folder / "months"
    store = create(StorePlace(months, "m1", TITLE), [state.accounts["c1"], state.accounts["l1"]], lambda _store: None)
    seeds = {who: key.key.seed.hex() for who, key in small.keys.items()}
    secrets.write_text(json.dumps({"seeds": seeds, "public_id": store.public_id}))
    said("store", 0)
    session = Session("l1", small.keys["l1"], small.book.clock())
    kept = None
    resume = Resume(folder / "resume.jsonl", JOB, ())
    for number in range(rounds):
        draft = Draft("export.made", {"kind": "log", "name": f"記録{number}", "size": 0, "sha256": "0" * 64})
        small.act("c1", lambda _state, _by, draft=draft: draft)
        said("ledger", small.book.refresh().count)
        write_with_entry(small.book, session, "report", folder / "papers" / "報告.txt", paper_of(number))
        said("paper", number)
        kept = store.write("仕事", work_of(number), kept)
        said("store", number + 1)
        resume.add({number: page_of(number)})
        said("pages", number + 1)


def said(kind: str, number: int) -> None:
    sys.stdout.write(f"{kind} {number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
