"""外字 that notices print: ``gaiji.missing`` and ``gaiji.used``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import text_fields
from app.checks.model import Hits
from app.checks.view import FileView
from app.records.notice_file import DETAIL
from app.records.text import TRAIL_BYTES, code_to_char
from app.records.text_columns import HAS_GAIJI, trail_mask

_STATES = {"missing": "字形なし", "blank": "字形が空白"}
_NO_FONT = "外字フォントが読み込まれていません"
_TRAILS = np.isin(np.arange(256), sorted(TRAIL_BYTES))


@dataclass(frozen=True, slots=True, eq=False)
class GaijiPlaces:
    """Every 外字 of the sound ``01`` of a file, by record and byte: ``(n,)`` each; ``drawn``: the font draws it."""

    records: NDArray[np.int64]
    offsets: NDArray[np.int64]
    codes: NDArray[np.int64]
    drawn: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_]) -> "GaijiPlaces":
        """Some of them."""
        return GaijiPlaces(self.records[which], self.offsets[which], self.codes[which], self.drawn[which])


def gaiji_places(view: FileView) -> GaijiPlaces:
    """Where the notices of this file print 外字, found without decoding text; made once."""
    return view.once("sheet.gaiji", _places)


def _places(view: FileView) -> GaijiPlaces:
    kind = view.kind(DETAIL)
    found = [np.zeros((3, 0), dtype=np.int64)]
    for field in text_fields(view.file.scheme, "01"):
        at = np.flatnonzero(view.text(kind, field.item)[0] & HAS_GAIJI)
        if at.size:
            row, byte, code = column_gaiji(view.file.data[kind.rows[at], field.span])
            found.append(np.stack([kind.rows[at[row]], field.offset + byte, code]))
    records, offsets, codes = np.concatenate(found, axis=1)
    order = np.lexsort((offsets, records))
    states = {int(code): _state(view, int(code)) for code in np.unique(codes)}
    drawn = np.array([states[code] == "drawn" for code in codes[order].tolist()], dtype=bool)
    return GaijiPlaces(records[order], offsets[order], codes[order], drawn)


def _state(view: FileView, code: int) -> str:
    return view.equipment.fonts.state(code_to_char(code) or "", "gaiji")


def column_gaiji(cells: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The 外字 of a text column ``(m, w)``: the row, the byte and the code F040–F9FC of each."""
    leads = (cells - np.uint8(0xF0) < 10) & ~trail_mask(cells)
    # A lead byte that ends the field has no partner and is no character.
    rows, at = np.nonzero(leads[:, :-1])
    trails = cells[rows, at + 1]
    codes = cells[rows, at].astype(np.int64) << 8 | trails
    valid = _TRAILS[trails]
    return rows[valid], at[valid], codes[valid]


def missing(view: FileView) -> Iterator[Hits]:
    """Records that print a 外字 which the font lacks or draws as nothing: the first such place, all codes named."""
    places = gaiji_places(view)
    yield _hits(places.only(~places.drawn), lambda codes: _lacking(view, codes))


def used(view: FileView) -> Iterator[Hits]:
    """Records that print 外字 which the font draws: the first place, all codes named."""
    places = gaiji_places(view)
    yield _hits(places.only(places.drawn), lambda codes: f"外字 {_named(codes)} を印字します。字形を確かめてください。")


def _hits(places: GaijiPlaces, say: Callable[[list[int]], str]) -> Hits:
    records, first, count = np.unique(places.records, return_index=True, return_counts=True)

    def message(i: int) -> str:
        own = places.codes[first[i] : first[i] + count[i]]
        return say(list(dict.fromkeys(own.tolist())))

    return Hits(records, places.offsets[first], 2, message)


def _lacking(view: FileView, codes: list[int]) -> str:
    if "gaiji" not in view.equipment.fonts.roles:
        return f"外字 {_named(codes)} を印字できません。{_NO_FONT}。"
    each = "、".join(f"{code:04X}（{_STATES[_state(view, code)]}）" for code in codes)
    return f"外字フォントで印字できない外字です：{each}。"


def _named(codes: list[int]) -> str:
    return "・".join(f"{code:04X}" for code in codes)
