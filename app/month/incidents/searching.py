"""Looking for everything that has a defect in common, over the whole open medium."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from app.cases.special import BITS, CASES
from app.errors import KenpanError
from app.japan_time import month_text
from app.month.dummies.roll_edges import is_id
from app.month.looking.workbench import SCHEME_NAMES, Workbench
from app.month.schedule.file import schedule
from app.notice.items import LAYOUT_NO
from app.notice.piece_id import PieceRun, piece_id, read_piece_id
from app.progress import Progress, no_progress
from app.signoff.model import Month, State, Told
from app.tally.incidents import (
    KIND_WORDS,
    STAGES,
    Affected,
    Edge,
    Kind,
    Mask,
    affected,
    at_places,
    between,
    of_events,
    of_form,
    of_office,
    of_roll,
    with_case,
    with_character,
)
from app.tally.model import NO_TIME, UNTOLD, Lives, Pieces, pieces_of

BUSINESS_DAYS = 5
"""What was posted in so many business days before is examined, too (N 委託要領 13(3), l. 2309)."""
_SEARCHING = "該当する現品"
_MINUTE_MS = 60_000
BY_LOGS, BY_EDGES, BY_DAY = "logs", "edges", "day"
KNOWN: Mapping[str, str] = {
    BY_LOGS: "作業ログのロール番号",
    BY_EDGES: "業者ダミーの登録の、ロールの最初と最後",
    BY_DAY: "業者ダミーの登録の、印刷機と日",
}
"""How the pieces of a roll are known, the surest first."""
FORMS: Mapping[str, str] = {scheme: f"様式{number}（{SCHEME_NAMES[scheme]}）" for scheme, number in LAYOUT_NO.items()}


@dataclass(frozen=True, slots=True)
class Condition:
    """What the pieces have in common. ``value``: a record's file and number (``ZMGKK#1301 12``), an office's code, a
    special case's id, a scheme (``kounen``) and perhaps a file, a character or the hex of its two bytes (``F040``), a
    roll, a machine; ``begin`` and ``end`` (``2026-11-12 10:00``) of a machine's clock, empty for all; ``machine``: the
    press that a roll was on, ``known``: how its pieces are known (of :data:`KNOWN`), of which
    ``begin`` and ``end`` may be a 現品ID.
    """

    kind: Kind
    value: str
    begin: str = ""
    end: str = ""
    machine: str = ""
    known: str = ""

    @property
    def told(self) -> tuple[Told, ...]:
        """As an entry says it."""
        cases = {case.id: case.label for case in CASES}
        value = cases.get(self.value, self.value) if self.kind == "case" else self.value
        if self.kind == "form":
            scheme, _, file = self.value.partition(" ")
            value = f"{FORMS.get(scheme, scheme)}　{file or 'すべてのファイル'}"
        lines = [Told(self.kind, KIND_WORDS[self.kind], value or "すべて")]
        lines += [Told("machine", KIND_WORDS["machine"], self.machine)] if self.machine else []
        if self.begin or self.end:
            lines.append(Told("period", KIND_WORDS["period"], f"{self.begin or '始め'} ～ {self.end or '終わり'}"))
        lines += [Told("known", "分かりかた", KNOWN[self.known])] if self.known else []
        return tuple(lines)


@dataclass(frozen=True, eq=False)
class Found:
    """What was found for a condition, of a ``volume`` whose pieces are made for a ``run``."""

    condition: Condition
    affected: Affected
    volume: str
    run: PieceRun | None

    def id_of(self, at: int) -> str:
        """The 現品ID of one of the notices."""
        own = self.affected
        return piece_id(self.volume, *own.pieces.place(int(own.notices[at])), self.run)

    @cached_property
    def list_hash(self) -> str:
        """What stands for the list in the ledger: file by file its name and the numbers of the records."""
        pieces, own = self.affected.pieces, self.affected.notices
        lines = []
        for at, name in enumerate(pieces.files):
            records = pieces.record[own[pieces.file[own] == at]].tolist()
            lines.append(f"{name} {','.join(map(str, records))}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def gone(self) -> int:
        """Envelopes (通) that left the house, as the logs say."""
        return self.affected.by_stage.get("posted", 0)


def search(bench: Workbench, condition: Condition, lives: Lives | None, progress: Progress = no_progress) -> Found:
    """Everything that has it in common. ``KenpanError``: ``incident.value`` for a condition that says nothing,
    ``incident.logs`` for one about machines without their logs. Not for the GUI thread.
    """
    progress(_SEARCHING, 0, 2)
    pieces = lives.pieces if lives is not None else pieces_of(bench.notices.values())
    mask = _SEARCHES[condition.kind](bench, pieces, condition, lives)
    progress(_SEARCHING, 1, 2)
    own = affected(pieces, mask, lives)
    progress(_SEARCHING, 2, 2)
    return Found(condition, own, bench.media.volume.volume, bench.run())


def _wrong(what: str, next_step: str) -> KenpanError:
    return KenpanError("incident.value", what, next_step)


def _records(_bench: Workbench, pieces: Pieces, condition: Condition, _lives: Lives | None) -> Mask:
    file, _, number = condition.value.strip().rpartition(" ")
    if not number.isascii() or not number.isdigit() or pieces.find(file, int(number)) is None:
        raise _wrong(
            f"通知書「{condition.value}」はこの媒体にありません。",
            "ファイル名と番号（0 から）を空けて入力してください。",
        )
    return at_places(pieces, [(file, int(number))])


def _office(_bench: Workbench, pieces: Pieces, condition: Condition, _lives: Lives | None) -> Mask:
    return of_office(pieces, condition.value.strip())


def _form(_bench: Workbench, pieces: Pieces, condition: Condition, _lives: Lives | None) -> Mask:
    scheme, _, file = condition.value.strip().partition(" ")
    if scheme not in FORMS or (file and file not in pieces.files):
        what = f"ファイル「{file}」はこの媒体にありません。" if scheme in FORMS else "様式が選ばれていません。"
        raise _wrong(what, f"ファイル名（{'・'.join(pieces.files[:3])} など）を入力するか、空けてください。")
    return of_form(pieces, scheme, file)


def _roll(_bench: Workbench, pieces: Pieces, condition: Condition, lives: Lives | None) -> Mask:
    if lives is None:
        raise _no_logs()
    if condition.known == BY_LOGS:
        return of_roll(pieces, lives, condition.value)
    _known_machine(condition.machine, lives)
    if condition.known == BY_DAY:
        return of_events(pieces, lives, condition.machine, moment(condition.begin), moment(condition.end))
    first, last = _edge(pieces, condition.begin), _edge(pieces, condition.end, is_last=True)
    try:
        return between(pieces, lives, condition.machine, first, last)
    except LookupError as error:
        own = f"ロール「{condition.value}」の登録の"
        what = (
            f"{own}最後（{condition.end}）が、最初（{condition.begin}）より前です。"
            if error.args == ("order",)
            else f"{own}最初か最後の現品を、印刷機「{condition.machine}」は印字していません。"
        )
        raise _wrong(what, "業者ダミーの登録を確かめるか、機械と時間帯で調べてください。") from error


def _edge(pieces: Pieces, text: str, *, is_last: bool = False) -> Edge:
    """Where a roll begins or ends, as the register has it; the minute of an end belongs to it."""
    if not is_id(text):
        return moment(text) + (_MINUTE_MS - 1 if is_last else 0)
    ref = read_piece_id(text)
    notice = pieces.find(ref.file, ref.record)
    if notice is None:
        raise _wrong(f"ロールの登録の現品 {text} は、この媒体にありません。", "業者ダミーの登録を確かめてください。")
    return notice, UNTOLD if ref.run is None else ref.run.making


def _case(bench: Workbench, pieces: Pieces, condition: Condition, _lives: Lives | None) -> Mask:
    if condition.value not in BITS:
        raise _wrong("特例が選ばれていません。", "一覧から選んでください。")
    bit = BITS[condition.value]
    return with_case(pieces, {one.file: one.rows[(one.bits & bit) > 0] for one in bench.candidates})


def _character(bench: Workbench, pieces: Pieces, condition: Condition, _lives: Lives | None) -> Mask:
    text = condition.value.strip()
    try:
        wanted: str | bytes = bytes.fromhex(text) if len(text) == 4 else text
        return with_character(pieces, tuple(bench.notices.values()), wanted)
    except ValueError as error:  # also a character that no code of the media is
        raise _wrong(
            f"「{text}」は、媒体の 1 文字ではありません。", "1 文字か、外字の符号（F040 の形）を入力してください。"
        ) from error


def _machine(_bench: Workbench, pieces: Pieces, condition: Condition, lives: Lives | None) -> Mask:
    if lives is None:
        raise _no_logs()
    machine = condition.value.strip()
    if machine:
        _known_machine(machine, lives)
    return of_events(pieces, lives, machine, moment(condition.begin), moment(condition.end))


def _no_logs() -> KenpanError:
    return KenpanError(
        "incident.logs",
        "作業ログを読み込んでいません。",
        "件数の画面でログを読み込むか、ほかの条件にしてください。",
    )


def _known_machine(machine: str, lives: Lives) -> None:
    if machine not in lives.events.machines:
        raise _wrong(
            f"機械「{machine}」は作業ログにありません（{'・'.join(lives.events.machines)}）。",
            "ログの機械名を入力してください。",
        )


_SEARCHES: Mapping[Kind, Callable[[Workbench, Pieces, Condition, Lives | None], Mask]] = {
    "record": _records,
    "office": _office,
    "form": _form,
    "case": _case,
    "roll": _roll,
    "character": _character,
    "machine": _machine,
    "period": _machine,
}


def moment(text: str) -> int:
    """ms on the machine's own clock; a day or a minute, empty for none."""
    said = text.strip()
    if not said:
        return NO_TIME
    try:
        return int(datetime.fromisoformat(said).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError as error:
        raise _wrong(f"日時「{said}」を読めません。", "2026-11-12 10:00 の形で入力してください。") from error


def earlier_months(state: State, month: Month, found: date) -> tuple[str, ...]:
    """The other months that were posted in the five business days before a day, that day included (Japanese)."""
    since = schedule().days.shift(found, -BUSINESS_DAYS)
    others = [
        one
        for one in state.months.values()
        if one.id != month.id and one.delivery and since <= date.fromisoformat(one.delivery) <= found
    ]
    return tuple(f"{month_text(one.period)}　{one.title}（納品日 {one.delivery}）" for one in others)


def stage_lines(found: Affected) -> Sequence[tuple[str, str, int]]:
    """How far the envelopes went: word, who has them, 通."""
    return [(*STAGES[stage], count) for stage, count in found.by_stage.items()]
