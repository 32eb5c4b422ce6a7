"""Made-up names: every word says that it is a sample. No person's and no real company's name."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import numpy as np

from app.records.layouts import Scheme
from app.records.text import code_to_char, encode
from app.training.gaiji_font import DRAWN_CODES

NameKind = Literal["plain", "kana", "two_line", "gaiji", "extension", "long", "widest_first", "widest_second"]
NAME_KINDS: dict[NameKind, float] = {
    "plain": 0.87,
    "kana": 0.03,
    "two_line": 0.05,
    "gaiji": 0.006,
    "extension": 0.014,
    "long": 0.03,
    "widest_first": 0.0,
    "widest_second": 0.0,
}
"""Kinds of name and their shares; those with share 0 stand only where they are planted."""

NAME_LINE_BYTES = 120
NAME_JOINED_BYTES = 203

# Several bytes stand for these characters. ``encode`` takes the NEC code, this table the IBM code.
IBM_CODES = {"髙": b"\xfb\xfc", "﨑": b"\xfa\xb1", "濵": b"\xfb\x47"}

_SAMPLE = ("見本", "試験", "練習", "教材", "架空", "模擬", "例題", "サンプル", "テスト", "ダミー")
_SAMPLE_KANA = ("ﾐﾎﾝ", "ｼｹﾝ", "ﾚﾝｼﾕｳ", "ｷﾖｳｻﾞｲ", "ｶｸｳ", "ﾓｷﾞ", "ﾚｲﾀﾞｲ", "ｻﾝﾌﾟﾙ", "ﾃｽﾄ", "ﾀﾞﾐｰ")
_TRADES = (
    *("製作所", "工業", "商事", "建設", "運輸", "電機", "印刷", "食品", "薬局", "設計事務所", "不動産", "警備"),
    *("清掃", "造園", "塗装", "鉄工所", "紙業", "繊維", "化学", "製菓", "酒造", "書店", "電算センター", "介護サービス"),
    *("物流", "倉庫", "観光", "精機", "硝子", "ゴム工業", "水産", "農園", "牧場", "広告社", "教育研究所", "歯科医院"),
)
_TRADES_KANA = ("ｾｲｻｸｼﾖ", "ｺｳｷﾞﾖｳ", "ｼﾖｳｼﾞ", "ｹﾝｾﾂ", "ｳﾝﾕ", "ﾃﾞﾝｷ", "ｲﾝｻﾂ", "ｼﾖｸﾋﾝ", "ｾｲｿｳ", "ｿｳｺ", "ｶﾝｺｳ", "ﾄｿｳ")
_SEA = (
    *("海運", "汽船", "漁業部", "水産", "港湾サービス", "曳船", "フェリー", "内航海運", "船舶管理", "遠洋漁業", "渡船"),
    *("海洋調査", "タンカー", "近海汽船", "沿岸漁業", "船員派遣"),
)
_SEA_KANA = ("ｶｲｳﾝ", "ｷｾﾝ", "ｽｲｻﾝ", "ﾌｴﾘｰ", "ｾﾝﾊﾟｸｶﾝﾘ", "ｷﾞﾖｷﾞﾖｳ", "ﾀﾝｶｰ", "ﾄｾﾝ")
_FORMS_BEFORE = ("株式会社", "有限会社", "合同会社", "（株）")
_FORMS_AFTER = ("株式会社", "有限会社", "合資会社", "協同組合", "（有）")
_BRANCHES = ("第一事業所", "東支店", "西営業所", "中央工場", "研修センター", "北配送所", "本店", "南出張所")
_NUMERALS = (
    "",
    "",
    "",
    "",
    "第一",
    "第二",
    "第三",
    "第五",
    "第八",
    "第十",
    "第十二",
    "Ａ",
    "Ｂ",
    "新",
    "東",
    "西",
    "南",
    "北",
)
_EXTENSION_CORES = ("髙台", "見本﨑", "濵見本", "№１見本", "見本Ⅲ", "サンプル①")
_LONG_PIECES = (
    "見本事業",
    "及び",
    "試験研究",
    "並びに",
    "教材頒布",
    "練習指導",
    "模擬調査",
    "・",
    "共同作業",
    "振興",
    "推進",
)

Draw = Callable[[int], int]
Kind = TypeVar("Kind", bound=str)


def make_name(scheme: Scheme, kind: NameKind, draw: Draw) -> tuple[bytes, bytes]:
    """The two lines of a name, as bytes; ``draw(n)`` gives a number below ``n``.

    Both lines together never exceed the 203 bytes that the ``00`` record has for the name (N 別紙12-1 item 16), so the
    widest names are 120 + 83 and 83 + 120 bytes, not 120 + 120.
    """
    match kind:
        case "kana":
            return encode(_kana(scheme, draw)), b""
        case "two_line":
            return encode(_company(scheme, draw)), encode(_pick(_BRANCHES, draw))
        case "gaiji":
            char = code_to_char(DRAWN_CODES[draw(len(DRAWN_CODES))]) or ""
            return encode(_company(scheme, draw, core=char + _pick(_SAMPLE, draw))), b""
        case "extension":
            return _extension(scheme, draw), b""
        case "long":
            return _stretched(scheme, draw, 40 + 2 * draw(40)), encode(_pick(_BRANCHES, draw)) if draw(2) else b""
        case "widest_first":
            return _stretched(scheme, draw, NAME_LINE_BYTES), _filled(NAME_JOINED_BYTES - NAME_LINE_BYTES, draw)
        case "widest_second":
            return _stretched(scheme, draw, NAME_JOINED_BYTES - NAME_LINE_BYTES), _filled(NAME_LINE_BYTES, draw)
        case _:
            return encode(_company(scheme, draw)), b""


def choose_kinds(shares: Mapping[Kind, float], count: int, rng: np.random.Generator) -> list[Kind]:
    """``count`` kinds: each of them once first, the rest by their shares."""
    kinds = list(shares)
    weights = np.array(list(shares.values()))
    rest = rng.choice(len(kinds), size=max(0, count - len(kinds)), p=weights / weights.sum())
    return (kinds + [kinds[at] for at in rest])[:count]


def drawer(rng: np.random.Generator) -> Draw:
    """``draw(n)``: a number below ``n``, from numbers drawn a block at a time (a call of numpy for each is slow)."""
    block: list[int] = []

    def draw(limit: int) -> int:
        if not block:
            block.extend(rng.integers(0, 1 << 30, size=4096).tolist())
        return block.pop() % limit

    return draw


def _pick(words: tuple[str, ...], draw: Draw) -> str:
    return words[draw(len(words))]


def _company(scheme: Scheme, draw: Draw, core: str | None = None) -> str:
    trade = _pick(_TRADES if scheme == "kounen" else _SEA, draw)
    name = (core or _pick(_SAMPLE, draw)) + _pick(_NUMERALS, draw) + trade
    blank = "　" if draw(3) == 0 else ""
    if draw(2):
        return _pick(_FORMS_BEFORE, draw) + blank + name
    return name + blank + _pick(_FORMS_AFTER, draw)


def _kana(scheme: Scheme, draw: Draw) -> str:
    trade = _pick(_TRADES_KANA if scheme == "kounen" else _SEA_KANA, draw)
    return f"{_pick(('ｶ)', 'ﾕ)', 'ﾄﾞ)'), draw)}{_pick(_SAMPLE_KANA, draw)}{trade}"


def _extension(scheme: Scheme, draw: Draw) -> bytes:
    text = "㈱" + _pick(_EXTENSION_CORES, draw) + _pick(_TRADES if scheme == "kounen" else _SEA, draw)
    if draw(2):
        return encode(text)
    return b"".join(IBM_CODES.get(char) or encode(char) for char in text)


def _stretched(scheme: Scheme, draw: Draw, width: int) -> bytes:
    """A name of exactly ``width`` bytes, or the company's own name if that is longer."""
    text = _company(scheme, draw)
    return encode(text) + _filled(width - len(encode(text)), draw)


def _filled(width: int, draw: Draw) -> bytes:
    """``width`` bytes of made-up wording; an odd byte at the end is a half-width dot."""
    text = ""
    while 2 * len(text) + 1 < width:
        text += _pick(_LONG_PIECES, draw)
    return encode(text[: max(0, width) // 2] + "･" * (max(0, width) % 2))
