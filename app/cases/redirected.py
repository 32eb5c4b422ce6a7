"""Notices that go elsewhere: what their destination does to the address sheet, asked of the printer itself.

A month may have twenty thousand: where a destination's lines stand follows from the widths of its characters, and each
place is judged once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.cases.stack_windows import Fault, codes_lack, rects_lack
from app.equipment.printer import Printer
from app.lists.keys import Destination, list_key
from app.notice.content import ADDRESSEE_IDS, redirected_texts
from app.notice.customer_barcode import customer_barcode
from app.notice.items import BARCODE_ID, LAYOUT_NO, spec_of
from app.notice.model import CustomerBarcode, NoticeContent
from app.progress import Progress, no_progress
from app.records.notice_file import NoticeFile
from app.sheet.envelope import ItemClearance
from app.sheet.fit import char_columns, item_room
from app.sheet.flow import Widths, flow_rects
from app.sheet.form_model import Stack
from app.sheet.place import reserve_mm, takes_barcode

_OFFICE_CODE, _OFFICE_NAME = "sheet.office_postal", "sheet.office_name"
_JUDGED = frozenset((*ADDRESSEE_IDS, BARCODE_ID))


class Setting(NamedTuple):
    """What one way of setting a destination does, by item: ``cut`` off; mm that ``hidden`` and ``exposed`` lack."""

    cut: tuple[str, ...]
    hidden: dict[str, float]
    exposed: dict[str, float]


_Key = tuple[Widths, bool]
"""What alone decides how an addressee stands: the widths of its characters, and whether there are bars."""


class _Known(NamedTuple):
    """What is the same wherever a destination is printed: its bars, the characters that nothing draws, its key."""

    barcode: CustomerBarcode
    undrawable: str
    key: _Key


class Redirected(NamedTuple):
    """A notice that goes elsewhere. ``undrawable``: characters that no font of the house draws."""

    row: int
    destination: Destination
    barcode: CustomerBarcode
    undrawable: str
    setting: Setting


def redirected(
    file: NoticeFile,
    rows: NDArray[np.int64],
    printer: Printer,
    content_of: Callable[[int], NoticeContent],
    progress: Progress = no_progress,
) -> Iterator[Redirected]:
    """These ``01`` of a file, those without a destination left out. ``content_of``: what one of them must print."""
    stack = printer.equipment.shown[LAYOUT_NO[file.scheme]].addressee
    sent = [(row, to) for row in rows.tolist() if (to := _destination(file, row, printer)) is not None]
    known: dict[Destination, _Known] = {}
    drawn: dict[str, bool] = {}
    for done, (_, destination) in enumerate(sent, 1):
        if destination not in known:
            known[destination] = _looked_at(printer, stack, destination, drawn)
        progress("別送の反映", done, len(sent))
    flowing = _flowing(printer, stack, {one.key for one in known.values()}) if flows_alone(stack) else None
    settings: dict[tuple[bytes, _Key], Setting] = {}
    beside: dict[bytes, tuple[str, ...]] = {}
    for row, destination in sent:
        barcode, lacking, key = known[destination]
        office = _office(file, row)
        if (office, key) not in settings:
            if flowing is None:
                settings[office, key] = placed_setting(printer, content_of(row))
            else:
                if office not in beside:
                    beside[office] = _cut_beside(printer, stack, content_of(row))
                settings[office, key] = flowing[key]._replace(cut=(*flowing[key].cut, *beside[office]))
        yield Redirected(row, destination, barcode, lacking, settings[office, key])


def flows_alone(stack: Stack) -> bool:
    """Whether a destination stands in this stack, with nothing else in it, as the list has it: where it stands follows
    from its characters then. A form that was measured from a print may have it otherwise.
    """
    words = [item.wording.left_out for item in stack.items if item.wording is not None]
    return {item.id for item in stack.items} == {*ADDRESSEE_IDS} and not any(words)


def placed_setting(printer: Printer, content: NoticeContent) -> Setting:
    """The setting as the whole sheet is placed: milliseconds for each."""
    sheet = printer.sheet(content)
    report = printer.envelope(sheet)
    cut = tuple(item.id for item in sheet.page("sheet").items if item.fit == "overflow")
    return Setting(cut, _lacking(report.hidden), _lacking(report.exposed))


def _flowing(printer: Printer, stack: Stack, keys: Iterable[_Key]) -> dict[_Key, Setting]:
    """The settings of all destinations, by where the lines of each stand."""
    size = printer.equipment.barcode.size
    rooms = [min(item_room(stack, step, name=item.name) for step in stack.steps) for item in stack.items]
    short = {key: (_by_columns(key[0], rooms), key[1]) for key in keys}
    own = list(dict.fromkeys(short.values()))
    coded = [bars and takes_barcode(stack, size) for _, bars in own]
    flows = [
        flow_rects(stack, widths, reserve_mm(stack, size if bars else None))
        for (widths, _), bars in zip(own, coded, strict=True)
    ]
    lacks: dict[Fault, list[dict[str, float]]] = {"hidden": [{} for _ in own], "exposed": [{} for _ in own]}
    for fault, found in lacks.items():
        for place, item in enumerate(stack.items):
            told = rects_lack(printer, item.id, stack, [flow.rects[place] for flow in flows], fault)
            for at in np.flatnonzero(told).tolist():
                found[at][item.id] = float(told[at])
    if stack.barcode is not None:
        feet = [flow.foot if bars else None for flow, bars in zip(flows, coded, strict=True)]
        told = codes_lack(printer, stack, stack.barcode, feet)
        for at in np.flatnonzero(told).tolist():
            lacks["hidden"][at][BARCODE_ID] = float(told[at])
    cut = [tuple(item.id for item, off in zip(stack.items, flow.cut, strict=True) if off) for flow in flows]
    settings = dict(zip(own, map(Setting, cut, lacks["hidden"], lacks["exposed"]), strict=True))
    return {key: settings[one] for key, one in short.items()}


def _by_columns(widths: Widths, rooms: Sequence[int]) -> Widths:
    """A text that stays on one line at every step counts by its columns alone."""
    counts = map(sum, widths)
    return tuple((1,) * count if count <= room else own for own, count, room in zip(widths, counts, rooms, strict=True))


def _looked_at(printer: Printer, stack: Stack, destination: Destination, drawn: dict[str, bool]) -> _Known:
    """``drawn``: what was found of each character so far."""
    equipment = printer.equipment
    address = " ".join(destination.address.split())
    barcode = customer_barcode(destination.postal.strip(), address, equipment.postal, ())
    chars = dict.fromkeys("".join(destination))
    for char in chars:
        if char not in drawn:
            drawn[char] = char.isspace() or equipment.fonts.state(char, "text") == "drawn"
    undrawable = "".join(char for char in chars if not drawn[char])
    return _Known(barcode, undrawable, (_widths(stack, redirected_texts(destination)), barcode.reason is None))


def _widths(stack: Stack, texts: Mapping[str, str]) -> Widths:
    """Character widths of each item, and of those that do not stand in this stack behind them."""
    slots = {item.id: item.wording for item in stack.items}
    others = [one for one in texts if one not in slots]
    shown = {one: texts.get(one, "") for one in (*slots, *others)}
    before = {one: words.before for one, words in slots.items() if words is not None and shown[one].strip()}
    return tuple(tuple(map(char_columns, before.get(one, "") + text)) for one, text in shown.items())


def _destination(file: NoticeFile, row: int, printer: Printer) -> Destination | None:
    key = list_key(file, row)
    return None if key is None else printer.equipment.redirects.get(key)


def _office(file: NoticeFile, row: int) -> bytes:
    """What decides the office's block: its code and its name."""
    fields = (spec_of(file.scheme, one).fields[0] for one in (_OFFICE_CODE, _OFFICE_NAME))
    return b"".join(file.data[row, field.span].tobytes() for field in fields)


def _cut_beside(printer: Printer, stack: Stack, content: NoticeContent) -> tuple[str, ...]:
    """What is cut off on the address panel beside the addressee."""
    own = {item.id for item in stack.items}
    items = printer.sheet(content, "sheet").page("sheet").items
    return tuple(item.id for item in items if item.fit == "overflow" and item.id not in own)


def _lacking(items: Iterable[ItemClearance]) -> dict[str, float]:
    return {one.id: one.required - one.worst.mm for one in items if one.id in _JUDGED}
