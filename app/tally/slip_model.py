"""The rows of a 差出票 and what differs between two of them (N 委託要領8, 別紙12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.equipment.posting import SIZE_WORDS, Size
from app.records.units import ENVELOPES, Count
from app.tally.ways import WAY_WORDS, WAYS, Way

Figure = Literal["counted", "drafted", "stamped"]
FIGURES: tuple[Figure, ...] = ("counted", "drafted", "stamped")
FIGURE_WORDS: Mapping[Figure, str] = {"counted": "データ", "drafted": "下書き", "stamped": "受付印"}


class SlipKey(NamedTuple):
    """A row of the slip. ``grams``: the most of its weight class, 0 for what the post does not take."""

    size: Size
    grams: int
    way: Way
    barcode: bool

    @property
    def weight(self) -> str:
        """``50g 以内``."""
        grams = self.grams
        if not grams:
            return "郵便不可"
        return f"{grams // 1000}K 以内" if grams % 1000 == 0 else f"{grams}g 以内"

    @property
    def name(self) -> str:
        """``定形 50g 以内　通常　バーコード有``."""
        barcode = "バーコード有" if self.barcode else "バーコード無"
        return f"{SIZE_WORDS[self.size]} {self.weight}　{WAY_WORDS[self.way]}　{barcode}"

    @property
    def order(self) -> tuple[bool, int, int, bool]:
        """Rows in the order of the slip."""
        return self.size != "standard", self.grams, WAYS.index(self.way), not self.barcode


Slip = Mapping[SlipKey, int]
"""通 of each row; a row that is not there has none."""


class SlipRow(NamedTuple):
    """A row with what each source says (通); ``None`` where there is no such slip yet. ``differs``: pairs."""

    key: SlipKey
    counted: int
    drafted: int | None
    stamped: int | None
    differs: tuple[tuple[Figure, Figure], ...]


class SlipDifference(NamedTuple):
    """Two numbers of a row of the slip that do not agree; ``place``: file and ``01`` of one piece of it, if any."""

    row: SlipKey
    left: Figure
    right: Figure
    counts: tuple[Count, Count]
    place: tuple[str, int] | None

    @property
    def key(self) -> str:
        """What it is called in the ledger."""
        return f"差出票　{self.row.name}｜{FIGURE_WORDS[self.left]}｜{FIGURE_WORDS[self.right]}"

    @property
    def message(self) -> str:
        """Which row, which two numbers (Japanese)."""
        left, right = (
            f"{FIGURE_WORDS[one]} {own}" for one, own in zip((self.left, self.right), self.counts, strict=True)
        )
        return f"差出票　{self.row.name}：{left}と{right}が合いません。"


@dataclass(frozen=True)
class SlipTable:
    """The rows of the slip and every difference once."""

    rows: tuple[SlipRow, ...]
    differences: tuple[SlipDifference, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Drafted:
    """The slip as the month's data make it. ``first``: an envelope of each row; ``bundles``: how many go to offices."""

    slip: Slip
    first: Mapping[SlipKey, tuple[str, int]]
    bundles: int


def compare_slips(drawn: Drafted, drafted: Slip | None, stamped: Slip | None) -> SlipTable:
    """Row by row; what was drafted once and what came back stamped are ``None`` until there is such a slip."""
    rows: list[SlipRow] = []
    found: list[SlipDifference] = []
    keys = {*drawn.slip, *(drafted or ()), *(stamped or ())}
    for key in sorted(keys, key=lambda one: one.order):
        values: dict[Figure, int | None] = {
            "counted": drawn.slip.get(key, 0),
            "drafted": None if drafted is None else drafted.get(key, 0),
            "stamped": None if stamped is None else stamped.get(key, 0),
        }
        own = [
            SlipDifference(
                key,
                left,
                right,
                (Count(values[left] or 0, ENVELOPES), Count(values[right] or 0, ENVELOPES)),
                drawn.first.get(key),
            )
            for left, right in _pairs(values)
        ]
        found += own
        counted = drawn.slip.get(key, 0)
        pairs = tuple((one.left, one.right) for one in own)
        rows.append(SlipRow(key, counted, values["drafted"], values["stamped"], pairs))
    return SlipTable(tuple(rows), tuple(found))


def _pairs(values: Mapping[Figure, int | None]) -> list[tuple[Figure, Figure]]:
    """Each slip against the one before it that there is; what agrees with the data again is no difference."""
    before: Figure = "counted"
    found: list[tuple[Figure, Figure]] = []
    for one in FIGURES[1:]:
        if values[one] is None:
            continue
        if values[one] not in (values[before], values["counted"]):
            found.append((before, one))
        before = one
    return found
