"""Make this folder's ledger with the program that wrote format 1: see README.md. Every kind of entry is in it."""

import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pyotp
from app.signoff.canonical import digest

from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, PieceChoice, Scan
from app.signoff import jobs, ledger, login, people, rounds
from app.signoff.book import open_book
from app.signoff.checkpoint import ledger_copy, make_checkpoint
from app.signoff.ledger import Draft
from app.store.database import writing
from app.store.rows import keep_attachment
from tests.house import CHEAP, EQUIPMENT, MONTH, NAMES, PASSWORD, ROLES, Clock, House, part

ledger.terminal = lambda: "kenpan-1"
clock = Clock()
recovery: dict[str, list[str]] = {}
otp: dict[str, str] = {}


def refused(act, *arguments):
    with suppress(KenpanError):
        act(*arguments)
        raise AssertionError(act)


def enter(who):
    """Log in, with codes where the role asks for them."""
    try:
        return login.log_in(book, who, PASSWORD)
    except KenpanError as error:
        assert error.code == "login.enrol_code"
    offer = login.offer_code(book, who)
    otp[who] = offer.secret
    recovery[who] = list(login.enrol_code(book, who, PASSWORD, offer, pyotp.TOTP(offer.secret).at(clock())))
    return login.log_in(book, who, PASSWORD, recovery[who].pop(0))


folder = Path(tempfile.mkdtemp())
book = open_book(f"sqlite:///{folder / 'kenpan.db'}", clock, CHEAP)
house = House(book, clock)

# People: everybody's role, a second administrator, a change of each kind, one who never came in, one who left
login.found(book, "kanri-1", "管理者１", PASSWORD)
house.sessions["kanri-1"] = enter("kanri-1")
for who, role in {**ROLES, "kanri-2": "admin", "kensa-3": "checker", "yameta-1": "checker"}.items():
    name = NAMES.get(who, f"利用者{who[-1]}")
    initial = login.add_person(book, house.sessions["kanri-1"], who, name, (role,), "配属")
    refused(login.log_in, book, who, initial)
    login.set_password(book, who, initial, PASSWORD)
    house.sessions[who] = enter(who)
never = login.add_person(book, house.sessions["kanri-1"], "kensa-9", "検査員９", ("checker",), "配属")
reset = login.reset_person(book, house.sessions["kanri-1"], house.id_of("kensa-3"), "忘れた")
login.set_password(book, "kensa-3", reset, PASSWORD)
login.set_password(book, "kensa-3", PASSWORD, "Kenpan-Test-2027")
login.set_password(book, "kensa-3", "Kenpan-Test-2027", PASSWORD)
house.by("kanri-1", lambda state, _by: people.rename(state, house.id_of("kensa-2"), "検査員𠮷", "改姓"))
house.by("kanri-1", lambda state, _by: people.grant(state, house.id_of("kensa-3"), "trainer", "兼務"))
house.by("kanri-1", lambda state, _by: people.remove(state, house.id_of("kensa-3"), "trainer", "兼務の終わり"))
house.by("kanri-1", lambda state, _by: people.stop(state, house.id_of("kenshu-1"), "休職"))
house.by("kanri-1", lambda state, _by: people.restore(state, house.id_of("kenshu-1"), "復職"))
house.by("kanri-1", lambda state, _by: people.stop(state, house.id_of("yameta-1"), "退職"))

# Access: refused in each way, shut, a screen locked, media
refused(login.log_in, book, "nobody", PASSWORD)
refused(login.log_in, book, "yameta-1", PASSWORD)
refused(login.log_in, book, "hinshitsu-1", PASSWORD, "000000")
for _ in range(5):
    refused(login.log_in, book, "kensa-1", "wrong")
clock.now += timedelta(minutes=5)
house.sessions["kensa-1"] = enter("kensa-1")


def note(who, entry, /, **data):
    house.by(who, lambda _state, _by: Draft(entry, data))


for kind in ("access.screen_locked", "access.screen_unlocked"):
    note("kensa-1", kind)
