"""One page as it is put before people: every character that is printed, and every one that should be."""

from collections.abc import Sequence
from typing import NamedTuple

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent, Side, TextPart
from app.proof.printed.expected import Expectation, code_text
from app.proof.printed.judging import bare, expected_texts, shift_of
from app.proof.printed.matching import MatchedPage, MatchedPanel
from app.proof.printed.model import Notice, ReadPage
from app.proof.printed.panel_rows import Char
from app.proof.printed.panel_text import FoundItem, PanelOnPage, found_items
from app.sheet.fit import char_columns
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.measured_form import MeasuredItem, Origin
from app.sheet.model import Rect

ASCENT, DESCENT = 0.88, 0.12
_HALF, _WHOLE = 0.5, 0.98
_MATRICES = ("qr", "datamatrix")
"""Codes that are told by what they say, and not drawn anew."""


class Cell(NamedTuple):
    """A character where it stands, or should: its cell on the page (mm), the item it is of, and for what should stand
    there the part of the notice that it came from. ``baseline`` and ``size_pt`` as on the panel; ``turned``: upside
    down on the page; ``font``: as the form names it, ``""`` if nothing says so. ``size_pt`` is by the width that the
    character has; ``tall_pt``: what the form says, where it may be as high as that.
    """

    text: str
    rect: Rect
    size_pt: float
    turned: bool
    item: str | None
    part: TextPart | None = None
    font: str = ""
    tall_pt: float = 0.0


class ShownCode(NamedTuple):
    """A code that should be on the page: where, what it says, and whether it is the customer barcode (its bars)."""

    rect: Rect
    text: str
    customer: bool
    turned: bool


class ShownSide(NamedTuple):
    """A side of a notice on the page: whose it is, and whose it should be (that of its paper)."""

    side: Side
    rect: Rect
    own: Notice | None
    wanted: Notice | None
    turned: bool = False


class ShownPage(NamedTuple):
    """A page (mm). ``variable``: where variable print stands, which is what an expected picture has otherwise."""

    number: int
    file: str
    file_page: int
    width: float
    height: float
    sides: tuple[ShownSide, ...]
    printed: tuple[Cell, ...]
    expected: tuple[Cell, ...]
    codes: tuple[ShownCode, ...]
    variable: tuple[Rect, ...]

    def at(self, x: float, y: float, *, expected: bool) -> Cell | None:
        """The character at a point (mm)."""
        cells = self.expected if expected else self.printed
        return next((one for one in cells if one.rect.x0 <= x < one.rect.x1 and one.rect.y0 <= y < one.rect.y1), None)

    def line(self, cell: Cell, *, expected: bool) -> str:
        """All that is printed, or should be, of the item of a character, on its side: a page may bear two notices."""
        cells = self.expected if expected else self.printed
        if cell.item is None:
            return cell.text
        side = self.side_of(cell)
        return "".join(one.text for one in cells if one.item == cell.item and self.side_of(one) == side)

    def side_of(self, cell: Cell) -> ShownSide | None:
        """The side that the middle of a character stands on."""
        x, y = (cell.rect.x0 + cell.rect.x1) / 2, (cell.rect.y0 + cell.rect.y1) / 2
        sides = (one for one in self.sides if one.rect.x0 <= x < one.rect.x1 and one.rect.y0 <= y < one.rect.y1)
        return next(sides, None)


def shown_page(read: ReadPage, matched: MatchedPage, expectation: Expectation, hint: Notice | None) -> ShownPage:
    """The page with what should be on it. ``hint``: whose paper it is where nothing on it says so."""
    sides: list[ShownSide] = []
    printed: list[Cell] = []
    expected: list[Cell] = []
    codes: list[ShownCode] = []
    variable: list[Rect] = []
    for leaf in matched.leaves:
        wanted = leaf.notice or hint
        for panel in leaf.panels:
            own = panel.on_page
            area = own.on_page(Rect(0, 0, own.panel.width, own.panel.height))
            sides.append(ShownSide(own.panel.side, area, panel.own, wanted, own.placement.turned))
            content = None if wanted is None else expectation.content(wanted)
            if content is not None and content.scheme != own.panel.scheme:
                content = None
            drawn = _Drawn(panel, content)
            printed += drawn.printed
            expected += drawn.expected
            codes += drawn.codes
            variable += drawn.variable
    return ShownPage(
        read.number, read.file, read.file_page, read.width, read.height, tuple(sides), tuple(printed),
        tuple(expected), tuple(codes), tuple(variable),
    )  # fmt: skip


