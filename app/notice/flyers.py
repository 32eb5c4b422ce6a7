"""Which inserts belong to a notice (N 5(1)): A and B of its prefecture, B by 事業所記号, 船員's own B, C for all."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from app.notice.model import Flyer, FlyerExpectation, FlyerSize
from app.records.layouts import Scheme
from app.records.text import decode
from app.resources import resource, resource_bytes
from app.toml_table import FileKind, Table

MAX_VERSIONS = 6
MAX_KINDS_C = 2
_KATAKANA = (("ｦ", "ﾟ"), ("ァ", "ヶ"), ("ー", "ー"), ("゛", "゜"))
_ALNUM = (("0", "9"), ("A", "Z"), ("a", "z"), ("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
_BLANKS = " \u3000"
_FLYERS = FileKind("flyers.settings", "チラシ設定", "チラシ設定（resources/flyers.toml）を直してください。")


class SymbolKind(Enum):
    """What a 事業所記号 is written in; the value is its Japanese wording."""

    KANA = "カナ"
    ALNUM = "英数"
    MIXED = "カナ・英数以外"
    BLANK = "空白"


SYMBOL_KINDS = tuple(SymbolKind)
_OPEN = len(SYMBOL_KINDS)


@dataclass(frozen=True, slots=True)
class FlyerSettings:
    """This month's inserts. A: edition ``default_a`` unless ``exceptions_a`` names the prefecture. B: each prefecture's
    own kind, of ``size_b`` unless ``sizes_b`` names the prefecture, and one for 船員. C: 0–2 kinds for all.

    ``sha256``: of exactly the bytes that were read.
    """

    default_a: str
    exceptions_a: Mapping[str, str] = field(default_factory=dict)
    size_a: FlyerSize = "A4"
    size_b: FlyerSize = "A4"
    sizes_b: Mapping[str, FlyerSize] = field(default_factory=dict)
    size_b_senpo: FlyerSize = "A4"
    kinds_c: tuple[Flyer, ...] = ()
    sha256: str = ""

    @property
    def versions_a(self) -> tuple[str, ...]:
        """All editions of チラシA in use, sorted."""
        return tuple(sorted({self.default_a, *self.exceptions_a.values()}))


def read_flyer_settings(path: Path | None = None) -> FlyerSettings:
    """The inserts of ``path`` or ``resources/flyers.toml``; ``KenpanError`` ``flyers.settings`` if they cannot be."""
    top = Table.of_file(_FLYERS, path or resource("flyers.toml"))
    a, b = top.child("flyer_a"), top.child("flyer_b")
    exceptions, sizes = a.child("exceptions"), b.child("sizes")
    settings = FlyerSettings(
        default_a=a.words("default"),
        exceptions_a={name: exceptions.words(name) for name in exceptions.values},
        size_a=_size(a, "size"),
        size_b=_size(b, "size"),
        sizes_b={name: _size(sizes, name) for name in sizes.values},
        size_b_senpo=_size(b, "senpo_size"),
        kinds_c=tuple(Flyer("C", row.words("name"), "", _size(row, "size")) for row in top.children("flyer_c")),
        sha256=top.sha256,
    )
    top.done()
    if len(settings.kinds_c) > MAX_KINDS_C:
        raise top.error(f"チラシCの種類は0～{MAX_KINDS_C}です。", "flyer_c")
    for table in (exceptions, sizes):
        if unknown := sorted(table.values.keys() - _prefectures()):
            raise table.error("チラシの例外に、媒体にない都道府県名があります。", unknown[0])
    if len(settings.versions_a) > MAX_VERSIONS:
        raise top.error(f"チラシAの版が{MAX_VERSIONS}種類を超えています。", "flyer_a")
    return settings


def _size(table: Table, name: str) -> FlyerSize:
    return cast(FlyerSize, table.choice(name, get_args(FlyerSize)))


def _prefectures() -> set[str]:
    """Names that notice files carry: a misspelt exception would silently never apply."""
    lines = io.StringIO(resource_bytes("volumes.csv").decode("utf-8"), newline="")
    return {row["prefecture"] for row in csv.DictReader(lines)} - {""}


def symbol_kind(symbol_raw: bytes) -> SymbolKind:
    """What the bytes of a 事業所記号 are written in; half- and full-width count alike, blanks do not count."""
    chars = [char.text for char in decode(symbol_raw) if char.text not in _BLANKS]
    if not chars:
        return SymbolKind.BLANK
    if all(_within(char, _KATAKANA) for char in chars):
        return SymbolKind.KANA
    return SymbolKind.ALNUM if all(_within(char, _ALNUM) for char in chars) else SymbolKind.MIXED


def symbol_kinds(cells: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``(m,)``: index in :data:`SYMBOL_KINDS` of each 事業所記号 ``(m, 4)``; only those with other characters are
    looked at alone.
    """
    bits, kind_of = _symbol_tables()
    kinds = kind_of[np.bitwise_or.reduce(bits[cells], axis=1)]
    for at in np.flatnonzero(kinds == _OPEN):
        kinds[at] = SYMBOL_KINDS.index(symbol_kind(cells[at].tobytes()))
    return kinds


