"""The one table that turns text bytes into characters and back.

Base is CP932; single bytes are JIS X 0201 (5C is ¥, 7E is ‾, A1–DF are half-width katakana). User-defined codes
F040–F9FC are U+E000–U+E757. NEC row 13, NEC selected and IBM codes decode but are flagged, because a printer's font
need not have them. 80, A0, FD–FF, control bytes and unmapped pairs stay visible as ``⟦93 20⟧``. JIS X 0213 is never
used: it gives other characters for the same codes without an error.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

GAIJI_FIRST, GAIJI_LAST = 0xF040, 0xF9FC
LEAD_BYTES = frozenset((*range(0x81, 0xA0), *range(0xE0, 0xFD)))
TRAIL_BYTES = frozenset((*range(0x40, 0x7F), *range(0x80, 0xFD)))
_GAIJI_BASE = 0xE000
_GAIJI_PER_LEAD = 188
_EXTENSIONS = frozenset((*range(0x8740, 0x879D), *range(0xED40, 0xEEFD), *range(0xFA40, 0xFC4C)))
# Characters that other Shift-JIS tables give for the same six codes; people type and paste them.
_OTHER_SPELLINGS = {"〜": 0x8160, "‖": 0x8161, "−": 0x817C, "¢": 0x8191, "£": 0x8192, "¬": 0x81CA}
# Characters for which the table has CP932's own code, or that neither has.
_ENCODED_ALIKE = re.compile("[ -Z０-９ぁ-んァ-ヶ一-龥]+")
_UTF8_STEP = 1 << 20
_THREE_BYTES = "\u0800"  # the first character that UTF-8 writes in three bytes; all Japanese ones are beyond it
_YEN_OVERLINE = {0x5C: "¥", 0x7E: "‾"}
# What CP932 decodes although JIS X 0201 has no such byte: controls, 80, and A0, FD, FE, FF (U+F8F0–F8F3).
_REFUSED = re.compile("[\x00-\x1f\x7f\x80\uf8f0-\uf8f3]")


class CharKind(Enum):
    """What sort of code a character came from."""

    SINGLE = "single"
    DOUBLE = "double"
    GAIJI = "gaiji"
    EXTENSION = "extension"
    UNDECODABLE = "undecodable"


class Char(NamedTuple):
    """One character of a field: ``length`` (1 or 2) bytes at ``offset`` of the bytes given; ``code`` is their value."""

    text: str
    offset: int
    length: int
    kind: CharKind
    code: int


def code_to_char(code: int) -> str | None:
    """The private-use character of a user-defined code F040–F9FC, ``None`` for any other code."""
    lead, trail = code >> 8, code & 0xFF
    if not GAIJI_FIRST <= code <= GAIJI_LAST or trail not in TRAIL_BYTES:
        return None
    return chr(_GAIJI_BASE + (lead - 0xF0) * _GAIJI_PER_LEAD + trail - 0x40 - (trail > 0x7F))


def char_to_code(char: str) -> int | None:
    """The user-defined code of one character U+E000–U+E757, ``None`` for any other."""
    index = ord(char) - _GAIJI_BASE
    if not 0 <= index < 10 * _GAIJI_PER_LEAD:
        return None
    lead, cell = divmod(index, _GAIJI_PER_LEAD)
    return (0xF0 + lead) << 8 | (0x40 + cell + (cell >= 0x3F))


@cache
def single_table() -> Mapping[int, str]:
    """Every printable single byte and its character."""
    table = {byte: bytes((byte,)).decode("cp932") for byte in (*range(0x20, 0x7F), *range(0xA1, 0xE0))}
    return MappingProxyType(table | _YEN_OVERLINE)


@cache
def double_table() -> Mapping[int, tuple[str, CharKind]]:
    """Every mapped double-byte code, its character and kind."""
    table: dict[int, tuple[str, CharKind]] = {}
    for lead in sorted(LEAD_BYTES):
        for trail in sorted(TRAIL_BYTES):
            code = lead << 8 | trail
            try:
                char = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            table[code] = (char, _kind(code))
    return MappingProxyType(table)


def _kind(code: int) -> CharKind:
    if GAIJI_FIRST <= code <= GAIJI_LAST:
        return CharKind.GAIJI
    return CharKind.EXTENSION if code in _EXTENSIONS else CharKind.DOUBLE


def decode(raw: bytes, first: int = 0) -> tuple[Char, ...]:
    """Every byte of ``raw`` as a character, none dropped; never raises.

    A lead byte takes the next byte with it even when the pair is impossible, so that what follows stays in step
    with the fixed columns; at the end of ``raw`` it stands alone. Both are ``UNDECODABLE``. Offsets count from
    ``first``.
    """
    singles, doubles = single_table(), double_table()
    chars: list[Char] = []
    at, end = 0, len(raw)
    while at < end:
        byte = raw[at]
        if byte in LEAD_BYTES and at + 1 < end:
            code = byte << 8 | raw[at + 1]
            text, kind = doubles.get(code) or (f"⟦{byte:02X} {raw[at + 1]:02X}⟧", CharKind.UNDECODABLE)
            chars.append(Char(text, first + at, 2, kind, code))
            at += 2
            continue
        single = singles.get(byte)
        kind = CharKind.UNDECODABLE if single is None else CharKind.SINGLE
        chars.append(Char(single or f"⟦{byte:02X}⟧", first + at, 1, kind, byte))
        at += 1
    return tuple(chars)


def to_text(raw: bytes) -> str:
    """All of ``raw`` as text, trailing blanks included, undecodable bytes as ``⟦93 20⟧``."""
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return "".join(char.text for char in decode(raw))
    if _REFUSED.search(text):
        return "".join(char.text for char in decode(raw))
    return _mended(text)


def to_texts(raws: Sequence[bytes]) -> list[str]:
    """:func:`to_text` of each of these, sooner."""
    try:
        whole = b"\n".join(raws).decode("cp932")  # no character goes on into a line end
    except UnicodeDecodeError:
        return [*map(to_text, raws)]
    texts = whole.split("\n")
    if len(texts) != len(raws) or _REFUSED.search("".join(texts)):
        return [*map(to_text, raws)]
    return _mended(whole).split("\n")


def _mended(text: str) -> str:
    """CP932 gives U+005C and U+007E for these single bytes only, so the decoded text may be mended."""
    return text.translate(_YEN_OVERLINE) if "\\" in text or "~" in text else text


def trimmed(raw: bytes) -> bytes:
    """Without trailing half-width blanks (a full-width blank is content)."""
    return raw.rstrip(b" ")


def columns(raw: bytes) -> int:
    """Printed columns of the trimmed field: kanji 2, half-width 1, hence its bytes (N 印字桁数)."""
    return len(trimmed(raw))


@cache
def _encoding() -> Mapping[str, bytes]:
    table = {char: bytes((byte,)) for byte, char in single_table().items()}
    for char, _kind_of in double_table().values():
        table[char] = char.encode("cp932")
    table |= {char: code.to_bytes(2, "big") for char, code in _OTHER_SPELLINGS.items()}
    return MappingProxyType(table)


def encode(text: str) -> bytes:
    """Bytes of ``text``; ``UnicodeEncodeError`` names the first character that the table does not have.

    ¥ gives 5C and ‾ 7E; a backslash or tilde has no code. Of several codes of one character CP932's own choice is
    taken, so bytes of the media must be compared as bytes, not through this.
    """
    if _ENCODED_ALIKE.fullmatch(text):
        return text.encode("cp932")
    table = _encoding()
    parts: list[bytes] = []
    for at, char in enumerate(text):
        code = table.get(char)
        if code is None:
            raise UnicodeEncodeError("cp932", text, at, at + 1, "no code for this character")
        parts.append(code)
    return b"".join(parts)


def gaiji_codes(raw: bytes) -> tuple[int, ...]:
    """The user-defined codes of a field, in order, repeated ones repeated."""
    return tuple(char.code for char in decode(raw) if char.kind is CharKind.GAIJI)


def same_print(one: bytes, other: bytes) -> bool:
    """Whether two texts print the same: NEC and IBM gave some characters a second code (FBFC and EEE0 are both 髙)."""
    return one == other or to_text(one) == to_text(other)


def is_utf8(plain: bytes | memoryview) -> bool:
    """Whether a whole file is Japanese text in UTF-8, which Shift-JIS text of a record's length never looks like.

    Read step by step, so that a file that is none is known by its first characters; a last character may be cut off.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    japanese = False
    try:
        for start in range(0, len(plain), _UTF8_STEP):
            japanese |= max(decoder.decode(bytes(plain[start : start + _UTF8_STEP])), default="") >= _THREE_BYTES
    except UnicodeDecodeError:
        return False
    return japanese


UTF8_TEXT = "文字コードが UTF-8 です。シフトJIS でなければ、レコードの長さも項目の位置も合いません。"
"""What is said of such a file, instead of all that follows from it."""
