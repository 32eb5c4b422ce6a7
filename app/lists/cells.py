"""Cells of a list as text. Excel turns text into dates and numbers by itself.

What it lost is put back where only one text can have stood there (leading zeros); everything else is refused. A formula
is refused too: the file holds what it gave once, not what it would give now.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Plain = str | int | float | dict[str, str] | None
"""A cell as it can go through a pipe: text, number, blank, or ``{"unfit": kind}``."""

_UNFIT = "unfit"
_WORDS = "s"
"""What openpyxl calls a text."""
_FORMULA, _ERROR, _DATE, _FLAG, _OTHER = "計算式", "Excelのエラー値", "日付か時刻", "TRUE・FALSE", "文字でない値"
_POSTAL = re.compile(r"〒?([0-9]{3})[-‐−–—ー]?([0-9]{4})")
# A date or a large number that another program has turned into text.
_DATE_TEXT = re.compile(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
_NUMBER_TEXT = re.compile(r"[0-9]+\.[0-9]+|[0-9](?:\.[0-9]+)?E\+?[0-9]+")
_MOST = 10**15
_CODE, _POSTAL_CODE = 4, 7
_FEWEST_POSTAL = 5
"""Digits that a number keeps of a postal code: 001-0010 has two leading zeros, none has three."""
_FEWEST_CODE = 3
"""Of an office's code: 0101 has one leading zero, since its prefecture is never 00."""


class UnfitError(ValueError):
    """A cell that gives no certain text; its message is Japanese and names the column."""


def plain_cell(value: object, data_type: str) -> Plain:
    """A cell as openpyxl gives it, without ``data_only``."""
    if data_type == _WORDS and isinstance(value, str):
        return value
    kind = _kind(value, data_type)
    if kind:
        return {_UNFIT: kind}
    return value if isinstance(value, str | int | float) else None


def _kind(value: object, data_type: str) -> str:
    """What makes a cell unfit for text, or ``""``."""
    if data_type == "f":
        return _FORMULA
    if data_type == "e":
        return _ERROR
    if isinstance(value, date | datetime | time | timedelta):
        return _DATE
    if isinstance(value, bool):
        return _FLAG
    return "" if value is None or isinstance(value, str | int | float) else _OTHER


def is_blank(cell: Plain) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def words(cell: Plain, column: str) -> str:
    """Text of a name or an address, ``""`` if blank. A number is refused: the words that stood there are not known."""
    if isinstance(cell, int | float):
        raise UnfitError(f"{column}のセルが数値です。")
    return _text(cell, column)


def office_code(cell: Plain, column: str) -> str:
    """Four digits; a number gets its leading zero back."""
    number = whole_number(cell)
    if number is not None:
        digits = f"{number:04}" if len(str(number)) >= _FEWEST_CODE else ""
    else:
        digits = unicodedata.normalize("NFKC", "" if isinstance(cell, float) else _text(cell, column))
    if len(digits) != _CODE or not (digits.isascii() and digits.isdigit()):
        raise UnfitError(f"{column}が4桁の数字ではありません。")
    return digits


def postal_code(cell: Plain, column: str) -> str:
    """``999-9999`` or ``""`` if blank; a number gets its leading zeros back."""
    if is_blank(cell):
        return ""
    number = whole_number(cell)
    if number is not None:
        digits = f"{number:07}" if len(str(number)) >= _FEWEST_POSTAL else ""
    else:
        text = "" if isinstance(cell, float) else _text(cell, column)
        match = _POSTAL.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
        digits = match[1] + match[2] if match else ""
    if len(digits) != _POSTAL_CODE:
        raise UnfitError(f"{column}が7桁ではありません。")
    return f"{digits[:3]}-{digits[3:]}"


def phone_number(cell: Plain, column: str) -> str:
    """As written, ``""`` if blank; a number of 9 or 10 digits lost the zero that every telephone number begins with."""
    number = whole_number(cell)
    text = f"0{number}" if number is not None else "" if isinstance(cell, float) else _text(cell, column)
    if not text and is_blank(cell):
        return ""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    if not digits.startswith("0") or len(digits) < 10 or (number is not None and len(digits) > 11):
        raise UnfitError(f"{column}が電話番号の形ではありません。")
    return text


def whole_number(cell: Plain) -> int | None:
    """A number without a fraction; Excel keeps all numbers as floats."""
    if not isinstance(cell, int | float) or not 0 <= cell < _MOST:
        return None
    return int(cell) if cell == int(cell) else None


def _text(cell: Plain, column: str) -> str:
    if isinstance(cell, dict):
        raise UnfitError(f"{column}のセルが{cell[_UNFIT]}です。")
    text = " ".join(str(cell).split("\n")).strip() if cell is not None else ""
    if text.startswith("#"):
        raise UnfitError(f"{column}のセルが{_ERROR}です。")
    if _DATE_TEXT.fullmatch(text) or _NUMBER_TEXT.fullmatch(text):
        raise UnfitError(f"{column}のセルが日付か数値の書き方です。")
    return text