@cache
def _symbol_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The kind of every single byte as one bit ``(256,)``, and of every set of bits the kind of a symbol ``(256,)``."""
    bits = np.array([1 << SYMBOL_KINDS.index(symbol_kind(bytes((byte,)))) for byte in range(256)], dtype=np.uint8)
    blank = 1 << SYMBOL_KINDS.index(SymbolKind.BLANK)
    kinds = np.full(256, _OPEN, dtype=np.uint8)
    for kind in (SymbolKind.BLANK, SymbolKind.KANA, SymbolKind.ALNUM):
        at = SYMBOL_KINDS.index(kind)
        kinds[[1 << at, 1 << at | blank]] = at  # blanks do not count
    return bits, kinds


def _within(char: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= char <= last for first, last in ranges)


def expect_flyers(scheme: Scheme, symbol_raw: bytes, prefecture: str, settings: FlyerSettings) -> FlyerExpectation:
    """The inserts of one notice. ``symbol_raw``: bytes of its 事業所記号 (not looked at for 船保).

    An unclear symbol gets no B and a reason that says so: which kind it is cannot be guessed.
    """
    named = prefecture or "都道府県不明"
    version = settings.exceptions_a.get(prefecture, settings.default_a)
    origin = "例外" if prefecture in settings.exceptions_a else "標準"
    flyer_a = Flyer("A", f"第{version}版", prefecture, settings.size_a)
    flyer_b, why_b = _flyer_b(scheme, symbol_kind(symbol_raw), prefecture, settings)
    kinds = "・".join(f"{kind.name}（{kind.size}）" for kind in settings.kinds_c)
    return FlyerExpectation(
        prefecture=prefecture,
        flyers=tuple(flyer for flyer in (flyer_a, flyer_b, *settings.kinds_c) if flyer is not None),
        why=(
            f"A：{named}のチラシA {flyer_a.name}（{origin}、{flyer_a.size}）",
            why_b,
            f"C：今月は{len(settings.kinds_c)}種類、{kinds}" if kinds else "C：今月はなし",
        ),
    )


def _flyer_b(scheme: Scheme, kind: SymbolKind, prefecture: str, settings: FlyerSettings) -> tuple[Flyer | None, str]:
    """チラシB and why, or why not."""
    if scheme == "senpo":
        return Flyer("B", "船員", "", settings.size_b_senpo), f"B：船員のチラシB（全国共通、{settings.size_b_senpo}）"
    named = f"{prefecture or '都道府県不明'}のチラシB"
    if kind is SymbolKind.KANA:
        flyer = Flyer("B", prefecture, prefecture, settings.sizes_b.get(prefecture, settings.size_b))
        return flyer, f"B：{named}（{flyer.size}）を封入（事業所記号がカナ）"
    if kind is SymbolKind.ALNUM:
        return None, f"B：{named}は封入しない（事業所記号が英数）"
    return None, f"B：事業所記号が{kind.value}で判定できないため、{named}は封入しない（要確認）"
