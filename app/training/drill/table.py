"""What may be planted in a drill, at which rates, and how it is explained (``resources/training/drill.toml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.checks.catalogue import rule
from app.toml_table import FileKind, Table
from app.training import defects as of_data
from app.training.printing.defects import DEFECTS

DrillKind = Literal["sheets", "records", "pairs", "captures"]
KINDS: tuple[DrillKind, ...] = ("sheets", "records", "pairs", "captures")
_FILE = FileKind("drill.file", "欠陥を見つける練習の表", "resources/training/drill.toml を直してください。")


@dataclass(frozen=True, slots=True)
class KindTable:
    """One kind of drill: what is done in it, which defects are planted; ``dpi`` and ``grade`` of captures."""

    what: str
    defects: tuple[str, ...]
    dpi: int = 0
    grade: str = ""


@dataclass(frozen=True, slots=True)
class DrillTable:
    """``rates``: sheets of a hundred that have a defect; ``hit_mm``: how far from the place a click still means it;
    ``names``: what defects of the data are called; ``explain``: why a defect is one; both by its name.
    """

    rates: tuple[int, ...]
    counts: tuple[int, ...]
    hit_mm: float
    warm_up_rate: int
    kinds: Mapping[str, KindTable]
    names: Mapping[str, str]
    explain: Mapping[str, str]


@cache
def drill_table() -> DrillTable:
    """The product's own; ``KenpanError`` ``drill.file`` names what is wrong with it."""
    return read_table(Table.of_resource(_FILE, "training", "drill.toml"))


def read_table(table: Table) -> DrillTable:
    """A table that a trainer may have written; ``KenpanError`` ``drill.file``."""
    kinds: dict[str, KindTable] = {name: _kind(table, name) for name in KINDS}
    names, explain = (
        {str(name): str(text) for name, text in dict(table.raw(key)).items()} for key in ("names", "explain")
    )
    for name, one in kinds.items():
        for defect in one.defects:
            if defect not in (of_data.DEFECTS if name == "records" else DEFECTS):
                raise _FILE.wrong(table.file, f"仕込めない欠陥です（{defect}）。", name)
            if defect not in explain:
                raise _FILE.wrong(table.file, f"欠陥の説明がありません（{defect}）。", "explain")
    rates = _numbers(table, "rates", 100)
    warm_up = int(dict(table.raw("warm_up"))["rate"])
    return DrillTable(
        rates, _numbers(table, "counts", 1000), float(table.raw("hit_mm")), warm_up, kinds, names, explain
    )


def defect_title(name: str) -> str:
    """What a defect of the print or of the data is called; the name itself of one that this version does not plant."""
    if name in DEFECTS:
        return DEFECTS[name].what
    told = drill_table().names.get(name, "")
    return told or (rule(name.partition("/")[0]).title if name in of_data.DEFECTS else name)


def _kind(table: Table, name: str) -> KindTable:
    own = dict(table.raw(name))
    defects = tuple(map(str, own.get("defects", ())))
    if not defects:
        raise _FILE.wrong(table.file, "仕込む欠陥がありません。", name)
    return KindTable(str(own.get("what", "")), defects, int(own.get("dpi", 0)), str(own.get("grade", "")))


def _numbers(table: Table, key: str, most: int) -> tuple[int, ...]:
    found = table.raw(key)
    if not isinstance(found, list) or not all(isinstance(one, int) and 0 < one <= most for one in found) or not found:
        raise _FILE.wrong(table.file, f"1〜{most} の数を並べてください。", key)
    return tuple(found)
