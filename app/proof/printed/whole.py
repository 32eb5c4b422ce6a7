"""All pages of print files, each read the full way."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.confined.children import Children
from app.confined.limits import NotReadError
from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.proof.printed.comparison import Comparison
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.model import ReadPage, Unreadable
from app.proof.printed.reading import DESCRIBE, READ, NoPageError, code_places, page_of
from app.sheet.measured_form import MeasuredForm

STAGE = "印刷データの読み取り"
_PAGES = 16


def read_print(
    children: Children,
    files: Sequence[Path],
    form: MeasuredForm,
    ledger: GlyphLedger,
    result: Comparison,
    progress: Progress = no_progress,
) -> Iterator[ReadPage]:
    """Every page that can be read; those that cannot be are entered in ``result``."""
    places = code_places(form)
    counted = [described(children, file, result) for file in files]
    first = 0
    for file, count in zip(files, counted, strict=True):
        rows = [(start, min(start + _PAGES, count)) for start in range(0, count, _PAGES)]
        answers = children.map(READ, ((str(file), start, stop, places) for start, stop in rows))
        for start, stop in rows:
            result.pages += stop - start
            raws = _one_by_one(children, file, start, stop, places, next(answers))
            for number, raw in zip(range(first + start, first + stop), raws, strict=True):
                try:
                    yield page_of(raw, ledger, file.name, number)
                except NoPageError as error:
                    result.unreadable.append(Unreadable(file.name, number, str(error)))
            progress(STAGE, first + stop, sum(counted))
        first += count


def described(children: Children, file: Path, result: Comparison) -> int:
    """The number of pages of a file; 0 for one that cannot be read, which is entered."""
    try:
        found = children.run(DESCRIBE, str(file))
        count, repaired = int(found["pages"]), bool(found["repaired"])
    except KenpanError as error:
        result.unreadable.append(Unreadable(file.name, None, error.what))
        return 0
    except (NotReadError, KeyError, TypeError, ValueError) as error:
        what = error.what if isinstance(error, NotReadError) else "壊れています。"
        result.unreadable.append(Unreadable(file.name, None, what))
        return 0
    if repaired:
        result.unreadable.append(Unreadable(file.name, None, "壊れているか、途中で切れています。"))
    return count


def _one_by_one(
    children: Children, file: Path, start: int, stop: int, places: list[list[Any]], answer: Any
) -> list[Any]:
    """What was read of these pages; where that failed as a whole, page by page."""
    if isinstance(answer, list) and len(answer) == stop - start:
        return answer
    found: list[Any] = []
    for number in range(start, stop):
        try:
            one = children.run(READ, str(file), number, number + 1, places)
            found.append(one[0] if isinstance(one, list) and len(one) == 1 else {"unreadable": "broken"})
        except (NotReadError, KenpanError):
            found.append({"unreadable": "broken"})
    return found
