"""The captures that were compared, one at a time, upright beside what had to be printed; boxes for a person's eyes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from app.confined.children import Children
from app.confined.limits import NotReadError
from app.errors import Cancelled, KenpanError
from app.proof.captures.judging import Judge, SideOf
from app.proof.captures.model import MM, Bytes, Judged, PoorCaptureError, SeenSide, cell
from app.proof.captures.run import DESCRIBE, LIMITS, found_char, image_of
from app.proof.captures.sealed import Pieces, SealedJudge
from app.proof.captures.sides import SideSource
from app.proof.compared.pictures import Pixels, pair_from
from app.proof.compared.shown_page import Cell, ShownPage, ShownSide
from app.proof.compared.source import ShownPair
from app.proof.printed.model import Notice
from app.sheet.envelope import Envelope

DPI = 200


class Envelopes(NamedTuple):
    """That the captures are of sealed envelopes, and whose each is that was judged: the piece code's text by page."""

    envelope: Envelope
    whose: Mapping[int, str]


class CaptureSource:
    """Gives captures as people see them. The files are opened in a limited child; :meth:`close` ends it."""

    def __init__(
        self,
        files: Sequence[Path],
        sides: SideSource,
        side_of: SideOf,
        envelopes: "Envelopes | None" = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """``close``: what else has to be closed with it."""
        self.files = list(files)
        self._judge = Judge.of(sides)
        self._envelopes = envelopes
        self._side_of = side_of
        self._and_close = close
        self._children = Children(1, LIMITS)
        self._counts: list[int] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more can be asked; the child is ended at once, and whoever still asks is told that it was."""
        self._closed = True
        self._children.stop()
        self._children.__exit__(None, None, None)
        self._and_close()

    def shown(self, number: int, hint: Notice | None = None, dpi: float = DPI) -> ShownPair:
        """Capture ``number`` (0-based over all files). ``KenpanError`` ``print.page`` where it cannot be shown."""
        with self._lock:
            if self._closed:
                raise Cancelled
            try:
                path, own = self._place(number)
                image = image_of(self._children, path, own)
                if isinstance(image, str):
                    raise _refused(number, image)
                seen = self._seen(image, number, round(dpi))
            except PoorCaptureError as error:
                raise _refused(number, str(error)) from error
        page = shown_capture(seen, number, path.name, own)
        expected, printed, ink = (_grey(one) for one in (seen.expected, seen.paper, seen.ink))
        asked = tuple(one for one in seen.judged.boxes if one.picture is not None)
        return ShownPair(page, pair_from(expected, printed, ink, dpi), asked)

    def _seen(self, image: Bytes, number: int, dpi: int) -> SeenSide:
        if self._envelopes is None:
            return self._judge.seen(image, self._side_of, dpi)
        piece = self._envelopes.whose.get(number)
        if piece is None:
            raise PoorCaptureError("どの通知書の封筒か分かりません。")
        one = SealedJudge(self._judge, self._envelopes.envelope, None, Pieces((), {}, ()))
        return one.seen(image, self._side_of, dpi, piece)

    def _place(self, number: int) -> tuple[Path, int]:
        if self._counts is None:
            self._counts = [self._count(path) for path in self.files]
        left = number
        for path, count in zip(self.files, self._counts, strict=True):
            if 0 <= left < count:
                return path, left
            left -= count
        raise _refused(number, "この頁は取り込み画像にありません。")

    def _count(self, path: Path) -> int:
        try:
            return max(int(self._children.run(DESCRIBE, str(path))["pages"]), 0)
        except (KenpanError, NotReadError, KeyError, TypeError, ValueError):
            return 0  # as the comparison counts it


def shown_capture(seen: SeenSide, number: int, file: str, file_page: int) -> ShownPage:
    """The page: sides of the paper, and each character that must be there beside what is."""
    side = seen.judged.side
    paper = side.form.paper
    spots = [spot for spot in paper.spots if spot.page == side.number + 1]
    sides = tuple(ShownSide(one.panel, paper.panels[one.panel], side.notice, side.notice) for one in spots)
    expected = tuple(_cell(one, one.box.char.char) for one in seen.judged.boxes)
    printed = tuple(_cell(one, found_char(one)) for one in seen.judged.boxes)
    height, width = (count * MM / seen.dpi for count in seen.paper.shape)
    return ShownPage(number, file, file_page, width, height, sides, printed, expected, (), ())


def _cell(one: Judged, text: str) -> Cell:
    return Cell(text, cell(one.box), one.box.size_pt, False, one.box.item)


def _grey(one: Bytes) -> Pixels:
    return np.repeat(one[:, :, None], 3, axis=2)


def _refused(number: int, what: str) -> KenpanError:
    return KenpanError("print.page", f"{number + 1} 頁目を表示できません。{what}", "取り込み画像を確かめてください。")
