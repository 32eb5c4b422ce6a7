"""The customer barcode of one address, or why none is printed; and the same question for a whole column.

Source: Japan Post 郵便番号・バーコードマニュアル p17–p22; N データ印字処理 ② (notices whose postal data does not
allow a barcode are printed without).
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.notice.barcode import NUMBER_LENGTH, bars, character_symbols, symbols
from app.notice.extraction import Extraction, extract, kanji_numbers_to_digits, plain
from app.notice.model import CustomerBarcode, Source
from app.notice.postal import BOX_BLOCK, INDIVIDUAL, REPRESENTATIVE, TOWN, UNKNOWN, PostalDictionary, PostalTown

_REASON_TEXTS: Final[dict[str, str]] = {
    "postal.blank": "郵便番号がありません",
    "postal.short": "郵便番号が3桁または5桁です",
    "postal.invalid": "郵便番号の形式が違います",
    "postal.representative": "代表の郵便番号（町域の記載がない場合の番号）です",
    "postal.unknown": "廃止された番号か、辞書（{edition}）より新しい番号です",
}
#: Why no barcode is printed; index 0 is "printable".
REASONS: Final[tuple[str, ...]] = ("", *_REASON_TEXTS)

_BLANK, _SHORT, _INVALID, _REPRESENTATIVE, _UNKNOWN = range(1, 6)
_FULL = re.compile(r"[0-9]{3}-?[0-9]{4}", re.ASCII)
_SHORT_FORM = re.compile(r"[0-9]{3}(?:-?[0-9]{2})?", re.ASCII)
_BOX_NUMBER = re.compile(r"(?:私書[箱函]|BOX)[^0-9]{0,4}([0-9]{1,4})(?![0-9])")

# Forms of the eight bytes: each byte is a digit 0, a hyphen 1, a blank 2 or something else 3.
_DIGIT, _HYPHEN, _SPACE, _OTHER = range(4)
_FORMS: Final = {
    "        ": _BLANK,
    "000     ": _SHORT,
    "00000   ": _SHORT,
    "000-00  ": _SHORT,
}
_WITHOUT_HYPHEN = "0000000 "
_PENDING = len(REASONS)
_HYPHENED = int.from_bytes(b"000-0000", "little")
_SIX, _MORE_THAN_DIGITS = 0x0606060600060606, 0xF0F0F0F0FFF0F0F0


def customer_barcode(
    postal: str, address: str, dictionary: PostalDictionary, sources: tuple[Source, ...] = ()
) -> CustomerBarcode:
    """The barcode of an address, or the reason why none is printed.

    ``postal`` as printed, with or without hyphen, trailing blanks allowed; ``address`` its lines joined. A town
    that is not in the address is no reason, only a note. Individual codes (large-volume users and PO boxes
    with a code of their own) carry the postal code alone; the shared code of PO boxes carries the box number
    (p22). With a reason ``extracted`` says what the code would hold if the postal code were right.
    """
    printed, reason = postal.rstrip(" "), barcode_reason(postal, dictionary)
    if _form_reason(printed) is None:
        printed = printed.replace("-", "")
    if reason is not None:
        would_be = extract(dictionary.split_unknown(address).rest)
        return CustomerBarcode(
            printed,
            would_be.text,
            reason=reason,
            reason_text=reason_text(reason, dictionary),
            notes=would_be.notes,
            sources=sources,
            edition=dictionary.edition,
        )
    number = _address_number(printed, address, dictionary)
    code = symbols(printed, number.text)
    return CustomerBarcode(
        printed,
        number.text,
        code,
        code[-1],
        bars(code),
        notes=number.notes,
        sources=sources,
        edition=dictionary.edition,
    )


def barcode_reason(postal: str, dictionary: PostalDictionary) -> str | None:
    """Why no address with this postal code, as printed, gets a bar code: one of :data:`REASONS`; ``None``: it does."""
    printed = postal.rstrip(" ")
    return _form_reason(printed) or _dictionary_reason(dictionary.lookup(printed.replace("-", "")))


def reason_text(reason: str, dictionary: PostalDictionary) -> str:
    """One of :data:`REASONS` in Japanese, with the month of the dictionary that does not know a code."""
    return _REASON_TEXTS[reason].format(edition=dictionary.edition)


def _form_reason(printed: str) -> str | None:
    if not printed:
        return "postal.blank"
    if _SHORT_FORM.fullmatch(printed):
        return "postal.short"
    return None if _FULL.fullmatch(printed) else "postal.invalid"


def _dictionary_reason(towns: tuple[PostalTown, ...]) -> str | None:
    """代表の郵便番号 are the codes without a town name; a shared PO box code has none either, but a box."""
    if not towns:
        return "postal.unknown"
    return "postal.representative" if towns[0].kind == "town" and not towns[0].town else None


def _address_number(code7: str, address: str, dictionary: PostalDictionary) -> Extraction:
    towns = dictionary.lookup(code7)
    if towns[0].kind == "po_box_block":
        return _box_number(address)
    if towns[0].kind != "town":
        return Extraction("", ())
    split = dictionary.split(code7, address)
    number = extract(split.rest)
    notes = number.notes
    if not split.matched:
        notes = (f"郵便番号の町域「{towns[0].town}」が住所にありません", *notes)
    if not number.text:
        notes = (*notes, "町域の後に番地などの数字がありません")
    return Extraction(number.text, notes)


def _box_number(address: str) -> Extraction:
    found = _BOX_NUMBER.search(kanji_numbers_to_digits(plain(address)))
    return Extraction(found[1], ()) if found else Extraction("", ("私書箱の番号が住所にありません",))


def barcode_digits(barcode: CustomerBarcode) -> str:
    """Postal code and address number as an encoder takes them, "" when no barcode is printed.

    Encoders refuse what does not fit, so it is cut to whole characters within 13 symbols. The lone control
    code that p20 wants when a letter begins on the last symbol has no such spelling.
    """
    if barcode.reason is not None:
        return ""
    kept, length = "", 0
    for char in barcode.extracted:
        length += len(character_symbols(char))
        if length > NUMBER_LENGTH:
            break
        kept += char
    return barcode.postal + kept


def reason_codes(column: NDArray[np.uint8], dictionary: PostalDictionary) -> NDArray[np.uint8]:
    """``(n,)``: for each row of an ``(n, 8)`` postal code field the index in :data:`REASONS`, 0 where printable.

    Says the same as :func:`customer_barcode` row by row.
    """
    codes, hyphened = hyphened_codes(column)
    result = np.zeros(len(column), dtype=np.uint8)
    result[hyphened] = _reason_of_kind()[dictionary.kinds_of(codes[hyphened])]
    others = np.flatnonzero(~hyphened)
    result[others] = _other_reasons(column[others], dictionary)
    return result


def hyphened_codes(column: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """``(n,)`` each: the number of every ``999-9999`` of an ``(n, 8)`` field, and which rows are that: nearly all."""
    # All eight bytes of a row at once: each becomes its digit, the hyphen 0.
    words = np.ascontiguousarray(column).view("<u8")[:, 0] ^ np.uint64(_HYPHENED)
    # Four bits hold a digit, and still do when six are added.
    good = (words | (words + np.uint64(_SIX))) & np.uint64(_MORE_THAN_DIGITS) == 0
    digits = (words & np.uint64(0xFFFFFF)) << np.uint64(8) | words >> np.uint64(32) << np.uint64(32)
    # Each two neighbours become one number of twice as many bits, in all places at once.
    for bits, factor, mask in ((8, 10, 0x00FF00FF00FF00FF), (16, 100, 0x0000FFFF0000FFFF), (32, 10_000, 0xFFFFFFFF)):
        digits = (digits * np.uint64((factor << bits) + 1) >> np.uint64(bits)) & np.uint64(mask)
    return digits.astype(np.int32), good


def _other_reasons(column: NDArray[np.uint8], dictionary: PostalDictionary) -> NDArray[np.uint8]:
    digits = np.ascontiguousarray(column) - np.uint8(ord("0"))
    result = _form_table()[_form_keys(digits)]
    rows = np.flatnonzero(result == _PENDING)
    codes = np.zeros(rows.size, dtype=np.int32)
    for place in range(len(_WITHOUT_HYPHEN.strip())):
        codes = codes * 10 + digits[rows, place]
    result[rows] = _reason_of_kind()[dictionary.kinds_of(codes)]
    return result


def _form_keys(digits: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """``(n,)``: two bits a byte, first byte highest, from bytes less ``0``."""
    classes = np.full(256, _OTHER, dtype=np.uint16)
    classes[:10] = _DIGIT
    classes[(ord("-") - ord("0")) % 256] = _HYPHEN
    classes[(ord(" ") - ord("0")) % 256] = _SPACE
    keys = np.zeros(digits.shape[0], dtype=np.uint16)
    for place in range(digits.shape[1]):
        keys = keys * np.uint16(4) + classes[digits[:, place]]
    return keys


def _form_key(form: str) -> int:
    key = 0
    for char in form:
        key = key << 2 | {"0": _DIGIT, "-": _HYPHEN, " ": _SPACE}[char]
    return key


def _form_table() -> NDArray[np.uint8]:
    """``(65536,)``: reason by form; ``_PENDING`` until the dictionary is asked."""
    table = np.full(1 << 16, _INVALID, dtype=np.uint8)
    for form, reason in _FORMS.items():
        table[_form_key(form)] = reason
    table[_form_key(_WITHOUT_HYPHEN)] = _PENDING
    return table


def _reason_of_kind() -> NDArray[np.uint8]:
    """By the kinds of :attr:`PostalDictionary.kinds`."""
    reasons = {UNKNOWN: _UNKNOWN, TOWN: 0, REPRESENTATIVE: _REPRESENTATIVE, INDIVIDUAL: 0, BOX_BLOCK: 0}
    return np.array([reasons[kind] for kind in range(len(reasons))], dtype=np.uint8)
