"""How a row of a list names an establishment, and the keys that a record may have for it.

The comparison is by the bytes of the ``00``. What people write between the parts, width and case do not count; a 記号
of kana or letters may stand in a record in half or in full width, so that both are looked for.
"""

import re
import unicodedata
from collections.abc import Mapping

from app.lists.cells import Plain, UnfitError, is_blank, office_code, whole_number, words
from app.lists.keys import ListKey
from app.lists.tables import ListSpec
from app.records.layouts import Scheme

NORMALISATION = (
    "全角・半角、大文字・小文字、区切りの記号、記号のあとの空白は区別しません。ほかは1バイトでも違えば別の事業所です。"
)
"""What is stated wherever a list was matched."""
_NUMBER, _DISTRICT, _SYMBOL_BYTES = 5, 2, 4
_DIGITS = re.compile("[0-9]+")
_BETWEEN = re.compile(r"[\s\-‐‑−–—]")
_SCHEMES: tuple[tuple[str, Scheme], ...] = (("船", "senpo"), ("厚", "kounen"), ("一般", "kounen"))


def meant_keys(cells: Mapping[str, Plain], spec: ListSpec) -> list[ListKey]:
    """The ways in which the bytes of a record can say what the cells ``office``, ``symbol``, ``number`` (and
    ``district``) say; ``UnfitError`` where they say nothing certain.
    """
    office = office_code(cells["office"], spec.label("office"))
    digits = _plain(cells["number"], spec.label("number"))
    if not _DIGITS.fullmatch(digits) or len(digits) > _NUMBER:
        raise UnfitError(f"{spec.label('number')}が{_NUMBER}桁までの数字ではありません。")
    symbol = _plain(cells["symbol"], spec.label("symbol"))
    district = cells.get("district")
    if not is_blank(district):
        symbol = _plain(district, spec.label("district")).zfill(_DISTRICT) + symbol
    head, tail = symbol[:_DISTRICT], symbol[_DISTRICT:]
    if not _DIGITS.fullmatch(head) or len(head) < _DISTRICT or not tail:
        raise UnfitError(f"{spec.label('symbol')}が、郡市区符号2桁と記号ではありません。")
    import jaconv  # only where a list is read

    forms = {made for made in (_bytes(_narrow(tail)), _bytes(jaconv.h2z(tail, ascii=True, digit=True))) if made}
    if not forms:
        raise UnfitError(f"{spec.label('symbol')}の記号が{_SYMBOL_BYTES}桁を超えているか、使えない文字があります。")
    number = digits.zfill(_NUMBER).encode("ascii")
    return [ListKey(office.encode("ascii"), head.encode("ascii") + form, number) for form in sorted(forms)]


def named_scheme(text: Plain) -> Scheme | None:
    """The scheme that a cell or a folder names, ``None`` if none."""
    plain = unicodedata.normalize("NFKC", text) if isinstance(text, str) else ""
    return next((scheme for word, scheme in _SCHEMES if word in plain), None)


def _narrow(text: str) -> str:
    import jaconv

    narrow: str = jaconv.z2h(text, kana=True, ascii=True, digit=True)
    return narrow


def _bytes(text: str) -> bytes | None:
    try:
        made = text.encode("cp932")
    except UnicodeEncodeError:
        return None
    return made if len(made) <= _SYMBOL_BYTES else None


def _plain(cell: Plain, label: str) -> str:
    """A code as text: half-width, upper case, without what people put between its parts."""
    if isinstance(cell, int | float):
        whole = whole_number(cell)
        if whole is None:
            raise UnfitError(f"{label}のセルが整数ではありません。")
        return str(whole)
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", words(cell, label))).upper()
    if not text:
        raise UnfitError(f"{label}が空です。")
    return text
