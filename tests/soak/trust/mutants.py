"""Bytes that were sound once: flipped, cut, doubled, overwritten, moved."""

import random

_VALUES = (
    b"\x00",
    b"\xff",
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x80\x00",
    b"%",
    b'"',
    b"\n",
)


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Changed in one to four ways; seldom the same bytes again."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(_WAYS)(content, chance)
    return content


def _place(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 2, 16, 64, 512, 4096)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 8, 64))):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: _place(content, chance)[0]]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    return content[:start] + content[end:]


def _double(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 200)) + content[end:]


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    start, _ = _place(content, chance)
    value = chance.choice(_VALUES)
    return content[:start] + value + content[start + len(value) :]


def _noise(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    return content[:start] + chance.randbytes(end - start) + content[end:]


def _move(content: bytes, chance: random.Random) -> bytes:
    start, end = _place(content, chance)
    target, _ = _place(content, chance)
    rest = content[:start] + content[end:]
    return rest[:target] + content[start:end] + rest[target:]


_WAYS = (_flip, _flip, _cut, _drop, _double, _overwrite, _noise, _move)
