"""Forms are read from ``resources/forms`` and verified, so that everything after may trust them."""

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from app.errors import KenpanError
from app.notice.items import SCHEME_OF, left_out, spec_of
from app.notice.model import Side
from app.records.layouts import Scheme
from app.resources import resource
from app.sheet.artwork import read_artwork
from app.sheet.form_file import FormTable, invalid, named, read_form_file, tables
from app.sheet.form_model import (
    EM_MM_PER_PT,
    FONTS,
    MEASURED,
    Align,
    Box,
    FixedText,
    Form,
    Frame,
    PieceBarRule,
    PieceCode,
    Stack,
    StackBarcode,
    StackItem,
    Status,
    Step,
    Style,
)
from app.sheet.form_verify import verify_form
from app.sheet.model import SIDES, Must
from app.sheet.paper import Paper, load_paper

__all__ = ["Box", "FixedText", "Form", "Frame", "PieceCode", "Stack", "Step", "Style", "load_form"]


def load_form(layout_no: Literal[1, 2], folder: Path | None = None) -> Form:
    """The form ``layout{n}.toml`` of a folder (the product's own without one) on its paper, verified.

    What the table of printed items leaves out (:func:`app.notice.items.left_out`) has no place on the form, and the
    ``parts`` that go with it are not drawn. Raises :class:`app.errors.KenpanError` ``form.invalid`` naming the file
    and the table that is wrong.
    """
    folder = resource("forms") if folder is None else folder
    top = read_form_file(folder / f"layout{layout_no}.toml")
    if top.values.get("status") == MEASURED:
        raise KenpanError(
            "form.invalid",
            "実測様式は印刷の説明で、印刷する様式にはできません。",
            "照合の画面で測り、工程の参照として承認してください。",
            file=top.file,
        )
    tops = (top, *(read_form_file(folder / name) for name in top.texts("include")))
    scheme = SCHEME_OF[layout_no]
    out = left_out(scheme)
    background = folder / top.text("background") if top.has("background") else None
    paper = load_paper(folder / top.text("paper", "paper.toml"))
    panels = [(paper.panels[side].width, paper.panels[side].height) for side in SIDES]
    artwork = b"" if background is None else read_artwork(top.file, background, panels)
    made_of = (layout_no, _digest(tops, artwork), paper, background, frozenset(out))
    if made_of not in _MADE:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        _MADE[made_of] = _made(layout_no, tops, scheme, paper, background, artwork)
    return _MADE[made_of]


_MADE: dict[Hashable, Form] = {}
_MOST_MADE = 8
"""With each volume that is opened the same bytes are read again; what they make is verified once."""


def _made(
    layout_no: Literal[1, 2],
    tops: Sequence[FormTable],
    scheme: Scheme,
    paper: Paper,
    background: Path | None,
    artwork: bytes,
) -> Form:
    top, out = tops[0], left_out(scheme)
    drawn = (*tops, *(row for row in tables(tops, "parts") if _is_printed(row, scheme)))
    styles = {name: _style(row) for name, row in named(tops, "styles")}
    cells = [_cell(row, styles) for row in tables(drawn, "cells")]
    form = Form(
        name=top.text("name"),
        layout_no=layout_no,
        status=cast(Status, top.choice("status", get_args(Status))),
        title=top.text("title"),
        source=top.text("source"),
        paper=paper,
        colours=_colours(tops),
        frames=(*(frame for frame, _ in cells), *(_frame(row) for row in tables(drawn, "frames"))),
        texts=(*(text for _, text in cells if text), *(_text(row, styles) for row in tables(drawn, "texts"))),
        boxes=tuple(box for row in tables(tops, "boxes") if (box := _box(row, styles)).id not in out),
        stacks=tuple(_without(stack, out) for row in tables(tops, "stacks") if not _is_out(stack := _stack(row), out)),
        pieces=tuple(piece for row in tables(tops, "pieces") if (piece := _piece(row, styles)).id not in out),
        piece_bars=_piece_bars(tops),
        background=background,
        artwork=artwork,
        sha256=_digest(tops, artwork),
    )
    if top.size("layout_no") != layout_no:
        raise top.error("「layout_no」がファイル名の番号と違います。")
    for row in tops:
        row.done()
    verify_form(form, top.file)
    return form


def _is_printed(part: FormTable, scheme: Scheme) -> bool:
    """Whether a part of the form is drawn: the item that it goes ``with`` is printed."""
    item = part.text("with")
    try:
        printed = spec_of(scheme, item).printed
    except KeyError as error:
        raise part.error(f"「{item}」という項目はありません。", "with") from error
    if not printed:
        part.pass_over()
    return printed


def _is_out(stack: Stack, out: frozenset[str]) -> bool:
    return all(item.id in out for item in stack.items)


def _without(stack: Stack, out: frozenset[str]) -> Stack:
    return replace(stack, items=tuple(item for item in stack.items if item.id not in out))


def _digest(tops: Sequence[FormTable], artwork: bytes) -> str:
    """Over the form's own file, those that it includes, in their order, and the artwork."""
    hashes = [*(f"{row.file} {row.sha256}" for row in tops), hashlib.sha256(artwork).hexdigest()]
    return hashlib.sha256("\n".join(hashes).encode("utf-8")).hexdigest()


