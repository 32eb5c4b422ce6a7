"""The program's own forms as measured ones: what a print made in their layout is compared by without a measurement.

Where an item stands is set notice by notice, by the code that sets the preview: sizes, pitches and the lines of an
address follow from its text.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path

from app.confined.children import Children
from app.errors import KenpanError
from app.notice.items import SCHEME_OF
from app.notice.model import CustomerBarcode, FlyerExpectation, NoticeContent, Side
from app.proof.printed.comparison import Comparison
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.model import ReadPage
from app.proof.printed.panel_text import panel_on_page
from app.proof.printed.whole import read_print
from app.sheet.customer_bars import BarcodeSize
from app.sheet.draw import Drawer
from app.sheet.fonts import FontSet
from app.sheet.form_model import EM_MM_PER_PT, Form, Style
from app.sheet.measured_form import (
    Background,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Origin,
    Placement,
)
from app.sheet.model import SIDES, PlacedChar, PlacedItem, Rect, Sheet
from app.sheet.place import place
from app.sheet.typeset import ASCENT_EM

_TENTHS = 10
_QUIET_MM = 2.5
_LOOKED_AT = 6
_LEAST_FILES = 3
_LEAST_GROUND = 0.5
_SIZE_MM = 1.0
_NOTHING = MeasuredForm((), {})


@dataclass(slots=True, eq=False)
class DraftSetting:
    """Where a form sets the items of each notice."""

    form: Form
    fonts: FontSet
    barcode_size: BarcodeSize | None
    _last: tuple[NoticeContent, dict[str, list[Origin]]] | None = field(default=None, repr=False)

    def origins(self, content: NoticeContent) -> Mapping[str, Sequence[Origin]]:
        """Of each item the place of the first glyph with ink on each of its lines, mm of its side."""
        if self._last is None or self._last[0] is not content:
            sheet = place(content, self.form, self.fonts, self.barcode_size)
            self._last = content, {item.id: self._lines(item) for page in sheet.pages for item in page.items}
        return self._last[1]

    def _lines(self, item: PlacedItem) -> list[Origin]:
        lines: dict[float, PlacedChar] = {}
        for char in (char for run in item.runs for char in run.chars if char.char.strip()):
            lines.setdefault(char.baseline, char)
        return [(self._drawn(char, item.size_pt), baseline) for baseline, char in lines.items()]

    def _drawn(self, char: PlacedChar, size_pt: float) -> float:
        """A narrow glyph stands in the middle of its cell."""
        advance = self.fonts.roles[char.font].advance(char.glyph) * size_pt * EM_MM_PER_PT if char.glyph else char.width
        return char.x + max(0.0, char.width - advance) / 2


def form_at_hand(
    files: Sequence[Path], forms: Iterable[Form], fonts: FontSet, barcode_size: BarcodeSize | None
) -> MeasuredForm:
    """The form for a print in the layout of these forms, side by side or as the paper is printed.

    ``KenpanError`` ``print.form`` for a print in any other layout, which has to be measured.
    """
    ledger, read = GlyphLedger(fonts), Comparison()
    with Children(1) as children:
        pages = list(
            islice(
                (
                    page
                    for page in read_print(children, files[:_LEAST_FILES], _NOTHING, ledger, read)
                    if isinstance(page, ReadPage)
                ),
                _LOOKED_AT,
            )
        )
        ways = draft_forms(children, list(forms), fonts, barcode_size, ledger)
    found = next((form for page in pages for form in ways if _is_laid_out(page, form)), None)
    if found is None and pages:
        raise KenpanError(
            "print.form",
            "この印刷は手元の様式と違います。",
            "kenpan learn で様式を測り、--forms に指定してください。",
            file=files[0].name,
        )
    return found or ways[0]


def _is_laid_out(page: ReadPage, form: MeasuredForm) -> bool:
    """Whether the form's own wording stands on this page."""
    for kind in form.pages:
        if abs(kind.width - page.width) > _SIZE_MM or abs(kind.height - page.height) > _SIZE_MM:
            continue
        for placement in kind.placements:
            for (side, _), panel in form.panels.items():
                if side == placement.side and panel.background.chars:
                    found = panel_on_page(page, panel, placement)
                    if found is not None and found.seen >= _LEAST_GROUND * len(panel.background.chars):
                        return True
    return False