note("kensa-1", "media.refused", volume="PAP03A", network=["eth0"])
note("kensa-1", "media.opened", volume="PAP03A", manifest=MONTH.sha256, container="見本・研修用", network=[])
finding = {"rule": "date.era", "file": "ZMGKK#1301", "record": 3, "records": 1, "offset": 40, "length": 6}
note("kensa-1", "finding.reviewed", volume="PAP03A", findings=[finding], reason="確かめた")
note("kensa-1", "finding.undone", volume="PAP03A", findings=[finding], reason="見直す")

# A job, a rejected round, an approved one, its release; bound anew, approved again
house.by("hinshitsu-1", lambda state, by: jobs.create(state, by, "j1", "11月分", "2026-11", EQUIPMENT))
house.register_all()
house.open_round()
stand_in = PieceChoice(40, "senpo", piece_id("PAP03", "ZMGKS#1301", 99), "ZMGKS#1301", 99, digest("s99"))
house.by("kensa-1", lambda state, by: rounds.replace_piece(state, by, "r1", stand_in, "汚れ", house.live))
house.sign_piece(1, scans={side: Scan("unreadable", "", "かすれ") for side in SIDES}, comment="刷り直し")
house.check_all(who="kensa-2")
house.reject()
wrong = {item.id: "ng" for item in house.sheet.items_for(house.round("r2").piece(2))}
house.sign_piece(2, round_id="r2", answers=wrong, comment="番号違い")
house.by("kensa-1", lambda state, by: rounds.withdraw_piece(state, by, "r2", 2, "見間違い"))
house.keep_logs("r2")
gone = house.round("r2").attachments[0]
house.by("kensa-1", lambda state, by: rounds.withdraw_attachment(state, by, "r2", gone.kind, gone.sha256, "別の機械"))
house.book.refresh()
for piece in house.round("r2").pieces:
    house.sign_piece(piece.number, "kensa-1", "r2")
content = b"the right log"
with writing(book.engine) as connection:
    sha256 = keep_attachment(connection, content)
    book.sign_in(
        connection,
        house.sessions["kensa-2"].signer,
        lambda state, by: rounds.keep_attachment(state, by, "r2", None, gone.kind, "right.csv", sha256, len(content)),
    )
book.refresh()
house.sign_round("kensa-1", "r2")
house.reopen("hinshitsu-2", "r2")
house.sign_round("kensa-1", "r2")
house.confirm_all("hinshitsu-1", "r2")
house.approve("hinshitsu-1", "r2")
month = (*EQUIPMENT, MONTH)
house.by("hinshitsu-1", lambda state, by: jobs.bind(state, by, "j1", month, "本番の媒体"))
run = (*house.live, MONTH, *house.run_settings())
house.by("hinshitsu-1", lambda state, by: jobs.release(state, by, "j1", run, "始める"))
house.by("hinshitsu-2", lambda state, by: jobs.bind(state, by, "j1", (*month[1:], part("layouts", "2")), "差し替え"))

note("kensa-1", "export.made", kind="round.pdf", name="結果.pdf", size=3, sha256=digest("pdf"))
for who in ("kensa-1", "kanri-2"):
    login.log_out(book, house.sessions[who])
checkpoint = make_checkpoint(book, house.sessions["hinshitsu-1"].signer)
note("kanri-1", "export.made", kind="ledger", name="ledger.jsonl", size=3, sha256=digest("jsonl"))
login.log_out(book, house.sessions["kanri-1"])
refused(login.log_in, book, "kensa-2", "wrong")

# Out of the program: one file without a log beside it, the copy, the checkpoint, and what its people type
out = Path(sys.argv[1])
(out / "ledger.jsonl").write_bytes(ledger_copy(book))
(out / "checkpoint.json").write_bytes(checkpoint.content)
told = {
    "password": PASSWORD,
    "now": clock.now.isoformat(),
    "initial": {"kensa-9": never},
    "otp": otp,
    "recovery": recovery,
}
(out / "people.json").write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
book.engine.dispose()
raw = sqlite3.connect(folder / "kenpan.db")
raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
raw.close()
(out / "kenpan.db").unlink(missing_ok=True)
shutil.move(folder / "kenpan.db", out / "kenpan.db")