def _side(row: FormTable) -> Side:
    return cast(Side, row.choice("page", SIDES))


def _must(row: FormTable) -> Must | None:
    return cast(Must, row.choice("must", get_args(Must))) if row.has("must") else None


def _style(row: FormTable) -> Style:
    return Style(
        font=row.choice("font", FONTS),
        sizes_pt=row.falling("sizes_pt"),
        colour=row.text("colour"),
        align=cast(Align, row.choice("align", get_args(Align), "left")),
        max_lines=int(row.size("max_lines", 1)),
        pitch_mm=row.size("pitch_mm", 0),
        must=_must(row),
    )


def _styled(row: FormTable, styles: dict[str, Style], default: str | None = None) -> Style:
    style = styles[row.choice("style", tuple(styles), default)]
    return replace(style, align=cast(Align, row.choice("align", get_args(Align), style.align)))


def _colours(tops: Iterable[FormTable]) -> dict[str, tuple[float, float, float]]:
    colours = {}
    for top in tops:
        table = top.child_or_empty("colours")
        for name in table.values:
            red, green, blue = table.sizes(name, 3)
            if max(red, green, blue) > 1:
                raise table.error(f"「{name}」の色は 0 から 1 までの数で書いてください。")
            colours[name] = (red, green, blue)
    return colours


def _cell(row: FormTable, styles: dict[str, Style]) -> tuple[Frame, FixedText | None]:
    """A table cell: a thin frame and, if it has wording, that wording in its middle."""
    rect, page = row.rect("rect"), _side(row)
    fill = row.text("fill", "")
    text = row.text("text", "")
    frame = Frame(page, rect, 0.15, "black", fill)
    if not text:
        return frame, None
    if "caption" not in styles:
        raise row.error("見出しの書き方 styles.caption がありません。")
    style = replace(styles["caption"], align="centre")
    top = (rect.y0 + rect.y1 - style.sizes_pt[0] * EM_MM_PER_PT) / 2
    return frame, FixedText(page, text, (rect.x0 + rect.x1) / 2, top, 0, style)


def _frame(row: FormTable) -> Frame:
    return Frame(_side(row), row.rect("rect"), row.size("line_mm"), row.text("colour"), row.text("fill", ""))


def _text(row: FormTable, styles: dict[str, Style]) -> FixedText:
    x, y = row.sizes("at", 2)
    return FixedText(_side(row), row.text("text").strip("\n"), x, y, row.size("width", 0), _styled(row, styles))


def _box(row: FormTable, styles: dict[str, Style]) -> Box:
    return Box(
        id=row.text("id"),
        label=row.text("label"),
        page=_side(row),
        rect=row.rect("rect"),
        style=_styled(row, styles),
        text=row.text("text", ""),
        filled=row.flag("filled"),
    )


def _stack(row: FormTable) -> Stack:
    lines = [StackItem(item, name=False) for item in row.texts("lines")]
    names = [StackItem(item, name=True) for item in row.texts("names")]
    barcode = None
    if row.has("barcode"):
        table = row.child("barcode")
        barcode = StackBarcode(table.text("id"), table.size("gap_mm"))
    stack = Stack(
        id=row.text("id"),
        label=row.text("label"),
        page=_side(row),
        rect=row.rect("rect"),
        items=(*names, *lines) if row.flag("names_first") else (*lines, *names),
        steps=tuple(_step(step) for step in row.children("steps")),
        whole_lines_pt=row.size("whole_lines_pt"),
        font=row.choice("font", FONTS),
        colour=row.text("colour"),
        must=_must(row),
        barcode=barcode,
    )
    if not stack.items or not stack.steps:
        raise row.error("項目（lines・names）と大きさ（steps）が要ります。")
    if any(after.size_pt >= before.size_pt for before, after in pairwise(stack.steps)):
        raise row.error("「steps」は大きい順に書いてください。")
    return stack


def _step(row: FormTable) -> Step:
    step = Step(
        size_pt=row.size("size_pt"),
        pitch_mm=row.size("pitch_mm"),
        name_pt=row.size("name_pt"),
        name_pitch_mm=row.size("name_pitch_mm"),
        gap_mm=row.size("gap_mm"),
    )
    em, name_em = step.size_pt * EM_MM_PER_PT, step.name_pt * EM_MM_PER_PT
    if not (0 < em <= step.pitch_mm and 0 < name_em <= step.name_pitch_mm):
        raise row.error("行送りが文字の大きさより小さくなっています。")
    return step


def _piece(row: FormTable, styles: dict[str, Style]) -> PieceCode:
    return PieceCode(
        id=row.text("id"),
        label=row.text("label"),
        page=_side(row),
        bars=row.rect("bars"),
        text=row.rect("text"),
        style=_styled(row, styles, "piece"),
    )


def _piece_bars(tops: Iterable[FormTable]) -> PieceBarRule:
    for top in tops:
        if top.has("piece_bars"):
            row = top.child("piece_bars")
            return PieceBarRule(row.falling("modules_mm"), int(row.size("quiet_modules")), row.size("min_height_mm"))
    raise invalid(next(iter(tops)).file, "piece_bars", "現品IDバーの大きさがありません。")
