"""Defects that rules of the structure stage find: single bytes, fields, whole records, a shifted file."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records.layouts import NOTICE_LENGTH, RecordLayout, Scheme, notice_layouts
from app.records.text_columns import text_classes, trail_mask
from app.training.build import Notices
from app.training.draft import Plant, Planted, SampleDraft

_TYPE_OFFSET = 14

_Change = Callable[[NDArray[np.uint8]], None]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Bytes ``raw`` put at ``at`` of an item of one record; the finding points at ``found`` (offset in the item and
    length), the whole field if ``None``."""

    type_code: str
    item: int
    raw: bytes
    at: int = 0
    found: tuple[int, int] | None = None
    scheme: Scheme = "kounen"


_SPOTS: dict[str, _Spot] = {
    "record.type": _Spot("01", 8, b"0X"),
    "field.constant": _Spot("01", 6, b"*"),
    "field.constant/frame": _Spot("02", 19, b" "),
    "field.constant/heading": _Spot("02", 17, b"#"),
    "field.constant/run": _Spot("02", 36, b"*** ***", at=13),
    "field.constant/last_page": _Spot("02", 13, b"Y"),
    "field.constant/senpo": _Spot("00", 20, b"2", scheme="senpo"),
    "field.constant/union": _Spot("00", 21, b"3"),
    "field.numeric": _Spot("00", 15, b"A", at=2),
    "field.numeric/columns": _Spot("01", 62, b" ", at=1),
    "field.numeric/senpo": _Spot("01", 13, b"-", at=1, scheme="senpo"),
    "field.picture": _Spot("01", 34, b" ", at=12),
    "field.picture/asterisks": _Spot("02", 26, b"*****".ljust(16)),
    "field.picture/run": _Spot("01", 29, b"    *****     "),
    "field.picture/date": _Spot("01", 58, b"  "),
    "field.picture/postal": _Spot("01", 60, b" ", at=3),
    "field.picture/senpo": _Spot("01", 29, b" ", at=11, scheme="senpo"),
    "field.reserved": _Spot("01", 75, b"X", at=10, found=(10, 1)),
    "field.reserved/senpo": _Spot("00", 22, b"A BC", at=5, found=(5, 4), scheme="senpo"),
    "text.columns": _Spot("01", 62, b"099"),
    "text.columns/senpo": _Spot("01", 67, b"000", scheme="senpo"),
    "text.columns/zero": _Spot("01", 69, b"000"),
    "text.encoding": _Spot("01", 70, b"\x93\x20", found=(0, 2)),
    "text.encoding/byte": _Spot("00", 19, b"\xffA", found=(0, 1)),
    "text.encoding/senpo": _Spot("01", 61, b"\x81\x20", found=(0, 2), scheme="senpo"),
}


def _at_spot(defect: str, spot: _Spot) -> Plant:
    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(spot.scheme)
        field = notice_layouts(spot.scheme)[spot.type_code].field(spot.item)
        record = _record(notices, spot.type_code, defect)
        start = field.offset + spot.at
        notices.data[record, start : start + len(spot.raw)] = np.frombuffer(spot.raw, dtype=np.uint8)
        at, length = spot.found or (0, field.length)
        return Planted(defect, notices.name, record, field.offset + at, length)

    return plant


def _changed(defect: str, item: int, change: Callable[[NDArray[np.uint8], RecordLayout], None]) -> Plant:
    """Change an ``01`` of 厚年 in several places; the finding points at all of an item."""

    def plant(draft: SampleDraft) -> Planted:
        notices, layout = draft.main, notice_layouts("kounen")["01"]
        record = _record(notices, "01", defect)
        change(notices.data[record], layout)
        field = layout.field(item)
        return Planted(defect, notices.name, record, field.offset, field.length)

    return plant


def _no_address(record: NDArray[np.uint8], layout: RecordLayout) -> None:
    """The first line of the address blank, and its 印字桁数 zero."""
    line = layout.role("address.1")
    record[layout.at(line.offset - 1).span] = ord("0")
    record[line.span] = ord(" ")


def _moved_right(record: NDArray[np.uint8], layout: RecordLayout) -> None:
    """A blank before the first line of the name; its 印字桁数 counts it."""
    count, text = layout.role("name"), layout.role("name.1")
    columns = int(record[count.span].tobytes()) + 1
    record[count.span] = np.frombuffer(b"%03d" % columns, dtype=np.uint8)
    record[text.span] = np.roll(record[text.span], 1)


def _damaged(record: NDArray[np.uint8], layout: RecordLayout) -> None:
    """Forty neighbouring bytes lost: one cause, though nine fields are hit."""
    start = layout.role("symbol.city").offset
    record[start : start + 40] = 0


