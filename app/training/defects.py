"""Defects that can be planted into a sample, by name: training material, and proof that a rule finds what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.errors import KenpanError
from app.records.layouts import notice_layouts
from app.records.scan import text_classes, trail_mask
from app.training.build import Notices
from app.training.gaiji_font import BLANK_CODE, MISSING_CODES


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A whole volume before it is written. Defects change the arrays and tables in place, or take files out."""

    notices: dict[str, Notices]
    counts: dict[str, bytes]

    @property
    def main(self) -> Notices:
        """The largest 厚年 file, where most defects go."""
        kounen = [notices for notices in self.notices.values() if notices.scheme == "kounen"]
        return max(kounen, key=lambda notices: len(notices.data))


@dataclass(frozen=True, slots=True)
class Planted:
    """Where a defect was put: a record of a file (0-based) and bytes of it; -1 for a whole file."""

    defect: str
    file: str
    record: int
    offset: int
    length: int


Plant = Callable[[Draft], Planted]

_EXTRACT_NAME, _DETAIL_NAME = 16, 70  # 厚年, N 別紙12-1 and 12-2


def _gaiji(defect: str, code: int, which: int) -> Plant:
    """Put a 外字 code in place of the first kanji of a name, in the ``00`` and all its ``01`` alike."""

    def plant(draft: Draft) -> Planted:
        notices = draft.main
        layouts = notice_layouts(notices.scheme)
        extract_field, detail_field = layouts["00"].field(_EXTRACT_NAME), layouts["01"].field(_DETAIL_NAME)
        details = np.flatnonzero(notices.data[:, 15] == ord("1"))
        names = notices.data[details, detail_field.span]
        ordinary = details[trail_mask(names)[:, 1] & (text_classes(names) == 0)]
        if ordinary.size < 2:  # the first and the last one are taken
            raise KenpanError("sample.size", "欠陥を仕込む通知書が足りません。", "事業所の数を増やしてください。")
        record = int(ordinary[which])
        same = (notices.data[:, :14] == notices.data[record, :14]).all(axis=1)
        raw = np.frombuffer(code.to_bytes(2, "big"), dtype=np.uint8)
        for row in np.flatnonzero(same):
            field = extract_field if notices.data[row, 15] == ord("0") else detail_field
            notices.data[row, field.offset : field.offset + 2] = raw
        return Planted(defect, notices.name, record, detail_field.offset, 2)

    return plant


DEFECTS: MappingProxyType[str, Plant] = MappingProxyType(
    {
        "gaiji.missing": _gaiji("gaiji.missing", min(MISSING_CODES), 0),
        "gaiji.blank": _gaiji("gaiji.blank", BLANK_CODE, -1),
    }
)
"""Every defect that can be asked for. A new one is a function that changes the draft and says where."""
