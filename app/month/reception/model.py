"""The words of 受入: a row says what was typed, what was read, and the result; the plan what the month was to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from app.japan_time import JST
from app.media.volume import load_expected
from app.month.reception.counts import Limits
from app.month.reception.facts import MonthCounts
from app.month.reception.typed import PLACES, Transcription
from app.month.schedule.dates import Due, MonthDates, Schedule
from app.records.units import Count
from app.resources import resource
from app.toml_table import FileKind, Table

_FORMAT = "kenpan-reception-1"
_RULES = FileKind("reception.rules", "受入の設定", "resources/reception.toml を直すか、元に戻してください。")
TO_AGENCY = "機構に連絡し、記録媒体不備報告書（別紙9）を作ってください。"
"""What a row whose medium is at fault says to do; :func:`to_agency` with the time."""
LOOK_AGAIN = "現物を見直し、入力が正しければ機構に問い合わせてください。"


def to_agency(due: Due) -> str:
    """:data:`TO_AGENCY` with when it is due."""
    return f"機構に連絡し、記録媒体不備報告書（別紙9）を {due.text}に出してください。"


Outcome = Literal["same", "stated", "note", "differs", "undone", "recorded"]
RowGroup = Literal["medium", "label", "counts", "pair", "hand", "scan", "trend"]

OUTCOMES: Mapping[Outcome, str] = {
    "same": "○ 合",
    "stated": "○ 合（理由あり）",
    "note": "△ 要確認",
    "differs": "× 否",
    "undone": "― 判定していません",
    "recorded": "□ 記録",
}
"""Mark and word, so that no colour is needed."""

GROUPS: Mapping[RowGroup, str] = {
    "medium": "媒体",
    "label": "ラベル",
    "counts": "件数表",
    "pair": "正副",
    "hand": "受渡し",
    "scan": "ウイルス",
    "trend": "件数の推移",
}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One thing compared. ``typed`` and ``read`` carry their units; ``medium``: the medium is at fault (別紙9)."""

    id: str
    group: RowGroup
    place: str
    typed: str
    read: str
    outcome: Outcome
    what: str = ""
    next_step: str = ""
    medium: bool = False

    @property
    def blocks(self) -> bool:
        """Whether this is a reason for no-go."""
        return self.outcome in ("differs", "undone")

    @property
    def result(self) -> str:
        """``○ 一致``."""
        return OUTCOMES[self.outcome]

    @property
    def reason(self) -> str:
        """Why it blocks or wants a look, and what to do."""
        return f"{self.place}：{self.what}{self.next_step}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about, before its result is known."""

    id: str
    group: RowGroup
    place: str
    typed: str = ""
    read: str = ""

    def same(self, what: str = "") -> JudgedRow:
        """Both agree."""
        return self._row("same", what, "")

    def stated(self, what: str, next_step: str) -> JudgedRow:
        """They do not agree, and somebody stated why they may."""
        return self._row("stated", what, next_step)

    def note(self, what: str, next_step: str) -> JudgedRow:
        """Possible, but somebody has to look."""
        return self._row("note", what, next_step)

    def differs(self, what: str, next_step: str) -> JudgedRow:
        """They do not agree."""
        return self._row("differs", what, next_step)

    def fault(self, what: str) -> JudgedRow:
        """They do not agree, and the medium is at fault."""
        return self._row("differs", what, TO_AGENCY, medium=True)

    def undone(self, what: str, next_step: str) -> JudgedRow:
        """Nothing could be compared."""
        return self._row("undone", what, next_step)

    def recorded(self, what: str = "") -> JudgedRow:
        """Something only a person knows: kept, not compared."""
        return self._row("recorded", what, "")

    def _row(self, outcome: Outcome, what: str, next_step: str, *, medium: bool = False) -> JudgedRow:
        return JudgedRow(self.id, self.group, self.place, self.typed, self.read, outcome, what, next_step, medium)


def about(typed: Transcription, name: str, group: RowGroup, read: str = "") -> Subject:
    """A typed field as the subject of a row."""
    return Subject(name, group, PLACES[name], typed.shown(name), read)


def recorded(typed: Transcription, name: str, group: RowGroup) -> JudgedRow:
    """A field that is kept and not compared."""
    return about(typed, name, group).recorded() if name in typed.values else unread_row(typed, name, group)


def unread_row(typed: Transcription, name: str, group: RowGroup) -> JudgedRow:
    """A field that is empty or cannot be read."""
    problem = next(one for one in typed.problems if one.field == name)
    return about(typed, name, group).undone(problem.what, problem.next_step)


@dataclass(frozen=True, slots=True)
class Rules:
    """What 受入 compares by (``resources/reception.toml``): titles by volume, and what needs a reason."""

    titles: Mapping[str, str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Plan:
    """What this month was to be, and the moment of judging.

    ``period`` is ``2026-12``. ``contractor`` is this company's name as labels have it, ``""`` where it is not set.
    ``planned`` is ``None`` where no number was planned. ``last`` are last month's counts; ``first``: there was no month
    before this one. ``opened`` is when the medium was first opened here. Times have a zone.
    """

    period: str
    dates: MonthDates
    schedule: Schedule
    now: datetime
    contractor: str = ""
    planned: Count | None = None
    last: MonthCounts | None = None
    first: bool = False
    opened: datetime | None = None

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now.astimezone(JST).date()


@cache
def rules() -> Rules:
    """The product's own rules; ``KenpanError`` ``reception.rules``."""
    return read_rules(resource("reception.toml"))


def read_rules(path: Path) -> Rules:
    """The rules of a file; ``KenpanError`` ``reception.rules`` if they cannot be read."""
    top = Table.of_file(_RULES, path)
    top.choice("format", (_FORMAT,))
    titles, limits = top.child("titles"), top.child("limits")
    own = Rules(
        {volume: titles.words(volume) for volume in sorted({one.volume for one in load_expected()})},
        Limits(
            planned_percent=limits.number("planned_percent", 0, 100),
            total_percent=limits.number("total_percent", 0, 100),
            office_percent=limits.number("office_percent", 0, 100),
            office_least=limits.whole("office_least", 0, 1_000_000),
            pattern_age=limits.whole("pattern_age", 0, 100),
        ),
    )
    top.done()
    return own