def _run(defect: str, length: int) -> Plant:
    """Neighbouring records without a type: from a ``00`` on."""

    def plant(draft: SampleDraft) -> Planted:
        notices = draft.main
        record = _record(notices, "00", defect)
        notices.data[record : record + length, :16] = ord("?")
        return Planted(defect, notices.name, record, _TYPE_OFFSET, 2)

    return plant


def _shifted(defect: str, change: Callable[[bytes, int], bytes]) -> Plant:
    """Everything after one record moved by a byte; in the second largest 厚年 file, the main one being for others."""

    def plant(draft: SampleDraft) -> Planted:
        kounen = sorted(
            (one for one in draft.notices.values() if one.scheme == "kounen"), key=lambda one: -len(one.data)
        )
        notices = kounen[min(1, len(kounen) - 1)]
        record = _record(notices, "01", defect)
        draft.raw[notices.name] = change(notices.data.tobytes(), (record + 1) * NOTICE_LENGTH)
        return Planted(defect, notices.name, record + 1, _TYPE_OFFSET, 2)

    return plant


def _extension(defect: str, code: bytes, scheme: Scheme) -> Plant:
    """An NEC code in place of the first kanji of a name, in the ``00`` and all its ``01`` alike."""

    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(scheme)
        record = _record(notices, "00", defect)
        layouts = notice_layouts(scheme)
        extract, detail = layouts["00"].role("name"), layouts["01"].role("name.1")
        for row in np.flatnonzero((notices.data[:, :14] == notices.data[record, :14]).all(axis=1)):
            offset = (extract if notices.data[row, 15] == ord("0") else detail).offset
            notices.data[row, offset : offset + 2] = np.frombuffer(code, dtype=np.uint8)
        return Planted(defect, notices.name, record, extract.offset, 2)

    return plant


def _record(notices: Notices, type_code: str, defect: str) -> int:
    """The defect's own record: an ordinary establishment's ``00`` or ``01``, or an ``02``; another for each defect."""
    if type_code == "02":
        rows = np.flatnonzero(notices.data[:, 15] == ord("2"))
    else:
        rows = _ordinary(notices) - (type_code == "00")
    if not rows.size:
        raise KenpanError("sample.size", "欠陥を仕込む通知書が足りません。", "事業所の数を増やしてください。")
    # There are few 02: those of their defects are spread over them alone.
    order = tuple(name for name in _ORDER if name in _SPOTS and _SPOTS[name].type_code == "02")
    order = order if type_code == "02" else _ORDER
    return int(rows[(2 * order.index(defect) + 1) * len(rows) // (2 * len(order))])


def _ordinary(notices: Notices) -> NDArray[np.int64]:
    """The only ``01`` of establishments that begin with kanji in name and address, with all amounts and a whole
    postal code."""
    data, layout = notices.data, notice_layouts(notices.scheme)["01"]
    detail = data[:, 15] == ord("1")
    alone = detail & ~np.roll(detail, 1) & ~np.roll(detail, -1)
    rows = np.flatnonzero(alone)
    name = data[rows, layout.role("name.1").span]
    postal = next(field for field in layout.fields if "postal" in field.flags)
    address = data[rows, postal.end + 3 : postal.end + 98]
    good = trail_mask(name)[:, 1] & trail_mask(address)[:, 1] & (text_classes(name) == 0) & (text_classes(address) == 0)
    good &= data[rows, postal.end - 1] != ord(" ")
    for field in layout.fields:
        if "may_be_asterisks" in field.flags:
            good &= (data[rows, field.span] != ord("*")).all(axis=1)
    found: NDArray[np.int64] = rows[good]
    return found


def _inserted(plain: bytes, at: int) -> bytes:
    return plain[:at] + b" " + plain[at:]


def _deleted(plain: bytes, at: int) -> bytes:
    return plain[:at] + plain[at + 1 :]


_OTHERS: dict[str, Plant] = {
    "field.numeric/damage": _changed("field.numeric/damage", 13, _damaged),
    "field.picture/blank": _changed("field.picture/blank", 63, _no_address),
    "field.picture/left": _changed("field.picture/left", 70, _moved_right),
    "record.type/inserted": _shifted("record.type/inserted", _inserted),
    "record.type/deleted": _shifted("record.type/deleted", _deleted),
    "record.type/run": _run("record.type/run", 3),
    "text.extension": _extension("text.extension", b"\x87\x8a", "kounen"),
    "text.extension/senpo": _extension("text.extension/senpo", b"\x87\x40", "senpo"),
}
_ORDER = tuple(sorted((*_SPOTS, *_OTHERS)))

PLANTS: MappingProxyType[str, Plant] = MappingProxyType(
    {name: _at_spot(name, spot) for name, spot in _SPOTS.items()} | _OTHERS
)
