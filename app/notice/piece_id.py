"""The ID printed on the address side, the notice front and the notice back of one and the same piece.

``K032101001234503``: scheme letter, volume 2 digits, prefecture 2 and split 2 (as in the file name),
record 7 digits, two check digits by ISO 7064 MOD 97-10. The check digits catch every wrong digit and every swap
of two neighbours. All after the letter are digits, so that Code 128 packs two of them into one symbol.
"""

import re
import unicodedata
from typing import NamedTuple

from app.errors import KenpanError

LENGTH = 16
MAX_RECORD = 9_999_999
_FILE = re.compile(r"ZMGK([KS])#([0-9]{4})")
_VOLUME = re.compile(r"PAP([0-9]{2})")
_PIECE = re.compile(r"([KS])([0-9]{2})([0-9]{4})([0-9]{7})([0-9]{2})")
_BLANKS = re.compile(r"\s")
_LETTER_VALUES = {"K": "20", "S": "28"}


class PieceRef(NamedTuple):
    """The record that a piece shows: volume pair (``PAP03``), file name, 0-based record."""

    volume: str
    file: str
    record: int


def piece_id(volume: str, file: str, record: int) -> str:
    """The 16 ASCII characters printed on the three panels of this record's piece, unique within the month.

    ``volume`` is the pair without its side, so that 正 and 副 give the same ID. ``ValueError`` when a name is none of
    the specification's (N 2.1.2) or the record number has more than 7 digits.
    """
    volume_match, file_match = _VOLUME.fullmatch(volume), _FILE.fullmatch(file)
    if volume_match is None or file_match is None or not 0 <= record <= MAX_RECORD:
        raise ValueError(f"no piece ID for {volume!r} {file!r} {record}")
    body = f"{file_match[1]}{volume_match[1]}{file_match[2]}{record:07}"
    return body + _check_digits(body)


def read_piece_id(text: str) -> PieceRef:
    """The record that a scanned or typed ID names; ``KenpanError`` ``piece.id`` when it names none.

    Blanks and line ends that a hand scanner adds, lower case and full-width characters are accepted.
    """
    compact = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = _PIECE.fullmatch(compact)
    if match is None:
        raise KenpanError(
            "piece.id",
            f"現品IDの形ではありません（英字1字と数字{LENGTH - 1}桁のはずです）。",
            "現品のバーコードをもう一度読み取ってください。",
        )
    if _check_digits(compact[:-2]) != match[5]:
        raise KenpanError(
            "piece.id",
            "現品IDの検査数字が合いません。",
            "もう一度読み取り、続くときは印字された文字と見比べてください。",
        )
    return PieceRef(f"PAP{match[2]}", f"ZMGK{match[1]}#{match[3]}", int(match[4]))


def _check_digits(body: str) -> str:
    number = int(_LETTER_VALUES[body[0]] + body[1:]) * 100
    return f"{98 - number % 97:02}"
