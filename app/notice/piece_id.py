"""The ID printed on the address side, the notice front and the notice back of one and the same piece.

``K0321010012345261201171``: scheme letter, volume 2 digits, prefecture 2 and split 2 (as in the file name), record 7
digits, then the run: month as ``YYMM`` or the number of a proof round and ``00``, process 2 digits, making 1 digit
(the first is 1, each re-print one more), and two check digits by ISO 7064 MOD 97-10. The check digits catch every wrong
digit and every swap of two neighbours. All after the letter are digits, so that Code 128 packs two of them into one
symbol. The old form has no run: last month's piece and a re-print read like this one.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from app.errors import KenpanError

LENGTH, OLD_LENGTH = 23, 16
MOST_PROCESSES, MOST_MAKINGS, MOST_ROUNDS = 99, 9, 99
MAX_RECORD = 9_999_999
MONTHS = 12
_FILE = re.compile(r"ZMGK([KS])#([0-9]{4})")
_VOLUME = re.compile(r"PAP([0-9]{2})")
_PIECE = re.compile(r"([KS])([0-9]{2})([0-9]{4})([0-9]{7})(?:([0-9]{4})([0-9]{2})([1-9]))?[0-9]{2}")
_PERIOD = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_BLANKS = re.compile(r"\s")
_LETTER_VALUES = {"K": "20", "S": "28"}


class PieceRun(NamedTuple):
    """What a piece was made for: ``month`` (``2026-12``) or, where that is empty, proof ``round`` of the process with
    this code (1 to 99); ``making`` counts how often it was printed.
    """

    month: str
    process: int
    making: int = 1
    round: int = 0


class PieceRef(NamedTuple):
    """The record that a piece shows: volume pair (``PAP03``), file name, 0-based record; and the ``run`` that it was
    made for, ``None`` in the old form.
    """

    volume: str
    file: str
    record: int
    run: PieceRun | None = None


def piece_id(volume: str, file: str, record: int, run: PieceRun | None = None) -> str:
    """The 23 ASCII characters printed on the three panels of this record's piece; without a ``run`` the 16 of the old
    form, which are unique within a month only.

    ``volume`` is the pair without its side, so that 正 and 副 give the same ID. ``ValueError`` when a name is none of
    the specification's (N 2.1.2), the record number has more than 7 digits, or the run cannot be written.
    """
    before, behind = _beside(volume, file, run)
    if not before or not 0 <= record <= MAX_RECORD:
        raise ValueError(f"no piece ID for {volume!r} {file!r} {record}")
    body = f"{before}{record:07}{behind}"
    return body + _check_digits(body)


@lru_cache(1024)
def _beside(volume: str, file: str, run: PieceRun | None) -> tuple[str, str]:
    """What stands before and behind the number of a file's records; ``""`` before it if there is no ID of them."""
    volume_match, file_match = _VOLUME.fullmatch(volume), _FILE.fullmatch(file)
    before = "" if volume_match is None or file_match is None else f"{file_match[1]}{volume_match[1]}{file_match[2]}"
    return before, "" if run is None else _run_digits(run)


def is_writable(run: PieceRun) -> bool:
    """Whether an ID can say this run."""
    is_when = not run.round if _PERIOD.fullmatch(run.month) else not run.month and 1 <= run.round <= MOST_ROUNDS
    return is_when and 1 <= run.process <= MOST_PROCESSES and 1 <= run.making <= MOST_MAKINGS


def _run_digits(run: PieceRun) -> str:
    if not is_writable(run):
        raise ValueError(f"no piece ID for {run}")
    when = f"{run.month[2:4]}{run.month[5:]}" if run.month else f"{run.round:02}00"
    return f"{when}{run.process:02}{run.making}"


def read_piece_id(text: str) -> PieceRef:
    """The record that a scanned or typed ID of either form names; ``KenpanError`` ``piece.id`` when it names none.

    Blanks and line ends that a hand scanner adds, lower case and full-width characters are accepted.
    """
    compact = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = _PIECE.fullmatch(compact)
    if match is None:
        raise KenpanError(
            "piece.id",
            f"現品IDの形ではありません（英字1字と数字{LENGTH - 1}桁、古い形は{OLD_LENGTH - 1}桁のはずです）。",
            "現品のバーコードをもう一度読み取ってください。",
        )
    if _check_digits(compact[:-2]) != compact[-2:]:
        raise KenpanError(
            "piece.id",
            "現品IDの検査数字が合いません。",
            "もう一度読み取り、続くときは印字された文字と見比べてください。",
        )
    return PieceRef(f"PAP{match[2]}", f"ZMGK{match[1]}#{match[3]}", int(match[4]), _run_of(match))


def record_named(text: str) -> tuple[str, int] | None:
    """File and record that an ID names as it was written, nothing of it proved: for whoever then writes that one's."""
    digits = text[7:14]
    return (f"ZMGK{text[0]}#{text[3:7]}", int(digits)) if len(digits) == 7 and digits.isdecimal() else None


def _run_of(match: re.Match[str]) -> PieceRun | None:
    when, process, making = match.group(5, 6, 7)
    if when is None:
        return None
    year, month = int(when[:2]), int(when[2:])
    if month > MONTHS or (month == 0 and year == 0) or process == "00":
        raise KenpanError(
            "piece.id", "現品IDの月・回・工程が、ありえない値です。", "印字した現品IDの作り方を確かめてください。"
        )
    if month == 0:
        return PieceRun("", int(process), int(making), year)
    return PieceRun(f"20{year:02}-{month:02}", int(process), int(making))


def run_text(run: PieceRun | None) -> str:
    """``2026-12・工程1・1回目の印刷`` as people read it; that it is old where there is none."""
    if run is None:
        return "古い形（月・工程・作成回数なし）"
    when = run.month or f"検証品 第{run.round}回"
    return f"{when}・工程{run.process}・{run.making}回目の印刷"


def _check_digits(body: str) -> str:
    number = int(_LETTER_VALUES[body[0]] + body[1:]) * 100
    return f"{98 - number % 97:02}"
