"""Who attended which training, as it is written down and stated (N 仕様書 10(2)③, 仕様書別紙9 研修実施報告書)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.reports.paper_texts import TrainingTexts
from app.reports.training_paper import Attended, TrainingHeld
from app.signoff.model import Told

DONE, NOT_DONE = "実施", "―"
BETWEEN = "｜"
LIKE = f"管理番号{BETWEEN}氏名{BETWEEN}教材（例：3{BETWEEN}見本 検査員{BETWEEN}1-14）"
DAYS_AFTER = 10
"""Days after the first day of a training within which it is reported, once the work has begun (別紙9 ①注 ア・イ・※)."""
_SPLIT = re.compile(r"[|｜,，\t]")
_RANGE = re.compile(r"([0-9]{1,3})(?:[-–〜~]([0-9]{1,3}))?")
_MOST = 500


class Line(NamedTuple):
    """Somebody who attended: the number in 業務委託員名簿, name, and lessons by number."""

    number: str
    name: str
    lessons: tuple[int, ...]


def read_lines(text: str, lessons: int) -> tuple[Line, ...]:
    """One line a person; blank ones count for nothing. ``lessons``: how many there are. ``ValueError`` says in Japanese
    which line is not as it must be.
    """
    found: list[Line] = []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in _SPLIT.split(line, maxsplit=2)]
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{at} 行目は「{LIKE}」の形で書いてください。")
        found.append(Line(parts[0], parts[1], _numbers(parts[2], lessons, at)))
    if not found:
        raise ValueError("出席者を 1 人以上書いてください。")
    if len(found) > _MOST:
        raise ValueError(f"出席者は {_MOST} 人までです。分けて報告してください。")
    numbers = [one.number for one in found]
    twice = next((one for one in numbers if numbers.count(one) > 1), None)
    if twice is not None:
        raise ValueError(f"管理番号 {twice} が 2 度あります。")
    return tuple(found)


def _numbers(text: str, lessons: int, at: int) -> tuple[int, ...]:
    """``1-3 5`` as lessons."""
    found: set[int] = set()
    for word in re.split(r"[\s、・,，]+", text):
        match = _RANGE.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= lessons:
            raise ValueError(f"{at} 行目の教材は、1 から {lessons} の番号で書いてください（例：1-3 5）。")
        found |= set(range(first, last + 1))
    return tuple(sorted(found))


def due_day(first: date, begin: date) -> date:
    """When the report is due: the day before the work begins (``begin``), or ten days after the training's first."""
    return begin - timedelta(days=1) if first < begin else first + timedelta(days=DAYS_AFTER)


def training_told(
    texts: TrainingTexts,
    days: tuple[str, str],
    held: Iterable[str],
    other: str,
    people: Sequence[Line],
    titles: Sequence[str],
) -> tuple[Told, ...]:
    """The training as it is stated. ``days``: first and last; ``held``: ids of topics; ``titles`` of all lessons."""
    done = set(held)
    used = sorted({number for one in people for number in one.lessons})
    return (
        Told("first", "研修開始日", days[0]),
        Told("last", "研修終了日", days[1]),
        *(Told(f"topic.{one.id}", one.text, DONE if one.id in done else NOT_DONE) for one in texts.topics),
        Told("other", "その他の内容", other),
        *(Told(f"lesson.{number:03d}", f"教材 {number}", titles[number - 1]) for number in used),
        *(
            Told(f"person.{at:03d}", f"{one.number}{BETWEEN}{one.name}", " ".join(map(str, one.lessons)))
            for at, one in enumerate(people, 1)
        ),
    )


def held_of(told: Mapping[str, Told]) -> TrainingHeld | None:
    """The training that was stated; ``None`` if none was."""
    if "first" not in told:
        return None
    people = []
    for name, one in sorted(told.items()):
        if name.startswith("person."):
            number, _between, who = one.label.partition(BETWEEN)
            people.append(Attended(number, who, one.value))
    return TrainingHeld(
        told["first"].value,
        told["last"].value,
        frozenset(name.removeprefix("topic.") for name, one in told.items() if one.value == DONE),
        told["other"].value,
        tuple((one.label, one.value) for name, one in sorted(told.items()) if name.startswith("lesson.")),
        tuple(people),
    )
