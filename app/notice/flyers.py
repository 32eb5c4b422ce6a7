"""Which inserts belong to a notice (N 5(1)): チラシA by prefecture, B by 事業所記号, 船保's own, C for all."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.errors import KenpanError
from app.notice.model import FlyerExpectation
from app.records.layouts import Scheme
from app.records.text import decode
from app.resources import resource, resource_bytes

MAX_VERSIONS = 6
MAX_KINDS_C = 2
_KATAKANA = (("ｦ", "ﾟ"), ("ァ", "ヶ"), ("ー", "ー"), ("゛", "゜"))
_ALNUM = (("0", "9"), ("A", "Z"), ("a", "z"), ("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
_BLANKS = " \u3000"
_NEXT_STEP = "チラシ設定（resources/flyers.toml）を直してください。"


class SymbolKind(Enum):
    """What a 事業所記号 is written in; the value is its Japanese wording."""

    KANA = "カナ"
    ALNUM = "英数"
    MIXED = "カナ・英数以外"
    BLANK = "空白"


@dataclass(frozen=True, slots=True)
class FlyerSettings:
    """This month's editions: ``default_a`` unless ``exceptions_a`` names the prefecture; 0–2 kinds of C.

    ``sha256``: of exactly the bytes that were read.
    """

    default_a: str
    exceptions_a: Mapping[str, str]
    kinds_c: int
    sha256: str = ""

    @property
    def versions_a(self) -> tuple[str, ...]:
        """All editions of チラシA in use, sorted."""
        return tuple(sorted({self.default_a, *self.exceptions_a.values()}))


def read_flyer_settings(path: Path | None = None) -> FlyerSettings:
    """The editions of ``path`` or ``resources/flyers.toml``; ``KenpanError`` ``flyers.settings`` if they cannot be."""
    path = path or resource("flyers.toml")
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
        default, exceptions = table["flyer_a"]["default"], table["flyer_a"]["exceptions"]
        kinds = table["flyer_c"]["kinds"]
        texts = [default, *exceptions, *exceptions.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong("チラシ設定を読めません。", path) from error
    if not all(isinstance(text, str) and text for text in texts):
        raise _wrong("チラシAの版と都道府県は、空でない文字列でなければなりません。", path)
    if type(kinds) is not int or not 0 <= kinds <= MAX_KINDS_C:
        raise _wrong(f"チラシCの種類数は0～{MAX_KINDS_C}です。", path)
    if not set(exceptions) <= _prefectures():
        raise _wrong("チラシAの例外に、媒体にない都道府県名があります。", path)
    settings = FlyerSettings(default, dict(exceptions), kinds, hashlib.sha256(raw).hexdigest())
    if len(settings.versions_a) > MAX_VERSIONS:
        raise _wrong(f"チラシAの版が{MAX_VERSIONS}種類を超えています。", path)
    return settings


def _prefectures() -> set[str]:
    """Names that notice files carry: a misspelt exception would silently never apply."""
    lines = io.StringIO(resource_bytes("volumes.csv").decode("utf-8"), newline="")
    return {row["prefecture"] for row in csv.DictReader(lines)} - {""}


def _wrong(what: str, path: Path) -> KenpanError:
    return KenpanError("flyers.settings", what, _NEXT_STEP, file=path.name)


def symbol_kind(symbol_raw: bytes) -> SymbolKind:
    """What the bytes of a 事業所記号 are written in; half- and full-width count alike, blanks do not count."""
    chars = [char.text for char in decode(symbol_raw) if char.text not in _BLANKS]
    if not chars:
        return SymbolKind.BLANK
    if all(_within(char, _KATAKANA) for char in chars):
        return SymbolKind.KANA
    return SymbolKind.ALNUM if all(_within(char, _ALNUM) for char in chars) else SymbolKind.MIXED


def _within(char: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= char <= last for first, last in ranges)


def expect_flyers(scheme: Scheme, symbol_raw: bytes, prefecture: str, settings: FlyerSettings) -> FlyerExpectation:
    """The inserts of one notice. ``symbol_raw``: bytes of its 事業所記号 (厚年 item 14; not looked at for 船保).

    An unclear symbol gets no B and a reason that says so: which kind it is cannot be guessed.
    """
    version = settings.exceptions_a.get(prefecture, settings.default_a)
    origin = "例外" if prefecture in settings.exceptions_a else "標準"
    why_a = f"A：{prefecture or '都道府県不明'}は第{version}版（{origin}）"
    kind = symbol_kind(symbol_raw)
    if scheme == "senpo":
        why_b = "船保：全国共通の船保チラシ"
    elif kind in (SymbolKind.KANA, SymbolKind.ALNUM):
        why_b = f"B：事業所記号が{kind.value}のため{'封入' if kind is SymbolKind.KANA else '封入しない'}"
    else:
        why_b = f"B：事業所記号が{kind.value}で判定できないため封入しない（要確認）"
    why_c = f"C：今月は{settings.kinds_c}種類" if settings.kinds_c else "C：今月はなし"
    return FlyerExpectation(
        prefecture=prefecture,
        version_a=version,
        flyer_b=scheme == "kounen" and kind is SymbolKind.KANA,
        senpo_flyer=scheme == "senpo",
        why=(why_a, why_b, why_c),
    )
