"""A measured form on disk: ``layout1.toml``, ``layout2.toml`` as the program's own forms have them, ``print.toml``
beside them for how pages are laid out. Lengths in mm, what stands on every notice to a tenth of one.

A box has, instead of a style, where its text was seen (``at``: what stays put, and the first baseline), how far it
strayed (``spread_mm``), and what the form prints around it (``left_out``, ``before``); a stack has its items one by
one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import cast, get_args

from app.bounded import read_regular, why
from app.canonical import canonical
from app.errors import KenpanError
from app.notice.items import LAYOUT_NO, spec_of
from app.notice.model import Side
from app.records.layouts import Scheme
from app.sheet.form_file import MOST, MeasuredTable, invalid
from app.sheet.form_model import MEASURED, Align
from app.sheet.measured_form import (
    Background,
    CodeKind,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
    Zone,
)
from app.sheet.model import SIDES

PRINT = "print.toml"
LAYOUTS: Mapping[Scheme, str] = {scheme: f"layout{number}.toml" for scheme, number in LAYOUT_NO.items()}
OLD = "measured.json"
"""What a measured form was before it was TOML."""
_MOST_BYTES = 4 << 20
_MOST_SIDE_BY_SIDE = 150
_TENTHS = 10
_TITLES: Mapping[Scheme, str] = {"kounen": "厚年", "senpo": "船保"}
_HEAD = "# 印刷から測った様式（実測様式）。長さは mm、原点は面の左上。印刷の説明で、印刷するものは変わりません。\n"


# Reading


def read_measured_folder(folder: Path) -> MeasuredForm:
    """The measured form of a folder; ``KenpanError`` ``form.invalid`` naming file and table where it is none."""
    files = {}
    for name in (PRINT, *LAYOUTS.values()):
        try:
            files[name] = read_regular(folder / name, _MOST_BYTES)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise invalid(name, "", f"実測様式を読めません。{why(error)}") from error
    if PRINT not in files:
        if (folder / OLD).exists():
            raise invalid(PRINT, "", "前の版の様式（measured.json）は読めません。印刷から測り直してください。")
        raise KenpanError(
            "form.invalid",
            "実測様式のフォルダーではありません。",
            "kenpan learn が書いたフォルダーか、照合の「印刷から測る」で書いたフォルダーを選んでください。",
            file=folder.name or str(folder),
        )
    return read_measured(files)


def read_measured(files: Mapping[str, bytes]) -> MeasuredForm:
    """The measured form of these files by name; ``KenpanError`` ``form.invalid``."""
    top = MeasuredTable.of(PRINT, files.get(PRINT, b""))
    panels: dict[tuple[Side, Scheme], MeasuredPanel] = {}
    for scheme, name in LAYOUTS.items():
        if name in files:
            panels |= _layout(MeasuredTable.of(name, files[name]), scheme)
    if not panels:
        raise invalid(LAYOUTS["kounen"], "", "実測様式に、どの様式の面もありません。")
    form = MeasuredForm(
        pages=tuple(_page(row) for row in top.children("pages")),
        panels={key: panels[key] for key in sorted(panels)},
        apart=top.flag("apart"),
        glyphs={row.text("outline"): row.text("char", most=8) for row in top.children("glyphs")},
        zones=tuple(
            Zone(row.words("name"), row.words("reason"), _side(row), row.area("rect")) for row in top.children("zones")
        ),
        source=top.text("source"),
    )
    top.choice("status", (MEASURED,))
    top.done()
    return form


def _page(row: MeasuredTable) -> MeasuredPage:
    width, height = row.lengths("size", 2)
    placements = []
    for one in row.children("placements"):
        x, y = one.lengths("at", 2)
        placements.append(Placement(_side(one, "panel"), x, y, one.flag("turned"), one.whole("leaf", 0, 99, 0)))
    if min(width, height) <= 0 or not placements:
        raise row.error("頁の大きさか、頁にある面がありません。")
    return MeasuredPage(width, height, tuple(placements), row.whole("turn", 0, 9))


def _side(row: MeasuredTable, key: str = "page") -> Side:
    return cast(Side, row.choice(key, SIDES))


def _layout(top: MeasuredTable, scheme: Scheme) -> dict[tuple[Side, Scheme], MeasuredPanel]:
    top.choice("status", (MEASURED,))
    for key in ("name", "title", "source"):
        top.text(key)
    if top.whole("layout_no", 1, 2) != LAYOUT_NO[scheme]:
        raise top.error("「layout_no」がファイル名の番号と違います。", "layout_no")
    seen: set[str] = set()
    blocks: dict[Side, list[MeasuredBlock]] = {side: [] for side in SIDES}
    for row in top.children("stacks"):
        side = _side(row)
        items = tuple(_item(one, side, scheme, seen) for one in row.children("items"))
        if len(items) < 2:
            raise row.error("項目の続き（stacks）には、項目が二つ以上要ります。")
        row.text("id"), row.text("label")
        blocks[side].append(MeasuredBlock(items, row.area("rect")))
    for row in top.children("boxes"):
        side = _side(row)
        blocks[side].append(MeasuredBlock((_item(row, side, scheme, seen),), row.area("rect")))
    codes: dict[Side, list[MeasuredCode]] = {side: [] for side in SIDES}
    for row in top.children("codes"):
        kind = cast(CodeKind, row.choice("kind", get_args(CodeKind)))
        codes[_side(row)].append(MeasuredCode(row.words("id"), kind, row.area("rect"), row.words("pattern")))
    grounds = _grounds(top)
    panels: dict[tuple[Side, Scheme], MeasuredPanel] = {}
    for row in top.children("panels"):
        side = _side(row)
        width, height = row.lengths("size", 2)
        if (side, scheme) in panels or min(width, height) <= 0:
            raise row.error("同じ面が二つあるか、面の大きさがありません。")
        unplaced = row.texts("unplaced")
        for item_id in unplaced:
            _known(row, item_id, side, scheme, seen)
        own = tuple(blocks[side]), tuple(codes[side])
        panels[side, scheme] = MeasuredPanel(side, scheme, width, height, *own, grounds[side], unplaced)
    lacking = [side for side in SIDES if (blocks[side] or codes[side]) and (side, scheme) not in panels]
    if lacking:
        raise top.error(f"「{lacking[0]}」の面（panels）がありません。")
    top.done()
    return panels


def _known(row: MeasuredTable, item_id: str, side: Side, scheme: Scheme, seen: set[str]) -> None:
    try:
        spec = spec_of(scheme, item_id)
    except KeyError as error:
        raise row.error(f"「{item_id}」という項目はありません。", "id") from error
    if spec.side != side or item_id in seen:
        raise row.error(f"項目「{item_id}」が二か所にあるか、別の面にあります。", "id")
    seen.add(item_id)


def _item(row: MeasuredTable, side: Side, scheme: Scheme, seen: set[str]) -> MeasuredItem:
    item_id = row.words("id")
    _known(row, item_id, side, scheme, seen)
    row.text("label", "")
    anchor, baseline = row.lengths("at", 2)
    return MeasuredItem(
        id=item_id,
        align=cast(Align, row.choice("align", get_args(Align))),
        anchor=anchor,
        baseline=baseline,
        size_pt=row.size("size_pt"),
        least_pt=row.size("least_pt", 0.0),
        pitch=row.length("pitch_mm", 0.0),
        left_out=frozenset(row.texts("left_out")),
        before=row.text("before", "", most=8),
        columns=row.flag("columns"),
        blanks=row.flag("blanks", True),
        font=row.text("font"),
        spread_mm=row.number("spread_mm", 0, MOST) if row.has("spread_mm") else None,
    )


def _grounds(top: MeasuredTable) -> dict[Side, Background]:
    chars: dict[Side, set[tuple[str, int, int]]] = {side: set() for side in SIDES}
    graphics: dict[Side, set[tuple[str, int, int, int, int]]] = {side: set() for side in SIDES}
    for row in top.children("texts"):
        text, lefts, y = row.text("text"), row.lengths("lefts"), row.length("y")
        if len(text) != len(lefts):
            raise row.error("「text」の文字の数と「lefts」の数が違います。", "lefts")
        chars[_side(row)] |= {(char, _tenth(x), _tenth(y)) for char, x in zip(text, lefts, strict=True)}
    for row in top.children("graphics"):
        x0, y0, x1, y1 = map(_tenth, row.lengths("rect", 4))
        graphics[_side(row)].add((row.words("kind"), x0, y0, x1, y1))
    return {side: Background(frozenset(chars[side]), frozenset(graphics[side])) for side in SIDES}


def _tenth(mm: float) -> int:
    return round(mm * _TENTHS)


# Writing


def measured_files(form: MeasuredForm) -> dict[str, bytes]:
    """The form as files by name, which :func:`read_measured` reads again."""
    files = {PRINT: _HEAD + "\n".join(_print_lines(form))}
    for scheme, name in LAYOUTS.items():
        panels = [panel for (_, own), panel in form.panels.items() if own == scheme]
        if panels:
            files[name] = _HEAD + "\n".join(_layout_lines(form, scheme, panels))
    return {name: f"{text}\n".encode() for name, text in files.items()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Such files as one."""
    return canonical({name: raw.decode("utf-8") for name, raw in files.items()}).encode("utf-8")


