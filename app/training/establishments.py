"""Who gets a notice in one sample file: establishments as columns, in the order of the file."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records.layouts import Scheme
from app.training.dates import DATES
from app.training.pools import AddressPool, NamePool

Case = Mapping[str, int]

# Both are prime, so that counting in steps meets every number once; 999999 is the office total's own code.
_CODES, _NUMBERS = 999_983, 99_991
_MOST_IN_OFFICE = 90_000  # two months each would still leave page numbers of five digits
_MEDIAN_PAYROLL = {"kounen": 1_500_000, "senpo": 2_500_000}
_LARGEST_PAYROLL = {"kounen": 40_000_000_000, "senpo": 1_000_000_000}
_SHARES = {"dates": 0.004, "months": 0.02, "no_receipt": 0.04, "no_health": 0.06, "no_child": 0.03}


@dataclass(frozen=True, slots=True, eq=False)
class Establishments:
    """Columns of length ``n``, sorted by office, postal code and 事業所符号(内部) (N 表4.1.2.1-1).

    ``office`` counts the file's offices from 0; ``name`` and ``address`` are rows of the pools, ``dates`` of ``DATES``;
    ``symbol`` ``(n, 4)`` are bytes; ``payroll`` is yen; ``months`` is 1, or 2 where two months were received.
    ``no_health``: the health part is not collected here (厚年: a 組合 does it) and printed as asterisks.
    """

    office: NDArray[np.int64]
    code: NDArray[np.int64]
    district: NDArray[np.int64]
    symbol: NDArray[np.uint8]
    number: NDArray[np.int64]
    name: NDArray[np.int64]
    address: NDArray[np.int64]
    payroll: NDArray[np.int64]
    dates: NDArray[np.int64]
    months: NDArray[np.int64]
    no_receipt: NDArray[np.bool_]
    no_health: NDArray[np.bool_]
    no_child: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.office)


def cases(names: NamePool, addresses: AddressPool) -> list[Case]:
    """The special establishments of every file, the most telling first; what a case leaves out is ordinary."""
    name_of = {kind: int(rows[0]) for kind, rows in names.kinds.items()}
    address_of = {kind: int(rows[0]) for kind, rows in addresses.kinds.items()}
    special: list[Case] = [
        {},
        {"dates": 1},
        {"months": 2},
        {"no_receipt": 1},
        {"name": name_of["gaiji"], "address": address_of["gaiji"]},
        {"name": name_of["widest_first"], "address": address_of["widest"]},
        {"address": address_of["postal_blank"]},
        {"name": name_of["kana"]},
        {"months": 2, "dates": 3},
        {"no_child": 1},
        {"no_health": 1},
        {"no_health": 1, "no_receipt": 1},
    ]
    special += [{"name": row} for row in name_of.values()]
    special += [{"address": row} for row in address_of.values()]
    special += [{"dates": row} for row in range(2, len(DATES))]
    return special


def draw_establishments(
    scheme: Scheme, count: int, offices: int, names: NamePool, addresses: AddressPool, rng: np.random.Generator
) -> Establishments:
    """``count`` establishments of ``offices`` offices; the special cases are among them as far as there is room.

    ``KenpanError`` ``sample.size`` when an office would need more numbers than the records can hold.
    """
    columns = _drawn(scheme, count, offices, names, addresses, rng)
    ordinary = {"dates": 0, "months": 1, "no_receipt": 0, "no_health": 0, "no_child": 0}
    for row, case in enumerate(cases(names, addresses)[:count]):
        some = {
            "name": int(rng.choice(names.kinds["plain"])),
            "address": int(rng.choice(addresses.kinds["half_width"])),
        }
        for column, value in {**ordinary, **some, **case}.items():
            columns[column][row] = value
    code = 1 + (np.arange(count) * int(rng.integers(1, _CODES)) + int(rng.integers(_CODES))) % _CODES
    order = np.lexsort((code, addresses.rank[columns["address"]], columns["office"]))
    columns = {name: column[order] for name, column in columns.items()}
    office = columns["office"]
    within = np.arange(count) - np.searchsorted(office, office)
    if count and int(within.max()) >= _MOST_IN_OFFICE:
        raise KenpanError(
            "sample.size",
            f"一つの事務所に{_MOST_IN_OFFICE:,}を超える事業所は作れません。",
            "--establishments を小さくしてください。",
        )
    no_health = columns["no_health"].astype(bool)
    return Establishments(
        office=office,
        code=code[order],
        district=_districts(scheme, office, rng),
        symbol=_symbols(no_health & (scheme == "kounen"), rng),
        number=1 + (within * 37_813 + office * 7_919 + 1_234) % _NUMBERS,
        name=columns["name"],
        address=columns["address"],
        payroll=columns["payroll"],
        dates=columns["dates"],
        months=columns["months"],
        no_receipt=columns["no_receipt"].astype(bool),
        no_health=no_health,
        no_child=columns["no_child"].astype(bool),
    )


def _drawn(
    scheme: Scheme, count: int, offices: int, names: NamePool, addresses: AddressPool, rng: np.random.Generator
) -> dict[str, NDArray[np.int64]]:
    """Ordinary establishments in any order; each office has one if there are enough."""
    weights = rng.uniform(0.5, 1.5, offices)
    office = rng.choice(offices, size=count, p=weights / weights.sum())
    office[:offices] = np.arange(min(offices, count))
    payroll = _MEDIAN_PAYROLL[scheme] * rng.lognormal(0, 1.4, count)

    def some(name: str) -> NDArray[np.int64]:
        return (rng.random(count) < _SHARES[name]).astype(np.int64)

    months = some("months")
    return {
        "office": office.astype(np.int64),
        "name": rng.choice(_ordinary(names), count),
        "address": rng.choice(_ordinary(addresses), count),
        "payroll": np.minimum(payroll, _LARGEST_PAYROLL[scheme]).astype(np.int64) // 1000 * 1000,
        "dates": some("dates") * rng.integers(1, len(DATES), count),
        "months": 1 + months,
        "no_receipt": some("no_receipt") * (1 - months),
        "no_health": some("no_health"),
        "no_child": some("no_child"),
    }


def _ordinary(pool: NamePool | AddressPool) -> NDArray[np.int64]:
    """Rows of a pool but the widest ones, which stand only where they are planted."""
    return np.sort(np.concatenate([rows for kind, rows in pool.kinds.items() if not kind.startswith("widest")]))


def _districts(scheme: Scheme, office: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """郡市区符号: any for 厚年; for 船保 the last two digits of the office's seamen's code (N 別紙14-1 item 5)."""
    return rng.integers(1, 60, len(office)) if scheme == "kounen" else 61 + office


def _symbols(union: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.uint8]:
    """事業所記号: two or three katakana for 協会, letters and digits for 組合 (SPEC: チラシB goes by it)."""
    count = len(union)
    symbols = np.full((count, 4), 0x20, dtype=np.uint8)
    symbols[:, :3] = rng.integers(0xB1, 0xDD, (count, 3))
    symbols[rng.random(count) < 0.15, 2] = 0x20
    letters = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", dtype=np.uint8)
    symbols[union, :3] = letters[rng.integers(0, (24, 32, 32), (int(union.sum()), 3))]
    return symbols
