"""Pages of a range by their moulds: which one fits each page, and what those of one mould show, read all at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.proof.printed.frames import Frame, Frames
from app.proof.printed.mould import Mould, Shows, mould_of
from app.proof.printed.skeleton import Cut
from app.proof.printed.slot_reading import Readers, look_at
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
        frames = [self._frames.frame(start + at, text) if text else None for at, (text, _) in enumerate(streams)]
        found: list[Shows | None] = [None] * len(streams)
        tried: list[set[Mould]] = [set() for _ in streams]
        left = list(range(len(streams)))
        while left:
            taken: dict[Mould, list[tuple[int, list[bytes]]]] = {}
            last = None
            for at in left:
                frame = frames[at]
                fitting = None if frame is None else _fitting(frame, streams[at][1], last, tried[at])
                if fitting is not None:
                    last, holes = fitting
                    taken.setdefault(last, []).append((at, holes))
            for at, mould, shows in _read(taken):
                found[at] = shows
                tried[at].add(mould)
            left = [at for own in taken.values() for at, _ in own if found[at] is None]
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


def _read(taken: Mapping[Mould, Sequence[tuple[int, list[bytes]]]]) -> Iterator[tuple[int, Mould, Shows | None]]:
    """Each page with its mould and what it shows; what stands in the holes of all of them is read together."""
    tables = [mould.table([holes for _, holes in own]) for mould, own in taken.items()]
    asked = dict.fromkeys([one for table in tables for one in table.asked()])
    known = look_at([*asked]) if asked else {}
    for (mould, own), table in zip(taken.items(), tables, strict=True):
        for (at, _), shows in zip(own, table.shows(known), strict=True):
            yield at, mould, shows


def _fitting(
    frame: Frame, stream: bytes, last: Mould | None, tried: Collection[Mould]
) -> tuple[Mould, list[bytes]] | None:
    """A mould of a page behind one of the ``last`` mould, and what stands in its holes; none that was ``tried``."""
    likely = frame.after.get(last)
    holes = None if likely is None or likely in tried else likely.holes(stream)
    if likely is not None and holes is not None:
        return likely, holes
    for mould in frame.moulds.get(stream.count(_SIGN), ()):
        holes = None if mould in tried else mould.holes(stream)
        if holes is not None:
            frame.after[last] = mould
            return mould, holes
    return None