class _Drawn:
    """One panel, its places on the page."""

    def __init__(self, matched: MatchedPanel, content: NoticeContent | None) -> None:
        own = self.own = matched.on_page
        self.printed: list[Cell] = []
        self.expected: list[Cell] = []
        self.codes: list[ShownCode] = []
        self.variable: list[Rect] = []
        texts = {} if content is None else expected_texts(own.panel, content)
        parts = {} if content is None else {item.id: item.parts for item in content.items}
        setting = own.panel.setting
        origins = {} if setting is None or content is None else setting.origins(content)
        for item in found_items(own, {name: bare(one.text) for name, one in texts.items()}):
            self._printed(item)
            text = texts[item.item.id].text if item.item.id in texts else ""
            if bare(text):
                own_parts = parts.get(item.item.id, ())
                self.expected += _set(own, item, text, own_parts, origins.get(item.item.id))
        for line in own.others:
            for char in line.inked:
                rect = own.on_page(char.rect())
                self.variable.append(rect)
                self.printed.append(Cell(char.text, rect, char.em / EM_MM_PER_PT, own.placement.turned, None))
        self.variable += [own.on_page(one.rect) for one in own.graphics]
        self._codes(content)

    def _printed(self, item: FoundItem) -> None:
        own = self.own
        for char in (*item.chars, *item.unseen):
            rect = own.on_page(char.rect())
            self.variable.append(rect)
            size = char.em / EM_MM_PER_PT
            if char_columns(char.text) == 1:
                em = _half(char, item.item)
                size, rect = em / EM_MM_PER_PT, own.on_page(_room((char.x, char.right), char.y, em))
            cell = Cell(char.text, rect, size, own.placement.turned, item.item.id)
            self.printed.append(cell._replace(tall_pt=item.item.size_pt))

    def _codes(self, content: NoticeContent | None) -> None:
        for code in self.own.panel.codes:
            read = self.own.codes.get(code.id)
            text = "" if content is None or code.id == BARCODE_ID else code_text(code.pattern, content)
            if code.kind in _MATRICES and read is not None and read.text == text:
                continue  # it says what it must: the print's own stays
            rect = self.own.on_page(code.rect if read is None else read.rect)
            if read is not None:
                self.variable.append(rect)
            if content is None:
                continue
            customer = code.id == BARCODE_ID
            text = content.barcode.bars if customer else text
            if text and code.kind not in _MATRICES:
                self.codes.append(ShownCode(rect, text, customer, self.own.placement.turned))


def _set(
    own: PanelOnPage, item: FoundItem, text: str, parts: Sequence[TextPart], origins: Sequence[Origin] | None
) -> list[Cell]:
    """The characters that should stand there, where the form has them: spaced as they are printed if there are as many
    of them, else on the grid.
    """
    chars = list(zip(text, _parts_of(text, parts), strict=True))
    inked = [(char, part) for char, part in chars if char.strip()]
    if sum(len(line.inked) for line in item.lines) == len(inked) and item.lines:
        return _as_printed(own, item, inked, shift_of(item, origins) or (0.0, 0.0))
    return _on_grid(own, item, [one for one in chars if one[0] not in "\n\r"])


def _parts_of(text: str, parts: Sequence[TextPart]) -> list[TextPart | None]:
    """The part that each character came from: signs that the form adds or has itself are skipped."""
    given = [(char, part) for part in parts for char in part.text]
    found: list[TextPart | None] = []
    at = 0
    for char in text:
        here = next((place for place in range(at, len(given)) if given[place][0] == char), None)
        found.append(None if here is None else given[here][1])
        at = at if here is None else here + 1
    return found


def _baseline(item: FoundItem, number: int) -> float:
    own = item.item
    if len(item.block.items) == 1 and not own.pitch:
        return own.baseline
    return item.block.items[0].baseline + (item.at + number) * own.pitch


def _cell(
    own: PanelOnPage, item: FoundItem, char: tuple[str, TextPart | None], span: tuple[float, float], y: float, em: float
) -> Cell:
    """``span``: from where to where on its line; ``y``: the baseline."""
    rect = _room(span, y, em)
    size, turned = em / EM_MM_PER_PT, own.placement.turned
    tall = item.item.size_pt
    return Cell(char[0], own.on_page(rect), size, turned, item.item.id, char[1], item.item.font, tall)


def _room(span: tuple[float, float], y: float, em: float) -> Rect:
    return Rect(span[0], y - ASCENT * em, max(span[1], span[0] + 0.1), y + DESCENT * em)


def _half(char: Char, item: MeasuredItem) -> float:
    """The em of a half-width character. One that is set at half an em is read with the size that it is wide, not the
    one that it is high.
    """
    whole = item.size_pt * EM_MM_PER_PT
    return char.em if char.em >= _WHOLE * whole else min((char.right - char.x) / _HALF, whole)


def _as_printed(
    own: PanelOnPage, item: FoundItem, inked: Sequence[tuple[str, TextPart | None]], shift: tuple[float, float]
) -> list[Cell]:
    """``shift``: how far off it is printed."""
    cells: list[Cell] = []
    at = 0
    for line in item.lines:
        chars = line.inked
        wide = [char.em for char, (text, _) in zip(chars, inked[at:], strict=False) if char_columns(text) == 2]
        high = max(wide or [_half(char, item.item) for char in chars])
        for char in chars:
            em = high if char_columns(inked[at][0]) == 1 else char.em
            span = char.x - shift[0], char.right - shift[0]
            cells.append(_cell(own, item, inked[at], span, char.y - shift[1], em))
            at += 1
    return cells


def _on_grid(own: PanelOnPage, item: FoundItem, chars: Sequence[tuple[str, TextPart | None]]) -> list[Cell]:
    spec = item.item
    size = item.lines[0].inked[0].em / EM_MM_PER_PT if item.lines else spec.size_pt
    column = size * EM_MM_PER_PT * _HALF
    room = max(item.block.rect.width, 4 * column)
    lines: list[list[tuple[str, TextPart | None]]] = [[]]
    used = 0.0
    for one in chars:
        width = char_columns(one[0]) * column
        if used + width > room and spec.pitch and lines[-1]:
            lines.append([])
            used = 0.0
        lines[-1].append(one)
        used += width
    cells: list[Cell] = []
    for number, line in enumerate(lines):
        width = sum(char_columns(char) for char, _ in line) * column
        x = spec.anchor - {"left": 0.0, "centre": width / 2, "right": width}[spec.align]
        for char, part in line:
            right = x + char_columns(char) * column
            if char.strip():
                y, em = _baseline(item, number), size * EM_MM_PER_PT
                cells.append(_cell(own, item, (char, part), (x, right), y, em))
            x = right
    return cells
