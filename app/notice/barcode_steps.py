"""How a customer barcode comes about, step by step: the same functions as :mod:`app.notice.customer_barcode`, told.

Source: Japan Post 郵便番号・バーコードマニュアル p11 (bars), p12 (format), p17–p22; the places are named in each step.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.notice.barcode import (
    BARS,
    FILL,
    NUMBER_LENGTH,
    START,
    STOP,
    bars,
    character_symbols,
    check_symbol,
    symbols,
)
from app.notice.customer_barcode import barcode_reason, customer_barcode, reason_text
from app.notice.extraction import (
    circles_to_zeros,
    delete_marks,
    drop_floor_letters,
    kanji_numbers_to_digits,
    long_vowels_to_hyphens,
    plain,
    release_letters,
    replace_not_taken,
)
from app.notice.postal import PostalDictionary


class BarcodeStep(NamedTuple):
    """One rule and what it made of the text before it. ``source``: page of the manual, or that it is silent."""

    title: str
    rule: str
    source: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the rule found something to do."""
        return self.before != self.after


RULES: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
    (
        "基本 1：大文字・半角",
        "小文字の英字は大文字にします。全角と半角、ハイフンの種類はそろえます。",
        "p19 基本 1（全角とハイフンの種類は定めがない）",
        plain,
    ),
    ("基本 2：記号を取る", "「&」「/」「・」「.」を取り、前後を詰めます。", "p19 基本 2", delete_marks),
    (
        "○ を〇（ゼロ）に",
        "漢数字に続く記号の「○」は〇（ゼロ）と読みます。",
        "定めがない（この版の決め）",
        circles_to_zeros,
    ),
    (
        "数字の間の長音",
        "数字の間の「ー」はハイフンと読みます。",
        "定めがない（この版の決め）",
        long_vowels_to_hyphens,
    ),
    (
        "補助 1：漢数字",
        "丁目・番地・番・号・地割・線・の・ノの直前の漢数字を、算用数字にします。",
        "p19 補助 1",
        kanji_numbers_to_digits,
    ),
    (
        "補助 2・3：階の F",
        "数字の直後の F（階）は抜き出しません。前後は分けます。",
        "p19 補助 2・3",
        drop_floor_letters,
    ),
    (
        "基本 3〜6：数字と英字 1 字を抜き出す",
        "数字・ハイフン・1 字だけの英字を残し、ほかの文字は 1 つのハイフンに置きかえます。両端のハイフンは取ります。",
        "p19 基本 3〜6",
        replace_not_taken,
    ),
    ("補助 4・5：英字の隣のハイフン", "英字の前と後のハイフンを取ります。", "p19 補助 4・5", release_letters),
)
"""What is done to the part of the address after the town, in this order (:func:`app.notice.extraction.extract`)."""


def barcode_steps(postal: str, address: str, dictionary: PostalDictionary) -> tuple[BarcodeStep, ...]:
    """From postal code and address to the bars, one step a rule; the last one says why there is no code if there is
    none. ``postal`` as printed, ``address`` its lines joined.
    """
    return tuple(_steps(postal, address, dictionary))


def _steps(postal: str, address: str, dictionary: PostalDictionary) -> Iterator[BarcodeStep]:
    printed, reason = postal.rstrip(" "), barcode_reason(postal, dictionary)
    code7 = printed.replace("-", "")
    form = "郵便番号は 7 けたの数字です。ハイフンは使いません。"
    if reason is not None:
        told = f"印字しない：{reason_text(reason, dictionary)}"
        yield BarcodeStep("郵便番号", f"{form}使えない番号なら、バーコードは印字しません。", "p17・p18", postal, told)
        return
    yield BarcodeStep("郵便番号", form, "p12", postal, code7)
    towns = dictionary.lookup(code7)
    first = towns[0]
    places = "・".join(dict.fromkeys(f"{town.city}{town.town}" for town in towns[:3])) + ("…" if towns[3:] else "")
    yield BarcodeStep("辞書を引く", f"郵便番号が表す町域を調べます（{dictionary.edition}）。", "p18", code7, places)
    found = customer_barcode(postal, address, dictionary)
    if first.kind == "town":
        yield from _of_town(code7, address, dictionary)
    elif first.kind == "po_box_block":
        rule = "私書箱の共通の番号では、私書箱の番号だけを抜き出します。"
        yield BarcodeStep("私書箱の番号", rule, "p22", address, found.extracted)
    else:
        rule = "大口事業所などの個別番号では、住所からは何も抜き出しません。"
        yield BarcodeStep("個別番号", rule, "p22", address, "")
    yield from _of_code(code7, found.extracted)


def _of_town(code7: str, address: str, dictionary: PostalDictionary) -> Iterator[BarcodeStep]:
    split = dictionary.split(code7, address)
    told = "町域までは郵便番号が表すので除き、後ろだけを使います。"
    if not split.matched:
        told = "郵便番号の町域が住所にありません。住所が名乗る町の後ろを使います（画面に注意が出ます）。"
    yield BarcodeStep("町域までを除く", told, "p18", address, split.rest)
    text = split.rest
    for title, rule, source, apply in RULES:
        after = apply(text)
        yield BarcodeStep(title, rule, source, text, after)
        text = after


def _of_code(code7: str, number: str) -> Iterator[BarcodeStep]:
    """From the 住所表示番号 to symbols, check digit and bars."""
    split = [symbol for char in number for symbol in character_symbols(char)]
    kept = split[:NUMBER_LENGTH]
    letters = "英字は制御コードと数字の 2 けた（A〜J は CC1、K〜T は CC2、U〜Z は CC3）になります。"
    yield BarcodeStep("けたに直す", letters, "p12", number, _spaced(split))
    rule = f"住所表示番号は {NUMBER_LENGTH} けたです。長ければ切り、短ければ {FILL} で埋めます。"
    filled = [*kept, *(FILL,) * (NUMBER_LENGTH - len(kept))]
    yield BarcodeStep("13 けたにそろえる", rule, "p12・p20", _spaced(split), _spaced(filled))
    first20 = (*code7, *filled)
    values = {symbol: value for value, symbol in enumerate(BARS)}
    total, check = sum(values[one] for one in first20), check_symbol(first20)
    rule = (
        f"20 けたの値（0〜9、ハイフン 10、CC1〜CC8 は 11〜18）の和は {total}。"
        f"{total} に {values[check]} を足すと 19 の倍数（{total + values[check]}）になります。"
    )
    yield BarcodeStep("検査数字", rule, "p21", _spaced(first20), check)
    code = symbols(code7, number)
    rule = (
        f"1 けたは 3 本のバーです。前に始め（{START}）、後ろに終わり（{STOP}）を付けて 67 本。"
        "F は長い、A は上に、D は下に半分長い、T は短いバーです。"
    )
    yield BarcodeStep("バーにする", rule, "p11", _spaced(code), bars(code))


def _spaced(symbols_: tuple[str, ...] | list[str]) -> str:
    return " ".join(symbols_)
