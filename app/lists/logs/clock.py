"""What machines write as date and time, as milliseconds; whole columns at once, by the shape of what stands there."""

import numpy as np
from numpy.typing import NDArray

NO_TIME = np.iinfo(np.int64).min
_MOST_SHAPES = 200
_ZERO, _NINE = ord("0"), ord("9")
_LATEST_YEAR, _EARLIEST_YEAR, _CENTURY = 2100, 1970, 2000
_BOUNDS = ((_EARLIEST_YEAR, _LATEST_YEAR), (1, 12), (1, 31), (0, 23), (0, 59), (0, 60))
_PACKED = {8: (4, 2, 2), 12: (4, 2, 2, 2, 2), 14: (4, 2, 2, 2, 2, 2), 17: (4, 2, 2, 2, 2, 2, 3), 6: (2, 2, 2)}


def milliseconds(texts: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """``(n,)`` texts as ms since 1970 on whatever clock they are of; :data:`NO_TIME` for what is no date with a time.

    ``2026/12/15 9:02:33.120``, ``2026-12-15T09:02``, ``20261215090233``, ``26/12/15 09:02:33``.
    """
    found = np.full(len(texts), NO_TIME, dtype=np.int64)
    if not len(texts):
        return found
    cells = np.ascontiguousarray(texts).view(np.uint8).reshape(len(texts), -1)
    shapes = np.where((cells >= _ZERO) & (cells <= _NINE), _ZERO, cells).astype(np.uint8)
    keys = shapes.view(f"V{shapes.shape[1]}").reshape(-1)
    left = np.arange(len(texts))
    for _ in range(_MOST_SHAPES):
        if not len(left):
            break
        alike = keys[left] == keys[left[0]]
        own = left[alike]
        found[own] = _of_shape(cells[own], shapes[own[0]].tobytes())
        left = left[~alike]
    return found


def joined(dates: NDArray[np.bytes_], times: NDArray[np.bytes_]) -> NDArray[np.bytes_]:
    """A column of dates before one of times, unless the times say the date themselves."""
    has_own = np.char.str_len(times) >= len("2026/1/1 0:00")
    return np.where(has_own, times, np.char.add(np.char.add(dates, b" "), times))


def _of_shape(cells: NDArray[np.uint8], shape: bytes) -> NDArray[np.int64]:
    """Times that are all written alike."""
    none = np.full(len(cells), NO_TIME, dtype=np.int64)
    spans = _fields(shape.rstrip(b"\0"))
    if spans is None:
        return none
    values = [_number(cells, begin, end) for begin, end in spans]
    while len(values) < len(_BOUNDS):
        values.append(np.zeros(len(cells), dtype=np.int64))
    if spans[0][1] - spans[0][0] == len("26"):
        values[0] += _CENTURY
    fits = np.ones(len(cells), dtype=bool)
    for value, (least, most) in zip(values, _BOUNDS, strict=False):
        fits &= (value >= least) & (value <= most)
    year, month, day, hour, minute, second = (np.where(fits, one, 1) for one in values[: len(_BOUNDS)])
    months = (year - _EARLIEST_YEAR) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + day - 1
    fits &= (days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)) == months
    found = ((days * 24 + hour) * 60 + minute) * 60 + second
    found *= 1000
    if len(values) > len(_BOUNDS):
        begin, end = spans[len(_BOUNDS)]
        fraction = values[len(_BOUNDS)]
        found += fraction * 1000 // 10 ** (end - begin)
    return np.where(fits, found, none)


def _fields(shape: bytes) -> list[tuple[int, int]] | None:
    """Where year, month, day, hour, minute, second and the fraction stand; ``None`` for what is no date with a time."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(shape):
        end = at
        while end < len(shape) and shape[end] == _ZERO:
            end += 1
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    if not runs or any(byte not in b"0/-.:, T" for byte in shape):
        return None
    found: list[tuple[int, int]] = []
    for begin, end in runs:
        length = end - begin
        packed = _PACKED.get(length) if length > len("2026") and len(found) in (0, 3) else None
        at = begin
        for part in packed or (length,):
            found.append((at, at + part))
            at += part
    if not 5 <= len(found) <= 7 or found[0][1] - found[0][0] not in (2, 4) or found[0][0] != 0:
        return None
    return found if all(end - begin <= 2 for begin, end in found[1:6]) and found[-1][1] - found[-1][0] <= 9 else None


def _number(cells: NDArray[np.uint8], begin: int, end: int) -> NDArray[np.int64]:
    value = np.zeros(len(cells), dtype=np.int64)
    for at in range(begin, end):
        value = value * 10 + (cells[:, at].astype(np.int64) - _ZERO)
    return value
