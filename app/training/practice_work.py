"""Work in a practice ledger: people who come and go, processes, rounds and months in whatever state is to be shown."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import KenpanError
from app.month.reception.facts import OfficeFigure
from app.month.reception.ledger import record_drafts
from app.month.reception.typed import Office, Typed
from app.proof.model import SIDES, PieceChoice, Scan
from app.signoff import drawing, login, months, people, pin_rows, processes, rounds
from app.signoff.book import Act, Book, Session
from app.signoff.checksheet import CheckSheet, load_sheet
from app.signoff.gates import CHECK, RECEPTION, VIRUS
from app.signoff.looks import Look
from app.signoff.model import Evidence, Round, Told
from app.signoff.process_settings import NOTHING, Given, typed
from app.signoff.reception import judged_lines, office_line
from app.signoff.signed import Part
from app.store.database import writing
from app.store.rows import keep_attachment
from app.training.practice import ADMIN, CHECKER, LEAD, PASSWORD, Practice

_LOG_SIZE = 4096
_OFFICES = (OfficeFigure("kounen", "1101", "千代田", 62), OfficeFigure("kounen", "1102", "中央", 58))
"""What an earlier month that nobody opens here is said to have had (件)."""
_NO_FILE = "機械から書き出せない"


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a practice ledger at work, and the parts (``live``) of the workstation they work at: those that a
    round is bound to, the proof medium among them.
    """

    book: Book
    admin: Session
    checker: Session
    lead: Session
    live: tuple[Part, ...]
    sheet: CheckSheet

    def round(self, round_id: str) -> Round:
        """A round as it stands."""
        return self.book.state.rounds[round_id]


def crew(practice: Practice, live: Sequence[Part]) -> Crew:
    """Everybody logged in."""
    admin, checker, lead = (login.log_in(practice.book, *practice.enter(who)) for who in (ADMIN, CHECKER, LEAD))
    return Crew(practice.book, admin, checker, lead, tuple(live), load_sheet())


def go_home(one: Crew) -> None:
    """Everybody logged out."""
    for session in (one.admin, one.checker, one.lead):
        login.log_out(one.book, session)


def change_people(one: Crew) -> tuple[str, str]:
    """Comings and goings: another right, somebody who left, a wrong password, somebody who never logged in yet.

    Returns the login ID and the initial password of the one who waits.
    """
    second, third = "renshu-kensa-2", "renshu-kensa-3"
    for who, name in ((second, "練習 検査員２"), ("renshu-taishoku", "練習 退職者")):
        initial = login.add_person(one.book, one.admin, who, name, ("checker",), "検版の業務に就くため")
        login.set_password(one.book, who, initial, PASSWORD)
    waiting = login.add_person(one.book, one.admin, third, "練習 検査員３", ("checker",), "担当の追加")
    second_id, gone = (one.book.state.account_named(who) for who in (second, "renshu-taishoku"))
    assert second_id is not None
    assert gone is not None
    _by(one, one.admin, lambda state, _by: people.grant(state, second_id.id, "trainer", "担当の追加"))
    _by(one, one.admin, lambda state, _by: people.stop(state, gone.id, "退職"))
    with suppress(KenpanError):
        login.log_in(one.book, second, "wrong")
    return third, waiting


# Processes and rounds


def make_process(one: Crew, process: str, title: str, parts: Sequence[Part]) -> None:
    """A process bound to these parts, as far as they are a process's."""
    _by(one, one.lead, lambda state, by: processes.create(state, by, process, title, parts))


def set_value(one: Crew, process: str, name: str, value: str) -> None:
    """Register a typed value for a setting of the process."""
    _set(one, process, name, _typed(value), _NO_FILE)


def set_all(one: Crew, process: str, values: Mapping[str, str], absent: Mapping[str, str]) -> None:
    """Register every setting, all with one signature: typed ``values``, and the reasons of those that are not there."""
    given = {name: (_typed(value), _NO_FILE) for name, value in values.items()}
    given |= {name: (NOTHING, reason) for name, reason in absent.items()}
    kinds = [kind for kind in one.sheet.settings if kind.name in given]
    _by(
        one,
        one.lead,
        lambda state, by: [processes.register_setting(state, by, process, kind, *given[kind.name]) for kind in kinds],
    )


def set_file(one: Crew, process: str, name: str, file: Path) -> None:
    """Register a file for a setting of the process."""
    _set(one, process, name, Given(hashlib.sha256(file.read_bytes()).hexdigest(), file=file.name))


def allow_pin(one: Crew, process: str) -> None:
    """Allow that pieces are signed in a row with a PIN."""
    act = lambda state, by: pin_rows.allow(state, by, process, allowed=True, reason="40部を続けて検査するため")  # noqa: E731
    _by(one, one.lead, act)


def begin(one: Crew, process: str, round_id: str, pieces: Sequence[PieceChoice]) -> None:
    """Begin a proof round."""
    _by(
        one, one.checker, lambda state, by: rounds.open_round(state, by, round_id, process, pieces, one.live, one.sheet)
    )


def check(one: Crew, round_id: str, number: int, back: str | None = None) -> None:
    """Sign a piece: as it must be, or with another 現品ID on its ``back``."""
    check_all(one, round_id, (number,), {} if back is None else {number: back})


def check_all(one: Crew, round_id: str, numbers: Iterable[int], backs: Mapping[int, str] | None = None) -> None:
    """:func:`check` for several pieces at once; ``backs`` are IDs of others, by number."""
    looks = [_look(one, round_id, number, (backs or {}).get(number)) for number in numbers]
    _by(
        one,
        one.checker,
        lambda state, by: [rounds.sign_piece(state, by, round_id, look, one.sheet, one.live) for look in looks],
    )


