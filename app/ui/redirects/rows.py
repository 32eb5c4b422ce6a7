"""Rows and words of 別送引抜, without Qt."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from app.lists.list_zip import FOLDERS, ListFile
from app.lists.redirects import KINDS, STATES, USUAL_SHARE, ListedRow, RedirectLists
from app.month.lists.bundles import Bundle
from app.month.looking.workbench import SCHEME_NAMES
from app.signoff.gates import LISTS, is_closed, open_before
from app.signoff.list_model import BundleClosed, ListsRead
from app.signoff.list_standing import lists_of, unlisted
from app.signoff.model import Month, State
from app.ui.kit.tokens import Tone

HEADERS = ("状態", "登録内容", "事務所", "整理記号", "番号", "別送先・理由", "通知書")
WIDTHS = (5, 5, 4, 6, 5, 0, 4)
BUNDLE_HEADERS = ("状態", "束", "年金事務所", "現品", "予定の重さ")
BUNDLE_WIDTHS = (6, 6, 0, 5, 7)
FILE_HEADERS = ("ファイル", "区分", "行", "状態")
FILE_WIDTHS = (0, 4, 4, 14)
MARKS = {"matched": "○", "unmatched": "×", "duplicate": "▲", "contradiction": "×"}
Act = Literal["", "read", "sign", "pack", "close", "export"]


class Next(NamedTuple):
    """The one thing to do; with no ``act`` ``text`` says what is waited for."""

    act: Act
    text: str


def row_cells(one: ListedRow) -> tuple[str, ...]:
    """A row of the table."""
    to = one.destination
    what = one.reason or ("" if to is None else f"{to.name}　〒{to.postal}　{to.address}")
    return (
        f"{MARKS[one.state]} {STATES[one.state]}",
        "" if one.kind is None else KINDS[one.kind],
        one.office,
        one.symbol,
        one.code,
        what,
        f"{len(one.records)} 件" if one.records else "",
    )


def file_cells(one: ListFile) -> tuple[str, ...]:
    """A workbook of the archive."""
    scheme = "不明" if one.scheme is None else FOLDERS[one.scheme]
    weak = "" if one.protection == "aes" else "（AES暗号化なし）"
    return one.name, scheme, f"{one.rows:,}", f"× {one.problem}" if one.problem else f"○ 読み込み済{weak}"


def bundle_cells(one: Bundle, closed: Mapping[str, BundleClosed]) -> tuple[str, ...]:
    """A bundle of what is pulled out."""
    is_done = one.key in closed and closed[one.key].notices == one.notices
    state = "○ 確認済" if is_done else "× 内容が違う" if one.key in closed else "□ 未確認"
    return state, one.key, one.name, f"{len(one.pieces):,} 通", f"{one.grams / 1000:.2f} kg"


def packed_lines(one: Bundle) -> tuple[tuple[str, str], ...]:
    """The pieces of a bundle: label and text."""
    pieces = ((f"{own.row.symbol}　{own.row.code}", "・".join(own.ids)) for own in one.pieces)
    return (("束", one.name), ("予定の重さ", f"{one.grams / 1000:.2f} kg"), *pieces)


def told_of(one: ListedRow) -> tuple[tuple[str, str], ...]:
    """Everything about one row: label and text."""
    lines = [
        ("リスト", one.file),
        ("行", one.place),
        ("登録内容", "" if one.kind is None else KINDS[one.kind]),
        ("統一事務所コード", one.office),
        ("整理記号・番号", f"{one.symbol}　{one.code}"),
        ("状態", f"{MARKS[one.state]} {STATES[one.state]}"),
    ]
    if one.reason:
        lines.append(("理由", one.reason))
    if one.destination is not None:
        to = one.destination
        lines += [("別送先の宛名", to.name), ("郵便番号", to.postal), ("住所", to.address)]
    if one.found is not None:
        records = "・".join(f"番号 {record + 1:,}" for record in one.found.records)
        lines.append(("媒体の通知書", f"{SCHEME_NAMES[one.found.scheme]}　{one.found.file}　{records}"))
    return tuple(lines)


def near_text(row: ListedRow) -> tuple[str, ...]:
    """Establishments that may have been meant, to be looked at and never taken."""
    texts = []
    for one in row.near:
        symbol = one.key.symbol.decode("cp932", "replace").strip()
        place = f"{one.key.office.decode('ascii', 'replace')}　{symbol}　{one.key.number.decode('ascii', 'replace')}"
        texts.append(f"{place}　{one.file} 番号 {one.records[0] + 1:,}")
    return tuple(texts)


def summary(lists: RedirectLists) -> tuple[tuple[str, str], ...]:
    """The figures at the top: label and text with its unit."""
    counts = lists.counts
    return (
        ("別送", f"{counts['redirect']:,} 通"),
        ("引き抜き", f"{counts['pull']:,} 通"),
        ("合わない行", f"{len(lists.open_rows):,} 行"),
        ("割合", f"{lists.share:.1%}（見込み {USUAL_SHARE:.0%}）"),
    )


def stated_lines(stated: Mapping[str, int], lists: RedirectLists) -> tuple[str, ...]:
    """Workbooks as the agency stated, beside those that were read; a line each scheme."""
    texts = []
    for scheme, word in FOLDERS.items():
        read = lists.read.read_of(scheme)
        sign = "○" if read == stated[scheme] else "×"
        texts.append(f"{sign} {word}　提示 {stated[scheme]:,} 本・読み込み {read:,} 本")
    return tuple(texts)


def badge_of(known: ListsRead | None, found: RedirectLists | None, *, signed: bool, closed: bool) -> tuple[Tone, str]:
    """The whole in a tone and a word."""
    if closed:
        return "good", "済"
    if found is not None and not signed:
        return "asked", "署名待ち"
    if known is None:
        return "waiting", "リスト待ち"
    if not known.as_stated:
        return "bad", "本数の相違"
    return "doing", f"合わない {known.open:,} 行" if known.open else "取込済"


def next_act(
    state: State,
    month: Month | None,
    found: RedirectLists | None,
    *,
    there: bool,
    signed: bool,
    may: bool,
    decides: bool,
    by: str,
) -> Next:
    """``there``: the month's medium is open; ``signed``: what is shown is what was signed for; ``decides``: whether the
    person, ``by``, may close the gate.
    """
    if month is None:
        return Next("", "月がありません")
    if not there:
        return Next("", "当月の媒体を開いてください（Ctrl+O）")
    if found is not None and not signed:
        return Next("sign", "取り込んで署名　Ctrl+Enter") if may else Next("", "検査員か品質責任者が取り込みます")
    known = lists_of(state, month)
    if known is None or found is None:
        return Next("read", "リストを読み込む　Ctrl+Enter") if may else Next("", "リストを待っています")
    if is_closed(state, month, LISTS):
        return Next("export", "結果一覧を書き出す　Ctrl+Enter")
    if not known.as_stated:
        again = "本数の合うリストを読み込む　Ctrl+Enter"
        return Next("read", again) if may else Next("", "本数の合うリストを待っています")
    if unlisted(state, month):
        return Next("pack", "引き抜きを束にする　Ctrl+Enter") if may else Next("", "束の確認を待っています")
    if not open_before(state, month, LISTS):
        mine = decides and by != known.signature.by
        return Next("close", "完了して署名　Ctrl+Enter") if mine else Next("", "別の品質責任者の完了を待っています")
    return Next("export", "結果一覧を書き出す　Ctrl+Enter")
