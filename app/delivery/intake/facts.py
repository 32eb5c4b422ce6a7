"""What a page says, by the patterns of the table: kind, establishment, period, rows of persons, amounts."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.delivery.forms import FormTable
from app.proof.printed.model import ReadPage, Run

_SAME_LINE_MM = 1.2
_AMOUNT = re.compile(r"[-△▲]?[0-9]{1,3}(?:,[0-9]{3})*|[-△▲]?[0-9]+")
_REIWA = 2018
_MOST_TOLD = 20
_CROSSED = "xg"
"""Doubts of :mod:`app.proof.printed.seeing`: other ink over a character, or one across the page."""


class Person(NamedTuple):
    """A row with the number of somebody enrolled, the name behind it; ``amount`` is the last one, if any."""

    number: str
    name: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page, or a whole CSV file (``page`` ``None``). ``forms``: every kind whose title it has; ``establishments``
    and ``names``: as they stand after their labels; ``text``: all lines in half width, a blank between cells.
    ``place``: number of this page, and how many the form has. ``unseen``: how many characters an eye does not find.
    ``unproved``: the characters whose drawn shape nobody knows, as the file says them; ``picture``: whether something
    is drawn that may say something and is not read (an image, curves, text across or under something).
    """

    file: str
    page: int | None
    forms: tuple[str, ...] = ()
    establishments: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    place: tuple[int, int] | None = None
    persons: tuple[Person, ...] = ()
    amounts: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    unseen: int = 0
    unproved: str = ""
    picture: bool = False
    problem: str = ""

    @property
    def why_look(self) -> str:
        """Why only an eye can say that the page says what was read; empty where the program can."""
        return "・".join(word for word, is_so in (("書体", bool(self.unproved)), ("画像", self.picture)) if is_so)


def facts_of(page: ReadPage, table: FormTable, drawn: bool = False) -> PageFacts:
    """What an eye sees on a page; unseen text is only counted. ``drawn``: images or curves are on it."""
    lines = _lines(page.runs)
    flat = ["".join(line) for line in lines]
    text = "\n".join(" ".join(line) for line in lines)
    forms = tuple(spec.id for spec in table.forms.values() if not spec.is_csv and plain(spec.title) in flat)
    amounts: dict[str, int] = {}
    for form in forms:
        for key, label in table.forms[form].amounts.items():
            found = _amount(lines, plain(label))
            if found is not None:
                amounts[key] = found
    places = [match for line in lines for cell in line if (match := table.page.fullmatch(cell))]
    doubts = [
        (char, why)
        for run in page.runs
        for char, why in zip(run.text, run.doubts, strict=False)
        if why and not char.isspace()
    ]
    return PageFacts(
        page.file,
        page.file_page,
        forms,
        _all(table.establishment, flat),
        _all(table.name, flat),
        tuple(dict.fromkeys(period for line in flat for period in _periods(line, table))),
        (int(places[-1][1]), int(places[-1][2])) if places else None,
        tuple(person for line in lines if (person := _person(line, table)) is not None),
        amounts,
        text,
        sum(
            bool(why) and not char.isspace()
            for run in page.runs
            for why, char in zip(run.hidden, run.text, strict=False)
        ),
        "".join(sorted({char for char, why in doubts if "k" in why}))[:_MOST_TOLD],
        drawn or page.mirrored or any(letter in why for _, why in doubts for letter in _CROSSED),
    )


def plain(text: str) -> str:
    """Half width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def amount_of(text: str) -> int | None:
    """A whole number of yen; ``None`` for what is none."""
    if not _AMOUNT.fullmatch(text):
        return None
    value = int(text.lstrip("-△▲").replace(",", ""))
    return -value if text[0] in "-△▲" else value


def _lines(runs: Sequence[Run]) -> list[list[str]]:
    """Cells of each line, top to bottom, left to right; what an eye does not find is not there."""
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    for run in sorted(runs, key=lambda one: (one.baseline, one.lefts[0])):
        seen = plain(
            "".join(c for c, why in zip(run.text, run.hidden or ("",) * len(run.text), strict=True) if not why)
        )
        if not seen:
            continue
        if not rows or run.baseline - rows[-1][0] > _SAME_LINE_MM:
            rows.append((run.baseline, []))
        rows[-1][1].append((run.lefts[0], seen))
    return [[text for _, text in sorted(cells)] for _, cells in rows]


def _all(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for line in lines for found in pattern.findall(line)))


def _periods(line: str, table: FormTable) -> list[str]:
    found = []
    for pattern in table.period:
        for match in pattern.finditer(line):
            told = match.groupdict()
            year = told.get("year") or str(_REIWA + int((told.get("reiwa") or "0").replace("元", "1")))
            found.append(f"{year}-{int(told['month']):02}")
    return found


def _person(line: Sequence[str], table: FormTable) -> Person | None:
    at = next((at for at, cell in enumerate(line) if table.person.fullmatch(cell)), None)
    if at is None:
        return None
    amounts = [found for cell in line[at + 2 :] if (found := amount_of(cell)) is not None]
    return Person(line[at], line[at + 1] if len(line) > at + 1 else "", amounts[-1] if amounts else None)


def _amount(lines: Sequence[Sequence[str]], label: str) -> int | None:
    for line in lines:
        if label in line[:-1]:
            return amount_of(line[line.index(label) + 1].rstrip("円"))
    return None
