"""What an answer was worth: found, pointed elsewhere, missed, a false alarm, or rightly let pass."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Literal, NamedTuple

from app.sheet.model import Rect
from app.signoff.warm_up_model import Score
from app.training.drill.plan import Task
from app.training.drill.table import drill_table

Outcome = Literal["found", "elsewhere", "missed", "false", "passed"]
OUTCOMES: Mapping[Outcome, str] = {
    "found": "見つけた",
    "elsewhere": "場所が違う",
    "missed": "見逃し",
    "false": "誤って異常",
    "passed": "正しく異常なし",
}
_Z = 1.959964
"""Of the normal distribution: 95 %."""


class Answer(NamedTuple):
    """異常なし (``at`` is ``None``), or the place (mm on the page) that was pointed at; ``seconds`` it took."""

    at: tuple[float, float] | None
    seconds: float


class Judged(NamedTuple):
    """An answer and what it was worth."""

    task: Task
    answer: Answer
    outcome: Outcome


class Share(NamedTuple):
    """``hits`` of ``total``, and between which shares (0–1) that lies with 95 % (Wilson); 0 to 1 of nothing."""

    hits: int
    total: int
    low: float
    high: float


def judge(task: Task, places: Sequence[Rect], answer: Answer) -> Judged:
    """``places``: where the defect is on the page (mm); none for a sound sheet."""
    if answer.at is None:
        return Judged(task, answer, "missed" if task.defect else "passed")
    if not task.defect:
        return Judged(task, answer, "false")
    x, y = answer.at
    near = (place.grown(drill_table().hit_mm) for place in places)
    is_hit = any(own.x0 <= x <= own.x1 and own.y0 <= y <= own.y1 for own in near)
    return Judged(task, answer, "found" if is_hit else "elsewhere")


def score(judged: Iterable[Judged]) -> Score:
    """The numbers of a drill. What was pointed at elsewhere was not found."""
    own = list(judged)
    planted = sum(bool(one.task.defect) for one in own)
    return Score(len(own), planted, count(own, "found"), count(own, "false"))


def count(judged: Iterable[Judged], outcome: Outcome) -> int:
    """How many answers were this."""
    return sum(one.outcome == outcome for one in judged)


def share(hits: int, total: int) -> Share:
    """A share with its Wilson interval."""
    if not total:
        return Share(0, 0, 0.0, 1.0)
    part, z2 = hits / total, _Z * _Z
    middle = (part + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * sqrt(part * (1 - part) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return Share(hits, total, max(middle - half, 0.0) if hits else 0.0, middle + half if hits < total else 1.0)


def share_text(one: Share) -> str:
    """``8／10 枚（80％、49〜94％）``."""
    if not one.total:
        return "0／0 枚"
    part = round(100 * one.hits / one.total)
    return f"{one.hits}／{one.total} 枚（{part}％、{round(100 * one.low)}〜{round(100 * one.high)}％）"
