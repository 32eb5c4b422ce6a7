"""What a hand scanner types, seen through the keyboard that it pretends to be.

A scanner sends keys, not characters: what arrives depends on the input method and on the keyboard layouts that the
scanner and this workstation are set to. An ID is letter and digits, which every layout has at the same keys; what
stands around it (prefix, suffix, symbology identifier) is not safe.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.notice.piece_id import LENGTH, OLD_LENGTH
from app.proof.piece_codes import PieceCodes

LONGEST_AFFIX = 20

_ID = re.compile(rf"[A-Z](?:[0-9]{{{LENGTH - 1}}}|[0-9]{{{OLD_LENGTH - 1}}})")
_BEGUN = re.compile(rf"[A-Z]?[0-9]{{0,{LENGTH - 1}}}")
_LETTERS = "KS"
# ISO/IEC 15424: what a scanner may be set to send before a Code 128, QR or Data Matrix symbol.
_SYMBOLOGY = re.compile(r"\](?:C|Q|d)[0-9]", re.IGNORECASE)

_SYMBOLOGY_BEGUN = re.compile(r"\](?:(?:C|Q|d)[0-9]?)?", re.IGNORECASE)

_US_ON_JIS: Mapping[str, str] = MappingProxyType(
    {
        "@": '"', "^": "&", "&": "'", "*": "(", "(": ")", "_": "=", "=": "^", "+": "~", "[": "@", "{": "`", "]": "[",
        "}": "{", "\\": "]", "|": "}", "'": ":", '"': "*", ":": "+",
    }
)  # fmt: skip
"""What the keys of a US keyboard give where a JIS keyboard is expected (JIS X 6002)."""
_JIS_ON_US: Mapping[str, str] = MappingProxyType({arrived: meant for meant, arrived in _US_ON_JIS.items()})
_KANA_KEYS: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip("わぬふあうえおやゆよ", "0123456789", strict=True)),
        **dict(zip("をぁぅぇぉゃゅょ", "03456789", strict=True)),
        **dict(zip("ちこそしいはきくにまのりもみらせたすとかなひてさんつ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=True)),
    }
)  # fmt: skip
"""What is meant where the keys of a JIS keyboard give kana; a key of its own is a letter."""

WIDE = "全角で届いています。日本語入力（IME）を切ってください。"
KANA = "かな入力で届いています。かな入力と日本語入力（IME）を切ってください。"
US_SENT = "読み取り機がUS配列、この端末がJIS配列です。読み取り機の設定を日本語配列にしてください。"
JIS_SENT = "読み取り機がJIS配列、この端末がUS配列です。読み取り機とこの端末の配列を合わせてください。"
AROUND = "現品IDの前後に余分な文字があります。設定の [scanner] に前後の文字を登録してください。"


@dataclass(frozen=True, slots=True)
class Scanner:
    """What the scanner is set to put around each code; what ends a scan (Enter, Tab, a pause) needs no setting.
    ``codes``: what the contractor prints, where it is not Kenpan's own 現品ID (``None``).
    """

    prefix: str = ""
    suffix: str = ""
    codes: PieceCodes | None = None

    @property
    def begins(self) -> str:
        """What a scan can begin with: a code, what is put before it, or its symbology identifier."""
        own = _LETTERS if self.codes is None else self.codes.begins
        return f"{own}]{self.prefix[:1].upper()}{self.prefix[:1]}"

    @property
    def lengths(self) -> tuple[int, int]:
        """The fewest and most characters of a code."""
        return (OLD_LENGTH, LENGTH) if self.codes is None else self.codes.lengths

    def fits(self, text: str) -> bool:
        """Whether a text is a code by its shape."""
        return bool(_ID.fullmatch(text)) if self.codes is None else self.codes.fits(text)


PLAIN = Scanner()
"""A scanner that puts nothing around a code."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` is a 現品ID by its shape (its check digits may still be wrong), or the contractor's code, or empty.
    ``note`` names what is set up wrongly, in Japanese; empty if nothing is.
    """

    text: str
    note: str = ""

    @property
    def is_id(self) -> bool:
        """Whether it has the shape of what stands on the pieces."""
        return bool(self.text)


def read_scan(text: str, scanner: Scanner) -> Reading:
    """The code that these keys mean, and what is wrong with the way they came."""
    for plain, note in _ways(text, scanner):
        found = _inner(plain, scanner)
        if scanner.fits(found):
            return Reading(found, note)
    whole = _bare(text).upper()
    kana = any(char in _KANA_KEYS for char in _hiragana(whole))
    around = scanner.codes is None and len(_ID.findall(whole)) == 1 and len(whole) <= LENGTH + 2 * LONGEST_AFFIX
    return Reading("", KANA if kana else AROUND if around else "")


def is_whole(text: str, scanner: Scanner) -> bool:
    """Whether these keys are a code by now. However they came, each stands for one character at most."""
    return len(unicodedata.normalize("NFKC", text)) >= scanner.lengths[0] and read_scan(text, scanner).is_id


def may_become_id(text: str, scanner: Scanner) -> bool:
    """Whether more keys could make this a code: anything else is no scan, and need not be shown."""
    bare = _bare(text)
    inner = _inner(bare, scanner)
    if _bare(scanner.prefix).upper().startswith(bare.upper()) or _SYMBOLOGY_BEGUN.fullmatch(inner):
        return True
    return bool(_BEGUN.fullmatch(inner.upper())) if scanner.codes is None else scanner.codes.may_begin(inner)


def _ways(text: str, scanner: Scanner) -> Iterator[tuple[str, str]]:
    """What may have been meant, the likeliest first, and what is set up wrongly if it was. The letters of a 現品ID are
    capital ones, however they are typed; those of a contractor's code are what they are.
    """
    bare, made = _bare(text), str.upper if scanner.codes is None else str
    yield made(bare), WIDE if any(unicodedata.east_asian_width(char) in "FW" for char in text.strip()) else ""
    yield made("".join(_KANA_KEYS.get(char, char) for char in _hiragana(bare))), KANA
    yield made("".join(_JIS_ON_US.get(char, char) for char in bare)), US_SENT
    yield made("".join(_US_ON_JIS.get(char, char) for char in bare)), JIS_SENT


def _bare(text: str) -> str:
    """Half width, without blanks and control characters."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CZ")


def _hiragana(text: str) -> str:
    if text.isascii():
        return text
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def _inner(plain: str, scanner: Scanner) -> str:
    """Without prefix, suffix and symbology identifier, whichever of them are there."""
    prefix, suffix = _bare(scanner.prefix).upper(), _bare(scanner.suffix).upper()
    inner = plain[len(prefix) :] if plain.upper().startswith(prefix) else plain
    inner = inner[: len(inner) - len(suffix)] if inner.upper().endswith(suffix) else inner
    return _SYMBOLOGY.sub("", inner, count=1) if _SYMBOLOGY.match(inner) else inner
