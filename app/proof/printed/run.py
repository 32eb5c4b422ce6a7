"""Comparing a whole print with the month: page by page, then what only all pages together can say."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.progress import Progress, no_progress
from app.proof.printed.basis import basis_of, states_of
from app.proof.printed.book import Book
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.matching import Matcher
from app.proof.printed.model import MeasuredForm, Notice, ReadPage, Unreadable
from app.proof.printed.reading import DESCRIBE, READ, REASONS, NoPageError, code_places, page_of
from app.proof.printed.resume import Resume
from app.sheet.fonts import FontSet

STAGE = "印刷の照合"
_PAGES = 16
EVERY = 50
_LIMITS = Limits(memory_mb=1536, cpu_s=30, wall_s=120.0, result_mb=128, tasks=400)


def compare_print(
    files: Sequence[Path],
    form: MeasuredForm,
    expectation: Expectation,
    fonts: FontSet,
    *,
    wanted: Sequence[Notice] | None = None,
    media: str = "",
    jobs: int = 1,
    resume: Path | None = None,
    progress: Progress = no_progress,
    every: int = EVERY,
    places: dict[Notice, set[int]] | None = None,
) -> Comparison:
    """Compare all pages of these files, in this order, with the notices that were to be printed (``None``: all).

    One page in ``every``, by chance, is read both ways (0: all pages the full way), and so is each that differs.
    ``resume``: where it is kept which pages are done, so that a run that was ended goes on there. ``media``: hash of
    the month's manifest, for the basis; ``places``: where the pages of each notice that was wanted are told.
    ``KenpanError`` ``print.written``: a print file did not stay what it was.
    """
    due = expectation.all() if wanted is None else list(wanted)
    before = states_of(files)
    basis = basis_of(files, form, due, media, progress)
    ledger = GlyphLedger(fonts, form.glyphs)
    book = Book(form, expectation, due)
    matcher = Matcher(form, expectation, ledger, due)
    kept = None if resume is None else Resume(resume, basis.sha256, expectation.all())
    known = {} if kept is None else kept.pages
    by_name = {file.name: file for file in files}
    done = False
    try:
        with Children(jobs, _LIMITS) as children:
            for read in read_print(children, files, form, ledger, book.result, frozenset(known), progress, every):
                if isinstance(read, int):
                    book.remember(read, known[read])
                    continue
                matched = matcher.match(read, book.next_turn)
                if read.way == "fast" and not book.plainly_equal(matched, ledger):
                    again = _again(children, read, by_name[read.file], form, ledger, book.result)
                    if again is None:
                        continue
                    matched = matcher.match(again, book.next_turn)
                clean = book.enter(matched, ledger)
                if kept is not None and clean is not None:
                    kept.add(read.number, clean)
                    if read.number % _PAGES == _PAGES - 1:
                        kept.save()
        done = True
    finally:
        if kept is not None:
            kept.close(done=done)
    if states_of(files) != before:
        what = "照合中に印刷データが書き換えられました。"
        raise KenpanError("print.written", what, "書き込みが終わってから、もう一度照合してください。")
    result = book.closed()
    result.basis = basis
    if places is not None:
        own = frozenset(due)
        for (notice, _side), pages in book.seen.items():
            if notice in own:
                places.setdefault(notice, set()).update(pages)
    return result


def read_print(
    children: Children,
    files: Sequence[Path],
    form: MeasuredForm,
    ledger: GlyphLedger,
    result: Comparison,
    known: frozenset[int] = frozenset(),
    progress: Progress = no_progress,
    every: int = 0,
) -> Iterator[ReadPage | int]:
    """Every page that can be read, of ``known`` ones the number; those that cannot be are entered in ``result``."""
    places = code_places(form)
    counted = [_described(children, file, result) for file in files]
    total = sum(counted)
    first = 0
    for file, count in zip(files, counted, strict=True):
        rows = [(start, min(start + _PAGES, count)) for start in range(0, count, _PAGES)]
        due = [row for row in rows if not all(first + number in known for number in range(*row))]
        answers = children.map(READ, ((str(file), start, stop, places, every) for start, stop in due))
        for start, stop in rows:
            result.pages += stop - start
            if (start, stop) not in due:
                yield from range(first + start, first + stop)
                continue
            raws = _one_by_one(children, file, start, stop, places, next(answers))
            for number, raw in zip(range(first + start, first + stop), raws, strict=True):
                if number in known:
                    yield number
                    continue
                try:
                    yield page_of(raw, ledger, file.name, number)
                except NoPageError as error:
                    result.unreadable.append(Unreadable(file.name, number, str(error)))
            progress(STAGE, first + stop, total)
        first += count


def _again(
    children: Children, page: ReadPage, file: Path, form: MeasuredForm, ledger: GlyphLedger, result: Comparison
) -> ReadPage | None:
    """A page once more, the full way; entered as unreadable if that cannot be."""
    try:
        (raw,) = children.run(READ, str(file), page.file_page, page.file_page + 1, code_places(form), 0)
        return page_of(raw, ledger, page.file, page.number)
    except (NoPageError, NotReadError, KenpanError, TypeError, ValueError) as error:
        what = str(error) if isinstance(error, NoPageError) else REASONS["broken"]
        result.unreadable.append(Unreadable(page.file, page.number, what))
        return None


def _described(children: Children, file: Path, result: Comparison) -> int:
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
    if stop - start == 1:
        return [{"unreadable": "broken"}]
    found: list[Any] = []
    for number in range(start, stop):
        try:
            one = children.run(READ, str(file), number, number + 1, places)
            found.append(one[0] if isinstance(one, list) and len(one) == 1 else {"unreadable": "broken"})
        except NotReadError:
            found.append({"unreadable": "broken"})
        except KenpanError:
            found.append({"unreadable": "broken"})
    return found
