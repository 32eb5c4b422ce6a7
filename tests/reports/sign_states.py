"""States by hand for the reports of sign-off: people, a process and rounds of 40 pieces. No person here exists."""

from dataclasses import replace
from types import MappingProxyType

from app.canonical import digest
from app.notice.piece_id import piece_id
from app.proof.model import SIDES, PieceChoice, Scan
from app.signoff.checksheet import load_sheet
from app.signoff.ledger import Head
from app.signoff.model import Account, Attachment, Decision, Month, Process, Round, State
from app.signoff.signed import Part, PieceResult, Sign

SHEET = load_sheet()
LOGS = tuple(log.id for log in SHEET.logs if log.from_round == 1)
SETTINGS = tuple(kind.name for kind in SHEET.settings)
CHECKER, LEAD, ADMIN = "c" * 16, "d" * 16, "a" * 16
_NAMES = {CHECKER: "検査員１", LEAD: "責任者１", ADMIN: "管理者１"}
_CASES = {3: ("gannen", "gaiji"), 7: ("two_months",), 11: ("no_barcode",), 25: ("redirect",)}


def sign(by, meaning, minute, seq):
    return Sign(by, _NAMES[by], f"2026-11-22T04:{minute:02}:12.345Z", meaning, seq)


def part(name, label, detail):
    return Part(name, label, digest(name), detail)


PARTS = (
    part("envelope", "封筒", "envelope.toml"),
    part("fonts", "書体", "ipaexm.ttf・ipaexg.ttf・gaiji.ttf"),
    part("forms", "様式", "notice_2026"),
    part("layouts", "レコード仕様", "別紙12-2"),
    part("offices", "事務所一覧", "321 か所"),
    part("proof_media", "検証品の媒体", "PAP03A"),
    part("setting.press", "印刷機の設定", "press-setup.xml"),
)


def piece(number):
    group = "kounen" if number <= 20 else "senpo"
    file = "ZMGKK#1301" if group == "kounen" else "ZMGKS#1301"
    record = number * 37
    own = piece_id("PAP03", file, record)
    return PieceChoice(number, group, own, file, record, digest(f"{file} {record}"), _CASES.get(number, ()))


def look(number, by=CHECKER, meaning="検査", *, scans=None, failures=(), comment=""):
    chosen = piece(number)
    read = {side: Scan("read", chosen.piece_id) for side in SIDES} | (scans or {})
    answers = {item.id: "ok" for item in SHEET.items_for(chosen)}
    return PieceResult(number, read, answers, tuple(failures), comment, sign(by, meaning, number, 100 + number))


def one_round(**changes):
    pieces = tuple(piece(number) for number in range(1, 41))
    asked = SHEET.sha256, SHEET.confirm, LOGS, SETTINGS
    one = Round("r" * 16, 1, "p" * 16, PARTS, pieces, *asked, sign(CHECKER, "", 0, 99))
    return replace(one, **changes)


def signed_round(**changes):
    done = {
        "results": MappingProxyType({number: look(number) for number in range(1, 41)}),
        "signed": sign(CHECKER, "検査", 45, 150),
        "to_confirm": (2, 9, 23, 38),
        "attachments": tuple(
            Attachment(log.id, f"{log.id}-0312.csv", digest(log.id), 12345, None, sign(CHECKER, "", 44, 146 + place))
            for place, log in enumerate(log for log in SHEET.logs if log.id in LOGS)
        ),
    }
    return one_round(**(done | changes))


def approved_round(**changes):
    seen = tuple(look(number, LEAD, "確認") for number in (2, 9, 23, 38))
    decision = Decision("approved", "40 部とも合格。確認した4部も同じ。", sign(LEAD, "承認", 58, 160))
    return signed_round(**({"confirmed": seen, "decision": decision} | changes))


def state(*rounds, parts=PARTS, title="納入告知書 令和8年11月分", releases=()):
    roles = {CHECKER: ("kensa01", "checker"), LEAD: ("sekinin01", "lead"), ADMIN: ("kanri01", "admin")}
    accounts = {
        own: Account(own, login, _NAMES[own], frozenset({role}), True, "ab" * 32, False)
        for own, (login, role) in roles.items()
    }
    process = Process("p" * 16, title, parts, sign(LEAD, "", 0, 90))
    month = Month("m" * 16, "第3巻", "2026-11", process.id, "2026-11-10", "2026-11-13", sign(LEAD, "", 0, 91))
    return State(
        170, digest("head"), "2026-11-22T05:10:00.000Z", MappingProxyType(accounts),
        MappingProxyType({process.id: process}),
        MappingProxyType({month.id: replace(month, releases=tuple(releases))}),
        MappingProxyType({one.id: one for one in rounds}),
    )  # fmt: skip


def head(of):
    return Head(of.count, of.head, of.time)