def withdraw(one: Crew, round_id: str, number: int) -> None:
    """Take a result back."""
    _by(one, one.checker, lambda state, by: rounds.withdraw_piece(state, by, round_id, number, "現品を作り直した"))


def finish(one: Crew, round_id: str) -> None:
    """Check whatever is left, add the logs and sign the round."""
    known = one.round(round_id)
    check_all(one, round_id, [piece.number for piece in known.pieces if piece.number not in known.results])
    for kind in known.logs:
        _keep_log(one, round_id, kind)
    _by(one, one.checker, lambda state, by: rounds.sign_round(state, by, round_id, "", one.sheet, one.live))


def confirm(one: Crew, round_id: str) -> None:
    """The lead's own looks, at the pieces drawn for it."""
    _by(one, one.lead, lambda state, by: drawing.draw(state, by, round_id))
    looks = [_look(one, round_id, number) for number in one.round(round_id).to_confirm]
    _by(
        one,
        one.lead,
        lambda state, by: [rounds.confirm_piece(state, by, round_id, look, one.sheet, one.live) for look in looks],
    )


def approve(one: Crew, round_id: str) -> None:
    """承認."""
    comment = "確認した現品はすべて検査結果と一致した"
    _by(one, one.lead, lambda state, by: rounds.approve(state, by, round_id, comment, one.live, one.sheet))


# Months


def make_month(
    one: Crew,
    month: str,
    period: str,
    title: str,
    process: str,
    parts: Sequence[Part],
    days: tuple[str, str] | None = None,
) -> None:
    """A month made by a process, bound to these parts as far as they are a month's; ``days``: 引渡し日 and 納品日."""
    days = days or (f"{period}-10", f"{period}-15")
    _by(one, one.lead, lambda state, by: months.open_month(state, by, month, title, period, process, *days))
    bind_month(one, month, parts, "当月の媒体を受け取った")


def bind_month(one: Crew, month: str, parts: Sequence[Part], reason: str) -> None:
    """Bind a month to other parts."""
    _by(one, one.lead, lambda state, by: months.bind(state, by, month, parts, reason))


def receive(one: Crew, month: str, offices: Sequence[OfficeFigure] = _OFFICES) -> None:
    """The month's medium is written down, looked at for viruses, and taken: with these ``offices``, it is said."""
    period = one.book.state.months[month].period
    copied = (
        Told("disc.title", "タイトル", "納入告知額通知書"),
        Told("disc.side", "正／副", "正"),
    )
    slips = "練習 持参者", "練習 検査員", f"{period}-10 10:30", "委-練習", "受-練習"
    told = Told("scan.tool", "検査した道具", "練習用"), Told("scan.pattern", "定義の日付", f"{period}-09")
    _by(
        one,
        one.checker,
        lambda state, by: months.record_reception(state, by, month, copied, *slips),
    )
    _by(
        one,
        one.checker,
        lambda state, by: months.state_that(state, by, month, RECEPTION, VIRUS, "検出なし", told),
    )
    known = one.book.state.months[month]
    lines = [office_line(each.scheme, each.code, each.name, each.notices) for each in offices]
    whole = sum(each.notices for each in offices)
    found = judged_lines(known, 40, 0, 0, whole, whole, lines)
    _close(one, month, RECEPTION, (*found, Evidence("volume", "巻", text="PAP03")))


def begin_reception(one: Crew, month: str, typed: Typed, offices: Sequence[Office] = ()) -> None:
    """What was typed so far is signed, with the statement of the virus scan among it; nobody decided yet."""
    _by(one, one.checker, lambda state, by: record_drafts(state, by, month, typed, offices))


def close_check(one: Crew, month: str) -> None:
    """The check of a month in which no error was found."""
    found = Evidence("errors", "誤り", 0, "件"), Evidence("open", "決めていない誤り", 0, "件")
    _close(one, month, CHECK, found)


def _close(one: Crew, month: str, gate: str, evidence: Sequence[Evidence]) -> None:
    live = one.book.state.months[month].parts
    _by(one, one.lead, lambda state, by: months.close_gate(state, by, month, gate, evidence, "", live))


def release(one: Crew, month: str) -> None:
    """本番開始 of a month whose gates before are closed, with every setting read again as it was."""
    known = one.book.state.months[month]
    live = (*known.parts, *one.book.state.processes[known.process].parts)
    _by(one, one.lead, lambda state, by: months.release(state, by, month, live, "", one.sheet))


def _typed(value: str) -> Given:
    given = typed(value)
    assert given is not None
    return given


def _set(one: Crew, process: str, name: str, given: Given, reason: str = "") -> None:
    kind = next(kind for kind in one.sheet.settings if kind.name == name)
    _by(one, one.lead, lambda state, by: processes.register_setting(state, by, process, kind, given, reason))


def _keep_log(one: Crew, round_id: str, kind: str) -> None:
    content = f"{round_id},{kind},40\n".encode("ascii").ljust(_LOG_SIZE, b"#")
    file = f"{kind}.csv"
    with writing(one.book.engine) as connection:
        sha256 = keep_attachment(connection, content)
        one.book.sign_in(
            connection,
            one.checker.signer,
            lambda state, by: rounds.keep_attachment(state, by, round_id, None, kind, file, sha256, len(content)),
        )
    one.book.refresh()


def _look(one: Crew, round_id: str, number: int, back: str | None = None) -> Look:
    piece = one.round(round_id).piece(number)
    scans = {side: Scan("read", piece.piece_id) for side in SIDES}
    if back is not None:
        scans["back"] = Scan("read", back)
    return Look(number, scans, {item.id: "ok" for item in one.sheet.items_for(piece)})


def _by(one: Crew, who: Session, act: Act) -> None:
    one.book.sign(who.signer, act)
