"""The establishments of a month, to be found by the key that a list names them with."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.lists.keys import ListKey, list_keys, split_key
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile

_WIDTH = 15
_SYMBOL_END = 10
"""Where the 記号 ends in a key: office 4, 郡市区符号 2, 記号 4."""
_WIDE_BLANK = b"\x81\x40"
_BLANK = b" \x00"


class Establishment(NamedTuple):
    """One establishment on the medium: its key as the records have it, and its ``01`` (one or two) in ``file``."""

    scheme: Scheme
    file: str
    key: ListKey
    records: tuple[int, ...]


class Establishments:
    """All notices of a month sorted by key. Blanks after the 記号, of one byte or of two, do not count (stated to the
    user as the normalisation).
    """

    def __init__(self, notices: Iterable[NoticeFile]) -> None:
        self._files: list[NoticeFile] = []
        plain, exact, files, records = [], [], [], []
        for file in notices:
            rows = file.rows(DETAIL)
            keys, there = list_keys(file, rows)
            keys, rows = keys[there], rows[there]
            if not len(rows):
                continue
            exact.append(keys)
            plain.append(_bare_all(keys))
            files.append(np.full(len(rows), len(self._files), dtype=np.uint16))
            records.append(rows)
            self._files.append(file)
        joined = np.concatenate(plain) if plain else np.zeros((0, _WIDTH), dtype=np.uint8)
        texts = np.ascontiguousarray(joined).view(f"S{_WIDTH}").reshape(-1)
        order = np.argsort(texts, kind="stable")
        self._keys = texts[order]
        self._bytes = joined[order]
        self._exact = np.concatenate(exact)[order] if exact else joined
        self._file = np.concatenate(files)[order] if files else np.zeros(0, dtype=np.uint16)
        self._record = np.concatenate(records)[order] if records else np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, key: ListKey) -> tuple[Establishment, ...]:
        """Who has this key, whatever blanks follow the 記号 on either side."""
        wanted = np.array(_bare(b"".join(key)), dtype=self._keys.dtype)
        first, last = (int(np.searchsorted(self._keys, wanted, side)) for side in ("left", "right"))
        return tuple(self._groups(range(first, last)))

    def near(self, key: ListKey, most: int = 3) -> tuple[Establishment, ...]:
        """Others whose key differs in one byte, or only in its office: to be offered to a person, never taken."""
        wanted = np.frombuffer(_bare(b"".join(key)), dtype=np.uint8)
        other = self._bytes != wanted
        close = (other.sum(axis=1) == 1) | ~other[:, len(key.office) :].any(axis=1)
        found = self._groups(np.flatnonzero(close).tolist())
        return tuple(one for one, _ in zip(found, range(most), strict=False))

    def _groups(self, places: Iterable[int]) -> Iterator[Establishment]:
        """Sorted places, those of one file and key together."""
        own: dict[tuple[int, bytes], list[int]] = {}
        for at in places:
            own.setdefault((int(self._file[at]), self._exact[at].tobytes()), []).append(int(self._record[at]))
        for (number, raw), records in own.items():
            file = self._files[number]
            yield Establishment(file.scheme, file.name, split_key(raw), tuple(sorted(records)))


def _bare_all(keys: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Keys ``(m, 15)`` as :func:`_bare` makes them; only those with a blank beside the usual ones are gone through."""
    found = keys.copy()
    symbol = keys[:, _SYMBOL_END - 4 : _SYMBOL_END]
    odd = (symbol[:, 0] == ord(" ")) | (symbol == 0).any(axis=1) | (symbol[:, 2:] == tuple(_WIDE_BLANK)).all(axis=1)
    odd |= (symbol[:, :2] == tuple(_WIDE_BLANK)).all(axis=1)
    for at in np.flatnonzero(odd):
        found[at] = np.frombuffer(_bare(keys[at].tobytes()), dtype=np.uint8)
    return found


def _bare(raw: bytes) -> bytes:
    """The 15 bytes of a key, its 記号 without blanks around it and filled up with spaces."""
    office, symbol, number = split_key(raw)
    district, sign = symbol[:2], symbol[2:].strip(_BLANK)
    while sign.endswith(_WIDE_BLANK):
        sign = sign.removesuffix(_WIDE_BLANK).rstrip(_BLANK)
    return office + district + sign.ljust(4) + number