def draft_forms(
    children: Children, forms: Sequence[Form], fonts: FontSet, barcode_size: BarcodeSize | None, ledger: GlyphLedger
) -> tuple[MeasuredForm, MeasuredForm]:
    """The form with a page for each side, and with the two sides of the paper."""
    grounds = _grounds(children, forms, fonts, ledger)
    panels = {}
    for form in forms:
        scheme, setting = SCHEME_OF[form.layout_no], DraftSetting(form, fonts, barcode_size)
        for side in SIDES:
            room = form.panel(side)
            panels[side, scheme] = MeasuredPanel(
                side,
                scheme,
                room.width,
                room.height,
                tuple(_blocks(form, side)),
                tuple(_codes(form, side)),
                grounds[form.layout_no, side],
                setting=setting,
            )
    drafts = tuple(form.sha256 for form in forms)
    paper = forms[0].paper
    apart = tuple(
        MeasuredPage(paper.panels[side].width, paper.panels[side].height, (Placement(side, 0.0, 0.0),), turn)
        for turn, side in enumerate(SIDES)
    )
    imposed = tuple(
        MeasuredPage(
            paper.width,
            paper.height,
            tuple(Placement(spot.panel, *paper.panels[spot.panel][:2]) for spot in spots),
            turn,
        )
        for turn, (_, spots) in enumerate(groupby(paper.spots, key=lambda spot: spot.page))
    )
    return MeasuredForm(apart, panels, drafts=drafts), MeasuredForm(imposed, panels, drafts=drafts)


def _blocks(form: Form, side: Side) -> list[MeasuredBlock]:
    boxes = [(box.id, box.rect, box.style) for box in form.boxes if box.page == side and not box.text]
    boxes += [(piece.id, piece.text, piece.style) for piece in form.pieces if piece.page == side]
    made = [MeasuredBlock((_item(*box),), box[1]) for box in boxes]
    for stack in form.stacks:
        if stack.page == side:
            step, rect = stack.steps[0], stack.rect
            baseline = rect.y0 + ASCENT_EM * step.size_pt * EM_MM_PER_PT
            items = tuple(
                MeasuredItem(
                    item.id,
                    "left",
                    rect.x0,
                    baseline,
                    step.size(name=item.name),
                    pitch=step.pitch(name=item.name),
                    font=stack.font,
                )
                for item in stack.items
            )
            made.append(MeasuredBlock(items, rect))
    return made


def _item(item_id: str, rect: Rect, style: Style) -> MeasuredItem:
    size = style.sizes_pt[0]
    baseline = (rect.y0 + rect.y1) / 2 + (ASCENT_EM - 0.5) * size * EM_MM_PER_PT
    anchor = {"left": rect.x0, "centre": (rect.x0 + rect.x1) / 2, "right": rect.x1}[style.align]
    return MeasuredItem(item_id, style.align, anchor, baseline, size, pitch=style.pitch(size), font=style.font)


def _codes(form: Form, side: Side) -> list[MeasuredCode]:
    codes = [
        MeasuredCode(piece.id, "code128", piece.bars.grown(_QUIET_MM)) for piece in form.pieces if piece.page == side
    ]
    codes += [
        MeasuredCode(stack.barcode.id, "customer", stack.rect.grown(_QUIET_MM))
        for stack in form.stacks
        if stack.page == side and stack.barcode is not None
    ]
    return codes


def _grounds(
    children: Children, forms: Sequence[Form], fonts: FontSet, ledger: GlyphLedger
) -> dict[tuple[int, Side], Background]:
    """What each side has of its own, read as any print is: from a sheet of nobody's."""
    read = Comparison()
    with tempfile.TemporaryDirectory(prefix="kenpan-") as folder:
        path = Path(folder) / "forms.pdf"
        path.write_bytes(Drawer(fonts, forms).pdf(_bare(form, fonts) for form in forms))
        pages = list(read_print(children, [path], _NOTHING, ledger, read))
    keys = [(form.layout_no, side) for form in forms for side in SIDES]
    if len(pages) != len(keys):
        raise KenpanError("print.form", "手元の様式を読めません。", "様式ファイルを確かめてください。")
    return {key: _ground(page) for key, page in zip(keys, pages, strict=True)}


def _bare(form: Form, fonts: FontSet) -> Sheet:
    nobody = NoticeContent(
        SCHEME_OF[form.layout_no],
        form.layout_no,
        "",
        0,
        None,
        "0",
        (),
        CustomerBarcode("", "", reason="postal.blank"),
        FlyerExpectation("", (), ()),
    )
    sheet, pieces = place(nobody, form, fonts, None), {piece.id for piece in form.pieces}
    pages = (
        replace(page, items=tuple(item for item in page.items if item.id not in pieces), bars=())
        for page in sheet.pages
    )
    return replace(sheet, pages=tuple(pages))


def _ground(page: ReadPage) -> Background:
    return Background(
        frozenset(
            (text, round(left * _TENTHS), round(run.baseline * _TENTHS))
            for run in page.runs
            for text, left in zip(run.text, run.lefts, strict=True)
            if text.strip()
        ),
        frozenset(
            (one.kind, *(round(value * _TENTHS) for value in one.rect))  # type: ignore[misc]
            for one in page.graphics
        ),
    )
