"""The power fails: what somebody was told is done is there afterwards, and nothing is half there.

A workstation's work is recorded call by call; then the disc is laid down as it may be after any of them, and the
program goes on from there. A sample of moments in every run, many with ``KENPAN_SOAK=1``.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Crypto.PublicKey import ECC

from app.filing.ledger_copies import verify_ledger
from app.month.keeping.place import StorePlace
from app.month.keeping.store import open_store
from app.proof.printed.resume import DAMAGED, Resume
from app.signoff.book import Book, open_book
from app.signoff.signing_key import Unlocked
from tests.signoff.small_ledger import begin
from tests.sizes import sized
from tests.soak.trust.disc import Disc
from tests.soak.trust.recording import STRACE, Did, record
from tests.soak.trust.works import JOB, TITLE, page_of, paper_of, work_of

ROUNDS = sized(2, 8)
MOMENTS = sized(12, 1_500)

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace records what is written")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> tuple[list[Did], dict]:
    """What a workstation did, and its secrets."""
    folder = tmp_path_factory.mktemp("power")
    place, secrets = folder / "disc", folder / "secrets.json"
    place.mkdir(mode=0o700)
    words = [str(place), str(secrets), str(ROUNDS)]
    return record(place, "tests.soak.trust.acting", words, folder / "log"), json.loads(secrets.read_text())


@contextmanager
def book_of(folder: Path) -> Iterator[Book]:
    book = open_book(f"sqlite:///{folder / 'ledger' / 'kenpan.db'}")
    try:
        yield book
    finally:
        book.engine.dispose()


def seen_by(told: list[str]) -> dict[str, int]:
    """The last number of each kind that somebody was told."""
    return {kind: int(number) for kind, number in (one.split() for one in told)}


def test_the_recording_is_what_happened(recorded, tmp_path):
    """With everything synced, the disc is what the program left: the recorder misses nothing."""
    disc = Disc()
    for did in recorded[0]:
        disc.follow(did)
    for path in [*disc.paths(), "."]:
        disc.follow(Did("sync", path))
    disc.left(tmp_path / "disc", random.Random(0))
    told = seen_by(disc.told)
    with book_of(tmp_path / "disc") as book:
        assert book.refresh().count == told.pop("ledger") + 1  # the last paper's entry, which nobody was told of
    assert told == {"paper": ROUNDS - 1, "store": ROUNDS, "pages": ROUNDS}
    look(tmp_path / "disc", told, recorded[1])


def test_what_was_told_is_there_after_the_power_failed(recorded, tmp_path):
    dids, secrets = recorded
    moments = sorted(random.Random(1).choices(range(len(dids) + 1), k=MOMENTS))
    disc, done = Disc(), 0
    for number, moment in enumerate(moments):
        for did in dids[done:moment]:
            disc.follow(did)
        done = moment
        folder = tmp_path / str(number)
        disc.left(folder, random.Random(number))
        try:
            look(folder, seen_by(disc.told), secrets)
        except Exception as error:
            raise AssertionError(f"{moment=} {number=} {disc.told[-3:]} {dids[moment - 1]}") from error


def look(folder: Path, told: dict[str, int], secrets: dict) -> None:
    """Go on from what the disc holds."""
    _ledger(folder, told)
    _paper(folder, told)
    if "store" in told:
        _store(folder, told, secrets)
    _pages(folder, told)


def _ledger(folder: Path, told: dict[str, int]) -> None:
    with book_of(folder) as book:
        count = book.refresh().count
    assert count >= told.get("ledger", 0)
    if count:
        assert verify_ledger(str(folder / "ledger" / "kenpan.db")).is_sound
    else:
        begin(f"sqlite:///{folder / 'ledger' / 'kenpan.db'}").book.engine.dispose()


def _paper(folder: Path, told: dict[str, int]) -> None:
    paper = folder / "papers" / "報告.txt"
    allowed = [paper_of(number) for number in range(told.get("paper", 0), ROUNDS)]
    if paper.exists():
        assert paper.read_bytes() in allowed
    else:
        assert "paper" not in told


def _store(folder: Path, told: dict[str, int], secrets: dict) -> None:
    seed = bytes.fromhex(secrets["seeds"]["l1"])
    signer = Unlocked("l1", ECC.construct(curve="ed25519", seed=seed))
    with book_of(folder) as book:
        store = open_store(StorePlace(folder / "months", "m1", TITLE), secrets["public_id"], book.refresh(), signer)
    kept = store.find("仕事")
    assert (kept.version if kept else 0) >= told["store"]
    if kept:
        assert store.read("仕事", kept) == work_of(kept.version - 1)
    assert not store.contents().damaged
    assert store.write("仕事", b"x", kept).version == (kept.version if kept else 0) + 1


def _pages(folder: Path, told: dict[str, int]) -> None:
    said: list[str] = []
    resume = Resume(folder / "resume.jsonl", JOB, (), said.append)
    pages = dict(resume.pages)
    resume.add({ROUNDS: page_of(ROUNDS)})
    resume.close(done=False)
    assert pages == {number: page_of(number) for number in range(len(pages))}
    assert len(pages) >= told.get("pages", 0) or said == [DAMAGED]
