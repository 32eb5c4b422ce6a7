"""How tasks and results go through a pipe: JSON with bytes beside it. Nothing that is read is ever executed.

A frame is ``b"KPN1"``, length of the JSON (u32), number of bytes objects (u32), their lengths (u64 each), the JSON
and the bytes objects. In the JSON ``{"\\0": n}`` stands for the n-th of them. Tuples come back as lists.
"""

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any

_HEAD = struct.Struct("!4sII")
_MAGIC = b"KPN1"
_MOST_BLOBS = 4096
_BLOB = "\0"

Read = Callable[[int], bytearray]
"""Reads exactly so many bytes; ``EOFError`` if the other end is gone."""


class WireError(ValueError):
    """Not a frame, or no value in it."""


class TooLargeError(WireError):
    """More bytes than allowed."""


def pack(value: Any) -> list[bytes | bytearray | memoryview]:
    """The frame of a value in pieces; ``TypeError`` or ``ValueError`` for what cannot be sent."""
    blobs: list[bytes | bytearray | memoryview] = []
    text = json.dumps(_put(value, blobs), allow_nan=False, ensure_ascii=True).encode("ascii")
    sizes = [memoryview(blob).nbytes for blob in blobs]
    head = _HEAD.pack(_MAGIC, len(text), len(blobs)) + struct.pack(f"!{len(blobs)}Q", *sizes)
    return [head, text, *blobs]


def _put(value: Any, blobs: list[bytes | bytearray | memoryview]) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        blobs.append(value)
        return {_BLOB: len(blobs) - 1}
    if isinstance(value, list | tuple):
        return [_put(one, blobs) for one in value]
    if isinstance(value, dict):
        if _BLOB in value or not all(isinstance(name, str) for name in value):
            raise TypeError("names are text")
        return {name: _put(one, blobs) for name, one in value.items()}
    return value


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
    try:
        return _taken(json.loads(text), blobs)
    except (ValueError, RecursionError, IndexError, TypeError) as error:
        raise WireError("no value") from error


def _taken(value: Any, blobs: Sequence[bytes]) -> Any:
    if isinstance(value, list):
        return [_taken(one, blobs) for one in value]
    if isinstance(value, dict):
        if _BLOB in value:
            return blobs[value[_BLOB]]
        return {name: _taken(one, blobs) for name, one in value.items()}
    return value
