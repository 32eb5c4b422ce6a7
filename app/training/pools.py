"""Pools of distinct names and addresses as byte matrices: a million records are then made by indexing them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme
from app.training.made_up_names import (
    NAME_JOINED_BYTES,
    NAME_KINDS,
    NAME_LINE_BYTES,
    choose_kinds,
    drawer,
    make_name,
)
from app.training.places import ADDRESS_KINDS, LINE_BYTES, Address, Town, make_address

POSTAL_BYTES, MUNICIPALITY_BYTES, ADDRESS_JOINED_BYTES = 8, 5, 382


@dataclass(frozen=True, slots=True, eq=False)
class NamePool:
    """``detail`` ``(k, 246)``: 印字桁数, line 1, 印字桁数, line 2 as they stand in a ``01``; ``extract`` ``(k, 203)``:
    both lines joined, as in a ``00``; ``kinds``: the rows of each kind, at least one."""

    detail: NDArray[np.uint8]
    extract: NDArray[np.uint8]
    kinds: dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class AddressPool:
    """``detail`` ``(k, 376)``: postal code and three lines with their 印字桁数; ``extract`` ``(k, 395)``: postal code,
    住所コード and joined address; ``rank`` ``(k,)``: order of the postal codes as bytes, equal codes equal;
    ``kinds``: the rows of each kind, at least one."""

    detail: NDArray[np.uint8]
    extract: NDArray[np.uint8]
    rank: NDArray[np.int64]
    kinds: dict[str, NDArray[np.int64]]


def name_pool(scheme: Scheme, size: int, rng: np.random.Generator) -> NamePool:
    """``size`` names of one scheme."""
    draw = drawer(rng)
    kinds = choose_kinds(NAME_KINDS, size, rng)
    names = [make_name(scheme, kind, draw) for kind in kinds]
    widths = (NAME_LINE_BYTES, NAME_LINE_BYTES)
    return NamePool(
        detail=_matrix(b"".join(_counted(lines, widths) for lines in names), size),
        extract=_matrix(b"".join(_field(b"".join(lines), NAME_JOINED_BYTES) for lines in names), size),
        kinds=_rows_of(kinds),
    )


def address_pool(towns: Sequence[Town], size: int, rng: np.random.Generator) -> AddressPool:
    """``size`` addresses in one prefecture."""
    draw = drawer(rng)
    kinds = choose_kinds(ADDRESS_KINDS, size, rng)
    addresses = [make_address(kind, towns, draw) for kind in kinds]
    postal = np.array([_field(address.postal, POSTAL_BYTES) for address in addresses], dtype=f"S{POSTAL_BYTES}")
    return AddressPool(
        detail=_matrix(b"".join(_detail_address(address) for address in addresses), size),
        extract=_matrix(b"".join(_extract_address(address) for address in addresses), size),
        rank=np.unique(postal, return_inverse=True)[1].astype(np.int64),
        kinds=_rows_of(kinds),
    )


def _rows_of(kinds: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    each = np.array(kinds)
    return {kind: np.flatnonzero(each == kind) for kind in dict.fromkeys(kinds)}


def _matrix(raw: bytes, rows: int) -> NDArray[np.uint8]:
    return np.frombuffer(raw, dtype=np.uint8).reshape(rows, -1)


def _field(raw: bytes, width: int) -> bytes:
    """Left-justified and blank-filled; ``ValueError`` rather than a cut character."""
    if len(raw) > width:
        raise ValueError(f"{len(raw)} bytes do not fit a field of {width}")
    return raw.ljust(width)


def _counted(lines: Sequence[bytes], widths: Sequence[int]) -> bytes:
    """Each line behind its 印字桁数: columns are bytes (kanji 2, half-width 1)."""
    return b"".join(b"%03d" % len(line) + _field(line, width) for line, width in zip(lines, widths, strict=True))


def _detail_address(address: Address) -> bytes:
    return _field(address.postal, POSTAL_BYTES) + _counted(address.lines, LINE_BYTES)


def _extract_address(address: Address) -> bytes:
    joined = _field(b"".join(address.lines), ADDRESS_JOINED_BYTES)
    return _field(address.postal, POSTAL_BYTES) + _field(address.municipality, MUNICIPALITY_BYTES) + joined
