"""The pages of a print that was compared, one at a time, with what should be on each."""

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

import numpy as np

from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import Cancelled, KenpanError
from app.proof.compared.page_picture import PICTURE
from app.proof.compared.pictures import Painter, Pair, Pixels, pair_of
from app.proof.compared.shown_page import ShownPage, shown_page
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.matching import Matcher
from app.proof.printed.model import Notice
from app.proof.printed.reading import DESCRIBE, READ, NoPageError, code_places, page_of
from app.sheet.fonts import FontSet
from app.sheet.measured_form import MeasuredForm

if TYPE_CHECKING:
    from app.proof.captures.model import Judged

DPI = 170.0
_LIMITS = Limits(memory_mb=1536, cpu_s=30, wall_s=60.0, result_mb=256, tasks=400)


class ShownPair(NamedTuple):
    """A page and its pictures; of a capture also its boxes that a person has to look at."""

    page: ShownPage
    pair: Pair
    boxes: "tuple[Judged, ...]" = ()


class Shower(Protocol):
    """What shows the pages of a comparison, whatever they are of."""

    def shown(self, number: int, hint: Notice | None = None, dpi: float = DPI) -> ShownPair:
        """Page ``number`` (0-based over all files). ``KenpanError`` ``print.page`` where it cannot be shown."""

    def close(self) -> None:
        """Nothing more can be asked."""


class PageSource:
    """Gives pages as people see them. The files are opened in a limited child; :meth:`close` ends it."""

    def __init__(
        self,
        files: Sequence[Path],
        form: MeasuredForm,
        expectation: Expectation,
        fonts: FontSet,
        due: Sequence[Notice] = (),
    ) -> None:
        self.files = list(files)
        self.form = form
        self.expectation = expectation
        self._ledger = GlyphLedger(fonts, form.glyphs)
        self._matcher = Matcher(form, expectation, self._ledger, due)
        self._painter = Painter(fonts)
        self._children = Children(1, _LIMITS)
        self._counts: dict[Path, int] = {}
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def stop(self) -> None:
        """Nothing more can be asked; the child is ended at once, and what it was asked for fails."""
        self._closed = True
        self._children.stop()

    def close(self) -> None:
        """:meth:`stop`, and wait until the child is gone; whoever still asks is told that it was stopped."""
        self.stop()
        self._children.__exit__(None, None, None)

    def shown(self, number: int, hint: Notice | None = None, dpi: float = DPI) -> ShownPair:
        """Page ``number`` (0-based over all files). ``KenpanError`` ``print.page`` where it cannot be shown."""
        with self._lock:
            if self._closed:
                raise Cancelled
            path, own = self._place(number)
            try:
                raw = self._children.run(PICTURE, str(path), own, dpi)
                printed = _pixels(raw)
                (read,) = self._children.run(READ, str(path), own, own + 1, code_places(self.form))
                page = page_of(read, self._ledger, path.name, number)
            except NoPageError as error:
                raise _refused(number, str(error)) from error
            except (NotReadError, KeyError, TypeError, ValueError) as error:
                raise _refused(number, "読み取り中に続けられない誤りが起きました。") from error
            matched = self._matcher.match(page)
        shown = shown_page(page, matched, self.expectation, hint)
        return ShownPair(shown, pair_of(printed, shown, self._painter, dpi))

    def _place(self, number: int) -> tuple[Path, int]:
        left, unread = number, ""
        for path in self.files:
            count = self._count(path)
            if count is None:
                unread = path.name
            elif 0 <= left < count:
                return path, left
            else:
                left -= count
        raise _refused(
            number,
            f"「{unread}」の頁数を読み取れませんでした。もう一度開いてみてください。"
            if unread
            else "この頁は印刷データにありません。",
        )

    def _count(self, path: Path) -> int | None:
        """Pages of a file, none of which count (as in the comparison) while it is not known: a child that was only late
        is asked again for the next page.
        """
        if path not in self._counts:
            try:
                self._counts[path] = int(self._children.run(DESCRIBE, str(path))["pages"])
            except (KenpanError, NotReadError, KeyError, TypeError, ValueError):
                return None
        return self._counts[path]


def _pixels(raw: Any) -> Pixels:
    width, height = int(raw["width"]), int(raw["height"])
    return np.frombuffer(bytes(raw["rgb"]), np.uint8).reshape(height, width, 3).copy()


def _refused(number: int, what: str) -> KenpanError:
    return KenpanError("print.page", f"{number + 1} 頁目を表示できません。{what}", "印刷データを確かめてください。")