def read_packed(raw: bytes) -> MeasuredForm:
    """The form that :func:`packed` made one; ``KenpanError`` ``form.invalid``."""
    try:
        told = json.loads(raw)
        files = {str(name): str(text).encode("utf-8") for name, text in told.items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise invalid(PRINT, "", "保存された実測様式を読めません。") from error
    return read_measured(files)


def in_order(form: MeasuredForm) -> MeasuredForm:
    """The form as it is read again: stacks before boxes on each panel."""
    panels = {
        key: replace(panel, blocks=tuple(sorted(panel.blocks, key=lambda block: len(block.items) == 1)))
        for key, panel in sorted(form.panels.items())
    }
    return replace(form, panels=panels)


def _print_lines(form: MeasuredForm) -> Iterator[str]:
    yield f"status = {_text(MEASURED)}"
    yield f"source = {_text(form.source)}"
    yield f"apart = {_flag(form.apart)}"
    for page in form.pages:
        placements = ", ".join(
            f"{{ panel = {_text(one.side)}, at = {_list((one.x, one.y))}, turned = {_flag(one.turned)}, "
            f"leaf = {one.leaf} }}"
            for one in page.placements
        )
        yield f"\n[[pages]]\nsize = {_list((page.width, page.height))}\nturn = {page.turn}\nplacements = [{placements}]"
    for outline, char in form.glyphs.items():
        yield f"\n[[glyphs]]\noutline = {_text(outline)}\nchar = {_text(char)}"
    for zone in form.zones:
        yield f"\n[[zones]]\nname = {_text(zone.name)}\nreason = {_text(zone.reason)}"
        yield f"page = {_text(zone.side)}\nrect = {_list(zone.rect)}"


def _layout_lines(form: MeasuredForm, scheme: Scheme, panels: Iterable[MeasuredPanel]) -> Iterator[str]:
    yield f'name = "layout{LAYOUT_NO[scheme]}"\nlayout_no = {LAYOUT_NO[scheme]}\nstatus = {_text(MEASURED)}'
    yield f"title = {_text(f'保険料納入告知額・領収済額通知書（{_TITLES[scheme]}）')}\nsource = {_text(form.source)}"
    for panel in panels:
        yield f"\n[[panels]]\npage = {_text(panel.side)}\nsize = {_list((panel.width, panel.height))}"
        if panel.unplaced:
            yield f"unplaced = [{', '.join(map(_text, panel.unplaced))}]"
        stacks = [block for block in panel.blocks if len(block.items) > 1]
        for block in stacks:
            yield f"\n[[stacks]]\nid = {_text(block.items[0].id)}\nlabel = {_text(_label(scheme, block.items[0].id))}"
            yield f"page = {_text(panel.side)}\nrect = {_list(block.rect)}\nitems = ["
            yield from (f"  {{ {', '.join(_item_entries(item, scheme))} }}," for item in block.items)
            yield "]"
        for block in panel.blocks:
            if len(block.items) == 1:
                yield "\n[[boxes]]\n" + "\n".join(_item_entries(block.items[0], scheme))
                yield f"page = {_text(panel.side)}\nrect = {_list(block.rect)}"
        for code in panel.codes:
            yield f"\n[[codes]]\nid = {_text(code.id)}\nkind = {_text(code.kind)}\npage = {_text(panel.side)}"
            yield f"rect = {_list(code.rect)}\npattern = {_text(code.pattern)}"
    for panel in panels:
        yield from _ground_lines(panel)


def _label(scheme: Scheme, item_id: str) -> str:
    return spec_of(scheme, item_id).label


def _item_entries(item: MeasuredItem, scheme: Scheme) -> Iterator[str]:
    yield f"id = {_text(item.id)}"
    yield f"label = {_text(_label(scheme, item.id))}"
    yield f"align = {_text(item.align)}"
    yield f"at = {_list((item.anchor, item.baseline))}"
    yield f"size_pt = {item.size_pt!r}"
    if item.least_pt:
        yield f"least_pt = {item.least_pt!r}"
    if item.pitch:
        yield f"pitch_mm = {item.pitch!r}"
    if item.left_out:
        yield f"left_out = [{', '.join(map(_text, sorted(item.left_out)))}]"
    if item.before:
        yield f"before = {_text(item.before)}"
    if item.columns:
        yield "columns = true"
    if not item.blanks:
        yield "blanks = false"
    yield f"font = {_text(item.font)}"
    if item.spread_mm is not None:
        yield f"spread_mm = {item.spread_mm!r}"


def _ground_lines(panel: MeasuredPanel) -> Iterator[str]:
    by_line = sorted(panel.background.chars, key=lambda char: (char[2], char[1], char[0]))
    rows = []
    for y, line in groupby(by_line, key=lambda char: char[2]):
        own = list(line)
        for at in range(0, len(own), _MOST_SIDE_BY_SIDE):
            some = own[at : at + _MOST_SIDE_BY_SIDE]
            text, lefts = "".join(char for char, _, _ in some), _list(x / _TENTHS for _, x, _ in some)
            rows.append((y, text, lefts))
    for y, text, lefts in rows:
        yield f"\n[[texts]]\npage = {_text(panel.side)}\ny = {y / _TENTHS!r}\ntext = {_text(text)}\nlefts = {lefts}"
    for kind, *rect in sorted(panel.background.graphics):
        own_rect = _list(value / _TENTHS for value in rect)
        yield f"\n[[graphics]]\npage = {_text(panel.side)}\nkind = {_text(kind)}\nrect = {own_rect}"


def _list(values: Iterable[float]) -> str:
    return f"[{', '.join(repr(float(value)) for value in values)}]"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _text(text: str) -> str:
    """A basic string of TOML."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if char in '"\\':
        return f"\\{char}"
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\u{code:04x}"
    return "\ufffd" if 0xD800 <= code < 0xE000 else char
