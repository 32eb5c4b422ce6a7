"""How the agency's lists name an establishment: 統一事務所コード, 整理記号 and 番号 (N 委託要領別紙7).

They stand side by side in the ``00``, which exists for this (N 表4.1.2.1-1). 船保 has its 郡市区符号 only there: its
``01`` holds no more than the 記号.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, NoticeFile

_OFFICE_ITEM, _NUMBER_ITEM = 11, 15
_OFFICE_BYTES, _NUMBER_BYTES = 4, 5


class ListKey(NamedTuple):
    """One establishment as a list names it, in the bytes of the record: 4, 6 (郡市区符号 2 + 記号 4) and 5 of them."""

    office: bytes
    symbol: bytes
    number: bytes


class Destination(NamedTuple):
    """Where a 別送 notice is sent instead: a row of the agency's list. ``postal`` as ``999-9999``."""

    name: str
    postal: str
    address: str


@cache
def key_span(scheme: Scheme) -> slice:
    """The bytes of the key in a ``00``."""
    layout = notice_layouts(scheme)["00"]
    return slice(layout.field(_OFFICE_ITEM).offset, layout.field(_NUMBER_ITEM).end)


def split_key(raw: bytes) -> ListKey:
    """The 15 bytes of a key in its parts."""
    return ListKey(raw[:_OFFICE_BYTES], raw[_OFFICE_BYTES:-_NUMBER_BYTES], raw[-_NUMBER_BYTES:])


def list_key(file: NoticeFile, record: int) -> ListKey | None:
    """The key of the establishment that a ``00`` or ``01`` belongs to, ``None`` for an ``01`` without its ``00``.

    The ``00`` may stand in the file before this one, where a prefecture's data was split.
    """
    whole, at = file.in_sequence(record)
    row = at if whole.types[at] == EXTRACT else int(whole.extract_of[at])
    return None if row < 0 else split_key(whole.data[row, key_span(file.scheme)].tobytes())


def list_keys(file: NoticeFile, rows: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The keys of many records at once: ``(m, 15)`` bytes, and ``(m,)`` whether there is one; blank where not."""
    whole, first = file.in_sequence(0)
    at = rows + first
    extracts = np.where(whole.types[at] == EXTRACT, at, whole.extract_of[at])
    there = extracts >= 0
    keys = whole.data[np.maximum(extracts, 0), key_span(file.scheme)]
    keys[~there] = ord(" ")
    return keys, there


def rows_of(file: NoticeFile, keys: Collection[ListKey]) -> NDArray[np.int64]:
    """The ``01`` of these establishments, ascending."""
    rows = file.rows(DETAIL)
    if not keys or not len(rows):
        return rows[:0]
    own, _ = list_keys(file, rows)
    span = key_span(file.scheme)
    texts = np.ascontiguousarray(own).view(f"V{span.stop - span.start}").reshape(-1)
    wanted = np.frombuffer(b"".join(b"".join(key) for key in keys), dtype=texts.dtype)
    return rows[np.isin(texts, wanted)]
