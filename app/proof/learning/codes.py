"""Piece codes and the customer barcode of a form: where they lie on their side, and what the text of a code says."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent, Side
from app.proof.learning.learn import LearnedSide
from app.proof.learning.rooms import around, below_lines
from app.proof.printed.expected import code_text
from app.proof.printed.model import Graphic
from app.sheet.measured_form import CodeKind, MeasuredBlock, MeasuredCode
from app.sheet.model import Rect

_TOUCH_MM = 1.5
_ROOM_MM, _BARS_ROOM_MM = 2.5, 6.0
_MOST_MM = 110.0
_BARS_WIDE, _BARS_HIGH = (45.0, 110.0), (2.0, 7.0)
_LEAST = 0.8
_SIDE_MM = 0.8
_WIDTHS = range(1, 11)
_HEADS = ("{letter}{prefecture}{split}", "{letter}{prefecture}", "{letter}", "{prefecture}{split}", "{prefecture}")


class FoundCode(NamedTuple):
    """A code as it was read, on its page."""

    kind: CodeKind
    text: str
    rect: Rect


def _patterns() -> Iterator[str]:
    yield "{piece_id}"
    for width in _WIDTHS:
        record = f"{{record:0{width}}}"
        yield record
        for head in _HEADS:
            yield from (f"{head}{between}{record}" for between in ("-", "", " ", "/"))


def pattern_of(text: str, content: NoticeContent) -> str | None:
    """How a code's text is made of what is known of its notice; ``None`` if it is not."""
    return next((pattern for pattern in _patterns() if code_text(pattern, content) == text), None)


def common_pattern(texts: Sequence[tuple[str, NoticeContent]]) -> str | None:
    """The pattern that all these texts are made by; numbers without leading zeros fit several widths."""
    first = next(iter(texts), None)
    if first is None:
        return None
    found = Counter(pattern for text, content in texts if (pattern := pattern_of(text, content)) is not None)
    for pattern, _ in found.most_common():
        if all(code_text(pattern, content) == text for text, content in texts):
            return pattern
    return None


def clusters(graphics: Sequence[Graphic]) -> list[Rect]:
    """Bounds of graphics that stand close together; long lines and frames are none."""
    rects = [one.rect for one in graphics if one.rect.width <= _MOST_MM and one.rect.height <= _MOST_MM]
    rects.sort()
    groups: list[Rect] = []
    for rect in rects:
        near = [group for group in groups if _near(group, rect)]
        for group in near:
            groups.remove(group)
        groups.append(around([rect, *near]))
    return groups


def _near(one: Rect, other: Rect) -> bool:
    return (
        one.x0 - _TOUCH_MM <= other.x1
        and other.x0 <= one.x1 + _TOUCH_MM
        and one.y0 - _TOUCH_MM <= other.y1
        and other.y0 <= one.y1 + _TOUCH_MM
    )


def learn_codes(
    side: Side, own: LearnedSide, found: Sequence[Sequence[FoundCode]], graphics: Sequence[Sequence[Graphic]]
) -> list[MeasuredCode]:
    """The piece codes of a side. ``found``, ``graphics``: of each side, in its own places."""
    by_kind: dict[CodeKind, list[int]] = defaultdict(list)
    for at, codes in enumerate(found):
        for code in codes:
            by_kind[code.kind].append(at)
    made = []
    for kind, where in by_kind.items():
        read = [(next(code for code in found[at] if code.kind == kind), at) for at in dict.fromkeys(where)]
        pattern = common_pattern([(code.text, own.texts[at].content) for code, at in read])
        if pattern is None or len(read) < _LEAST * sum(map(bool, found)):
            continue
        rects = [rect for code, at in read for rect in _ink(code.rect, graphics[at])]
        made.append(MeasuredCode(f"{side}.piece_id", kind, around(rects).grown(_ROOM_MM), pattern))
    return made[:1]


def _ink(code: Rect, graphics: Sequence[Graphic]) -> list[Rect]:
    """A code as it was read, which may be a single line of it, and all that it is drawn of."""
    x, y = (code.x0 + code.x1) / 2, (code.y0 + code.y1) / 2
    return [code, *(one for one in clusters(graphics) if one.x0 <= x <= one.x1 and one.y0 <= y <= one.y1)]


def bars_place(
    own: LearnedSide,
    graphics: Sequence[Sequence[Graphic]],
    codes: Sequence[MeasuredCode],
    blocks: Sequence[MeasuredBlock],
) -> MeasuredCode | None:
    """Where the customer barcode may lie: what is as large as one on nearly all sides that have one.

    ``blocks``: of this side, with their room: a barcode below lines of text lies lower where there are more of them
    than any notice had that was learned from.
    """
    due = [at for at, text in enumerate(own.texts) if text.content.barcode.bars]
    found = [rect for at in due for rect in bars_seen(graphics[at], codes)]
    if not due or len(found) < _LEAST * len(due):
        return None
    return MeasuredCode(BARCODE_ID, "customer", below_lines(found, blocks, _BARS_ROOM_MM))


def bars_seen(graphics: Sequence[Graphic], codes: Sequence[MeasuredCode]) -> list[Rect]:
    """What is as large as a customer barcode on a side with these other codes."""
    return [
        rect
        for rect in clusters(graphics)
        if _BARS_WIDE[0] <= rect.width <= _BARS_WIDE[1]
        and _BARS_HIGH[0] <= rect.height <= _BARS_HIGH[1]
        and not any(_near(code.rect, rect) for code in codes)
    ]


def code_seen(code: FoundCode, graphics: Sequence[Graphic]) -> Rect:
    """Where a code that was read is, all of it: what is drawn within its width and touches what was read of it."""
    read, low, high = code.rect, code.rect.x0 - _SIDE_MM, code.rect.x1 + _SIDE_MM
    parts = [one.rect for one in graphics if low <= one.rect.x0 and one.rect.x1 <= high]
    return around([read, *(one for one in parts if one.y0 <= read.y1 and read.y0 <= one.y1)])
