"""住所表示番号: what the customer barcode takes from the part of an address after the town name.

Source: Japan Post 郵便番号・バーコードマニュアル p19 (basic rules 1–6, supplementary rules 1–5). Where the
manual is silent the choice is named in the docstring: full-width characters and dashes, the long-vowel mark,
the sign ○ for 〇, positional kanji numerals, hyphens at the end.
"""

import re
from dataclasses import dataclass

LONG_VOWEL_NOTE = "数字の間の長音「ー」をハイフンとして読みました"
ENCLOSED_NOTE = "丸数字・ローマ数字は抜き出していません"
CIRCLE_NOTE = "漢数字に続く記号の「○」を〇（ゼロ）として読みました"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─━﹣－"), "-")
_KANA = {ord("ﾉ"): "ノ", ord("ｰ"): "ー", ord("･"): "・"}
_UPPER = {code: chr(code % 0xFEE0 - 0x20) for first in (ord("a"), ord("ａ")) for code in range(first, first + 26)}
_PLAIN = _FULL_WIDTH | _DASHES | _KANA | _UPPER

_DELETED = re.compile(r"[&/・.]+")
_LONG_VOWEL = re.compile(r"(?<=[0-9])ー+(?=[0-9])")
_ENCLOSED = re.compile(r"[①-⑳Ⅰ-Ⅻⅰ-ⅻ]")
_CIRCLES = re.compile(r"(?<=[〇一二三四五六七八九十百千])[○◯]+(?=[〇一二三四五六七八九十百千丁番号線のノ]|地割)")
# 丁 and 番 stand for 丁目 and 番地 too.
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十百千]+(?=[丁番号線のノ]|地割)")
_FLOOR = re.compile(r"(?<=[0-9])F(?![A-Z])")
_NOT_TAKEN = re.compile(r"[^0-9A-Z-]+|[A-Z]{2,}")
_HYPHENS = re.compile(r"-{2,}")
_HYPHEN_AT_LETTER = re.compile(r"-?([A-Z])-?")

_PLAIN_NUMBER = re.compile(r"[0-9-]*").fullmatch

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Extraction:
    """``text`` holds only ``0-9``, ``A-Z`` and ``-``, uncut; ``notes`` are Japanese remarks for the checker."""

    text: str
    notes: tuple[str, ...]


def extract(after_town: str) -> Extraction:
    """The 住所表示番号 of what follows the town name, by the rules of p19 in their order."""
    upper = plain(after_town)
    if _PLAIN_NUMBER(upper):  # most of a month's: no rule but those of hyphens is about them
        return Extraction(replace_not_taken(upper), ())
    closed_up = delete_marks(upper)
    zeros = circles_to_zeros(closed_up)
    joined = long_vowels_to_hyphens(zeros)
    noted = (
        (CIRCLE_NOTE, zeros != closed_up),
        (LONG_VOWEL_NOTE, joined != zeros),
        (ENCLOSED_NOTE, _ENCLOSED.search(joined)),
    )
    notes = tuple(note for note, found in noted if found)
    numbered = kanji_numbers_to_digits(joined)
    return Extraction(release_letters(replace_not_taken(drop_floor_letters(numbered))), notes)


def plain(text: str) -> str:
    """Basic rule 1: upper-case letters. Half-width too, and every dash is ``-`` (the manual is silent on both).

    Characters of the private use area (外字) and everything else stay as they are and count as kanji.
    """
    return text.translate(_PLAIN)


def delete_marks(text: str) -> str:
    """Basic rule 2: ``& / ・ .`` are deleted and the gap closed."""
    return _DELETED.sub("", text)


def circles_to_zeros(text: str) -> str:
    """二○三番: the sign ○ (or ◯) behind a kanji numeral, and before another or a counter, was typed for 〇.

    The manual is silent. As many characters as before.
    """
    return _CIRCLES.sub(lambda match: "〇" * len(match[0]), text)


def long_vowels_to_hyphens(text: str) -> str:
    """ー between two digits was typed for a hyphen; anywhere else it belongs to a word (the manual is silent)."""
    return _LONG_VOWEL.sub("-", text)


def kanji_numbers_to_digits(text: str) -> str:
    """Supplementary rule 1: kanji numerals directly before 丁目 丁 番地 番 号 地割 線 の ノ become digits.

    By the letter of the rule this includes names such as 三の丸.
    """
    return _KANJI_NUMBER.sub(lambda match: kanji_value(match[0]), text)


def kanji_value(numerals: str) -> str:
    """十一 → "11", 百二 → "102"; without 十百千 digit by digit: 二〇三 → "203" (the manual gives no alphabet)."""
    if not any(char in _UNITS for char in numerals):
        return "".join(str(_DIGITS[char]) for char in numerals)
    total = pending = 0
    for char in numerals:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        else:
            pending = pending * 10 + _DIGITS[char]
    return str(total + pending)


def drop_floor_letters(text: str) -> str:
    """Supplementary rules 2 and 3: a single F right after a digit is not taken, but parts what is taken around it."""
    return _FLOOR.sub(" ", text)


def replace_not_taken(text: str) -> str:
    """Basic rules 3–6: what is not taken becomes one hyphen before something taken, none at either end.

    Not taken: all but digits, hyphens and single letters. A literal hyphen at the end is trimmed too (the
    manual is silent).
    """
    return _HYPHENS.sub("-", _NOT_TAKEN.sub("-", text)).strip("-")


def release_letters(text: str) -> str:
    """Supplementary rules 4 and 5: no hyphen beside a letter; letters that meet because of it stay (LB106)."""
    return _HYPHEN_AT_LETTER.sub(r"\1", text)
