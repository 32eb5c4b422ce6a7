"""Pages of a range by their moulds: which one fits each page, and what those of one mould show, read all at once."""

from collections.abc import Collection, Sequence

from app.proof.printed.frames import Frame, Frames
from app.proof.printed.mould import Filled, Mould, Shows, mould_of
from app.proof.printed.skeleton import Cut
from app.proof.printed.slot_reading import Asked, Readers, look_at
from app.proof.printed.template import Template

_FEW = 8
"""Pages that have a frame: where there are no more of them nothing recurs."""
_SIGN = b"m"
"""Pages of one mould have as many of it."""


class Moulds:
    """The moulds of ``frames``."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._readers = Readers()

    def read(self, start: int, streams: Sequence[tuple[str, bytes]]) -> list[Shows | None]:
        """What pages show, the first of which has this number (0-based) in the file that was begun; ``None`` of those
        that fit no mould, or do not plainly show anything. ``streams``: with the texts of their frames.
        """
        found: list[Shows | None] = [None] * len(streams)
        tried: dict[int, set[Mould]] = {}
        left: Sequence[int] = range(len(streams))
        while left:
            taken: list[tuple[int, Filled]] = []
            asked: dict[Asked, None] = {}
            last = None
            for at in left:
                text, stream = streams[at]
                frame = self._frames.frame(start + at, text) if text else None
                filled = None if frame is None else _fitting(frame, stream, last, tried.get(at, ()))
                if filled is not None:
                    last = filled.mould
                    asked |= dict.fromkeys(filled.asked())
                    taken.append((at, filled))
            known = look_at([*asked]) if asked else {}
            left = []
            for at, filled in taken:
                found[at] = filled.shows(known)
                if found[at] is None:
                    tried.setdefault(at, set()).add(filled.mould)
                    left.append(at)
        return found

    def make(self, frame: Frame, template: Template, stream: bytes, cut: Cut) -> None:
        """For pages that recur: those of the next range are judged by a mould of this one."""
        frame.judged += 1
        if frame.judged < _FEW:
            return
        sizes = tuple([value for piece in cut.pieces for value in piece.values])
        kind = (id(template), sizes)
        if kind in frame.moulded:
            return
        if kind not in frame.once:
            frame.once.add(kind)  # most that come once do not come again soon
            return
        frame.moulded.add(kind)
        mould = mould_of(template, stream, cut, frame.fonts, self._readers)
        if mould is None:
            return
        self._frames.make_room()
        frame.moulds.setdefault(stream.count(_SIGN), []).append(mould)


def _fitting(frame: Frame, stream: bytes, last: Mould | None, tried: Collection[Mould]) -> Filled | None:
    """A page behind one of the ``last`` mould, by a mould that it fits; none that was ``tried``."""
    likely = frame.after.get(last)
    if likely is not None and likely not in tried:
        holes = likely.holes(stream)
        if holes is not None:
            return Filled(likely, holes)
    for mould in frame.moulds.get(stream.count(_SIGN), ()):
        holes = None if mould in tried else mould.holes(stream)
        if holes is not None:
            frame.after[last] = mould
            return Filled(mould, holes)
    return None
