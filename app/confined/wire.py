"""How tasks and results go through a pipe: JSON with bytes beside it. Nothing that is read is ever executed.

A frame is ``b"KPN1"``, length of the JSON (u32), number of bytes objects (u32), their lengths (u64 each), the JSON
and the bytes objects. In the JSON ``{"\\0": n}`` stands for the n-th of them. Tuples come back as lists.
"""

import json
import struct
from collections.abc import Callable, Iterable
from typing import Any

_HEAD = struct.Struct("!4sII")
_MAGIC = b"KPN1"
_MOST_BLOBS = 4096
_BLOB = "\0"
_PLAIN = frozenset((str, int, float, bool, type(None), bytes, bytearray, memoryview))

Read = Callable[[int], bytearray]
"""Reads exactly so many bytes; ``EOFError`` if the other end is gone."""


class WireError(ValueError):
    """Not a frame, or no value in it."""


class TooLargeError(WireError):
    """More bytes than allowed."""


def pack(value: Any) -> list[bytes | bytearray | memoryview]:
    """The frame of a value in pieces; ``TypeError`` or ``ValueError`` for what cannot be sent."""
    blobs: list[bytes | bytearray | memoryview] = []

    def beside(one: Any) -> dict[str, int]:
        if not isinstance(one, bytes | bytearray | memoryview):
            raise TypeError("no value")
        blobs.append(one)
        return {_BLOB: len(blobs) - 1}

    _look([value])
    text = json.dumps(value, allow_nan=False, ensure_ascii=True, default=beside).encode("ascii")
    sizes = [memoryview(blob).nbytes for blob in blobs]
    head = _HEAD.pack(_MAGIC, len(text), len(blobs)) + struct.pack(f"!{len(blobs)}Q", *sizes)
    return [head, text, *blobs]


def _look(values: Iterable[Any]) -> None:
    """Names of tables are text, and none is that of bytes."""
    for one in values:
        if type(one) in _PLAIN:
            continue
        if isinstance(one, dict):
            if _BLOB in one or not all(isinstance(name, str) for name in one):
                raise TypeError("names are text")
            _look(one.values())
        elif isinstance(one, list | tuple):
            _look(one)


def unpack(read: Read, most: int) -> Any:
    """The next value; :class:`WireError` for rubbish, :class:`TooLargeError` beyond ``most`` bytes, ``EOFError``."""
    magic, length, count = _HEAD.unpack(read(_HEAD.size))
    if magic != _MAGIC or count > _MOST_BLOBS:
        raise WireError("no frame")
    sizes = struct.unpack(f"!{count}Q", read(8 * count))
    if length + sum(sizes) > most:
        raise TooLargeError
    text = read(length)
    blobs = [bytes(read(size)) for size in sizes]

    def taken(value: dict[str, Any]) -> Any:
        return blobs[value[_BLOB]] if _BLOB in value else value

    try:
        return json.loads(text, object_hook=taken)
    except (ValueError, RecursionError, IndexError, TypeError) as error:
        raise WireError("no value") from error
