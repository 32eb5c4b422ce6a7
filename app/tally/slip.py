"""差出票: totals by 定形/定形外, weight class, way and barcode, without offices (N 委託要領8, 別紙12).

Pulled pieces are not posted by themselves: the bundles to their offices are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.equipment.posting import SIZE_WORDS, Posting, Size
from app.lists.keys import key_span
from app.records.notice_file import NoticeFile
from app.records.units import ENVELOPES, Count
from app.tally.envelopes import PULL, WAY_WORDS, WAYS, Envelopes, Way
from app.tally.model import Rows
from app.tally.planner import InsertPlan

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


def draft_slip(
    envelopes: Envelopes, plan: InsertPlan, notices: Mapping[str, NoticeFile], posting: Posting, most: float
) -> Drafted:
    """All pieces that are posted, and the bundles of the others, of at most ``most`` grams each."""
    slip: dict[SlipKey, int] = {}
    first: dict[SlipKey, tuple[str, int]] = {}
    code = (plan.of * len(WAYS) + envelopes.way) * 2 + ~envelopes.bare
    for own, at, count in zip(*np.unique(code, return_index=True, return_counts=True), strict=True):
        way = int(own) // 2 % len(WAYS)
        if way == PULL:
            continue
        post = plan.combinations[int(own) // 2 // len(WAYS)].post
        size: Size = "nonstandard" if post is None else post.size
        key = SlipKey(size, 0 if post is None else post.grams, WAYS[way], bool(own % 2))
        slip[key] = slip.get(key, 0) + int(count)
        first.setdefault(key, envelopes.place(int(at)))
    bundles = bundle_grams(envelopes, plan, notices, most)
    for grams, place in bundles:
        post = posting.class_of("nonstandard", grams)
        key = SlipKey("nonstandard", 0 if post is None else post.grams, "pull", False)
        slip[key] = slip.get(key, 0) + 1
        first.setdefault(key, place)
    return Drafted(slip, first, len(bundles))


def bundle_grams(
    envelopes: Envelopes, plan: InsertPlan, notices: Mapping[str, NoticeFile], most: float
) -> list[tuple[float, tuple[str, int]]]:
    """What each bundle of pulled pieces weighs, with one of its notices: by office, in the order of the keys, as
    :func:`app.month.lists.bundles.plan_bundles` makes them.
    """
    pulled = np.flatnonzero(envelopes.way == PULL)
    if not len(pulled):
        return []
    keys = _keys(envelopes, pulled, notices)
    own = np.array([one.grams for one in plan.combinations])[plan.of[pulled]]
    order = np.lexsort((pulled, keys))
    found: list[tuple[float, tuple[str, int]]] = []
    office, weight = b"", 0.0
    for at in order.tolist():
        code, grams = bytes(keys[at])[:4], float(own[at])
        if code != office or (weight and weight + grams > most):
            found.append((0.0, envelopes.place(int(pulled[at]))))
            office, weight = code, 0.0
        weight += grams
        found[-1] = weight, found[-1][1]
    return found


def _keys(envelopes: Envelopes, rows: Rows, notices: Mapping[str, NoticeFile]) -> NDArray[np.bytes_]:
    """The keys of the establishments of these envelopes, as lists name them."""
    found = np.zeros(len(rows), dtype="S15")
    for at, name in enumerate(envelopes.pieces.files):
        mine = np.flatnonzero(envelopes.file[rows] == at)
        if len(mine):
            file = notices[name]
            whole, start = file.in_sequence(0)
            extract = whole.extract_of[envelopes.first[rows[mine]] + start]
            span = key_span(file.scheme)
            found[mine] = np.ascontiguousarray(whole.data[extract, span]).view("S15").reshape(-1)
    return found


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
