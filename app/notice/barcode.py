"""Japan Post customer barcode: characters to bars and back.

Source: Japan Post 郵便番号・バーコードマニュアル, p11 (bar patterns), p12 (format), p20 (cut), p21 (check digit).
Nothing here knows addresses: see :mod:`app.notice.extraction` and :mod:`app.notice.customer_barcode`.
"""

import re
from typing import Final

POSTAL_LENGTH: Final = 7
NUMBER_LENGTH: Final = 13
BAR_COUNT: Final = 67
START, STOP = "FD", "DF"
FILL = "CC4"

#: Symbol to its three bars (F long, A semi-long up, D semi-long down, T timing).
#: The place in this table is the symbol's value in the check digit: 0–9, "-" 10, CC1–CC8 11–18.
BARS: Final[dict[str, str]] = {
    "0": "FTT",
    "1": "FFT",
    "2": "FDA",
    "3": "DFA",
    "4": "FAD",
    "5": "FTF",
    "6": "DAF",
    "7": "AFD",
    "8": "ADF",
    "9": "TFF",
    "-": "TFT",
    "CC1": "DAT",
    "CC2": "DTA",
    "CC3": "ADT",
    "CC4": "TDA",
    "CC5": "ATD",
    "CC6": "TAD",
    "CC7": "TTF",
    "CC8": "FFF",
}

_BY_VALUE = tuple(BARS)
_VALUE = {symbol: value for value, symbol in enumerate(BARS)}
_SYMBOL_OF = {pattern: symbol for symbol, pattern in BARS.items()}
_POSTAL = re.compile(r"[0-9]{7}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Z-]*", re.ASCII)


def symbols(postal7: str, extracted: str) -> tuple[str, ...]:
    """The 21 symbols of a code: postal code 7, address number 13, check 1.

    ``extracted`` longer than 13 symbols is cut; a letter whose control code falls on the 13th keeps that
    control code alone (p12, p20). Shorter is filled with CC4. ``ValueError`` unless ``postal7`` is seven
    ASCII digits and ``extracted`` holds only ``0-9``, ``A-Z`` and ``-``.
    """
    if not _POSTAL.fullmatch(postal7):
        raise ValueError(f"postal code is not seven digits: {postal7!r}")
    if not _NUMBER.fullmatch(extracted):
        raise ValueError(f"address number holds other characters than 0-9, A-Z and '-': {extracted!r}")
    number = [symbol for char in extracted[:NUMBER_LENGTH] for symbol in character_symbols(char)][:NUMBER_LENGTH]
    number += [FILL] * (NUMBER_LENGTH - len(number))
    first20 = (*postal7, *number)
    return (*first20, check_symbol(first20))


def character_symbols(char: str) -> tuple[str, ...]:
    """The symbols of one character: itself, or control code and digit for a letter (A–J CC1, K–T CC2, U–Z CC3)."""
    if "A" <= char <= "Z":
        block, digit = divmod(ord(char) - ord("A"), 10)
        return f"CC{block + 1}", str(digit)
    return (char,)


def check_symbol(first20: tuple[str, ...]) -> str:
    """The check digit of 20 symbols: all 21 values together are a multiple of 19 (p21). ``ValueError`` on bad input."""
    if len(first20) != POSTAL_LENGTH + NUMBER_LENGTH:
        raise ValueError(f"{len(first20)} symbols, expected {POSTAL_LENGTH + NUMBER_LENGTH}")
    return _BY_VALUE[-_sum(first20) % len(BARS)]


def bars(symbols21: tuple[str, ...]) -> str:
    """The 67 bars of 21 symbols, start and stop included. ``ValueError`` if the check digit does not fit."""
    if len(symbols21) != POSTAL_LENGTH + NUMBER_LENGTH + 1:
        raise ValueError(f"{len(symbols21)} symbols, expected {POSTAL_LENGTH + NUMBER_LENGTH + 1}")
    _verify_check(symbols21)
    return START + "".join(map(BARS.__getitem__, symbols21)) + STOP


def read_bars(bars67: str) -> tuple[str, ...]:
    """The 21 symbols that 67 bars stand for.

    ``ValueError`` says what is wrong: number of bars, start or stop, a pattern that stands for nothing, the
    check digit. Symbols differ by less than 19, so no change inside a single symbol passes the check digit.
    """
    if len(bars67) != BAR_COUNT:
        raise ValueError(f"{len(bars67)} bars, expected {BAR_COUNT}")
    if not bars67.startswith(START) or not bars67.endswith(STOP):
        raise ValueError(f"start {bars67[:2]!r} or stop {bars67[-2:]!r} is wrong")
    body = bars67[len(START) : -len(STOP)]
    read = []
    for place in range(0, len(body), 3):
        pattern = body[place : place + 3]
        if pattern not in _SYMBOL_OF:
            raise ValueError(f"symbol {place // 3 + 1}: {pattern!r} stands for nothing")
        read.append(_SYMBOL_OF[pattern])
    _verify_check(tuple(read))
    return tuple(read)


def _verify_check(symbols21: tuple[str, ...]) -> None:
    if _sum(symbols21) % len(BARS):
        raise ValueError(f"check digit {symbols21[-1]!r} does not fit, expected {check_symbol(symbols21[:-1])!r}")


def _sum(of: tuple[str, ...]) -> int:
    try:
        return sum(map(_VALUE.__getitem__, of))
    except KeyError as error:
        raise ValueError(f"not a symbol of the code: {error.args[0]!r}") from None
