"""Learning a whole print: its pages are read and looked at in limited children, then places are voted on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any, cast, get_args

from app.confined.children import Children
from app.confined.limits import NotReadError
from app.errors import KenpanError
from app.notice.model import Side
from app.progress import Progress, no_progress
from app.proof.learning.codes import FoundCode
from app.proof.learning.form import PageFacts, SeenFont, form_of
from app.proof.learning.learn import Learned, LearnedSide, learn
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.model import ReadPage, Unreadable
from app.proof.printed.whole import read_print
from app.records.layouts import Scheme
from app.sheet.fonts import FontSet
from app.sheet.measured_form import CodeKind, MeasuredForm
from app.sheet.model import Rect

STAGE = "コードと書体"
_FIND = "app.proof.learning.code_finder:find_codes"
_LOOKED_AT = 4
"""As many pages of each side are looked at for codes and fonts."""


@dataclass(slots=True)
class LearnedPrint:
    """What a print taught: the places of items, the form made of them, and what could not be read. ``chosen``: items
    that a person placed.
    """

    learned: Learned
    facts: dict[int, PageFacts]
    form: MeasuredForm
    unreadable: list[Unreadable]
    chosen: list[tuple[tuple[Side, Scheme], str]] = field(default_factory=list)


def learn_print(
    files: Sequence[Path],
    expectation: Expectation,
    fonts: FontSet,
    *,
    most_pages: int | None = None,
    progress: Progress = no_progress,
) -> LearnedPrint:
    """Learn from the first ``most_pages`` pages (``None``: all) of each file of a print of the month's notices."""
    result = Comparison()
    ledger = GlyphLedger(fonts)
    nothing = MeasuredForm((), {})
    pages: list[ReadPage] = []
    with Children(1) as children:
        for file in files:
            read = read_print(children, [file], nothing, ledger, result, progress=progress)
            for page in islice(read, most_pages):
                if isinstance(page, ReadPage):
                    pages.append(_numbered(page, len(pages)))
        learned = learn(pages, expectation, progress)
        wanted = {one.page.number for side in learned.sides.values() for one in side.seen[:_LOOKED_AT]}
        wanted |= {page for side in learned.sides.values() for page in _telling(side, wanted)}
        facts = _facts(children, files, [page for page in pages if page.number in wanted], progress)
    source = f"{'、'.join(file.name for file in files)}　{learned.matched:,} 頁から"
    return LearnedPrint(learned, facts, form_of(learned, facts, source), result.unreadable)


def _telling(side: LearnedSide, known: set[int]) -> Iterator[int]:
    """A page for each item that is on none of those known."""
    for one in side.placed.values():
        pages = [side.seen[at].page.number for at in one.votes]
        if pages and known.isdisjoint(pages):
            yield pages[0]


def _numbered(page: ReadPage, number: int) -> ReadPage:
    return replace(page, number=number)


def _facts(
    children: Children, files: Sequence[Path], pages: Sequence[ReadPage], progress: Progress
) -> dict[int, PageFacts]:
    by_name = {file.name: file for file in files}
    found: dict[int, PageFacts] = {}
    for name, own in groupby(pages, key=lambda page: page.file):
        for page in own:
            try:
                (raw,) = children.run(_FIND, str(by_name[name]), page.file_page, page.file_page + 1)
                found[page.number] = facts_of(raw)
            except (NotReadError, KenpanError, KeyError, TypeError, ValueError):
                found[page.number] = PageFacts()  # it has no codes then, and the form says so
            progress(STAGE, len(found), len(pages))
    return found


def facts_of(raw: Any) -> PageFacts:
    """What a child says of a page; ``KeyError``, ``TypeError`` or ``ValueError`` for what cannot be."""
    codes = [
        FoundCode(cast(CodeKind, kind), str(text), Rect(*map(float, box)))
        for kind, text, *box in raw["codes"]
        if kind in get_args(CodeKind)
    ]
    return PageFacts(codes, [SeenFont(str(name), float(x), float(y), float(em)) for name, x, y, em in raw["fonts"]])
