"""Every count that the program tells carries its unit: a number alone says nothing (SPEC 15)."""

import re

import pytest

from app.language.catalogue import texts

_UNITS = (
    "件|枚|通|組|部|面|行|頁|種|冊|本|点|か所|項目|規則|事務所|事業所|ファイル|レコード|バイト|ロール|回|人|日|年|時間|分|秒|倍|"
    r"字|文字|個|束|円|か月|％|%|台|段|問|桁|つ|[KMG]B|\{(?:figure_)?units?\}|\{(?:things|envelopes|files)\}"
)
"""The last ones: the unit is a value of its own."""
_COUNT = re.compile(r"\{(?:n_\w+|(?:count|total|done|left|open|more)(?:_\d)?|\w+:,)\}")
_HAS = re.compile(rf"\s*(?:[/／〜]\s*\{{[^}}]+\}}\s*)?(?:{_UNITS})")
_PLACE = re.compile(r"(?:番号|項番|台帳|シート|行|グリフ|違い|＃|#|0 始まり|番号は1から)\s?$")
"""What stands before a number that says which one, not how many."""
_OTHER = frozenset(
    (
        # places, and the least and the most of what may be written
        "0 から {count} までの番号を指定してください。",
        "1〜{n_notices} の範囲で指定してください。",
        "{end:,}〜{end:,}",
        "{first:,}〜{last:,}",
        "{last:,}〜{last:,}",
        "{file} のレコード {record:,}",
        "「{key}」は {least:,} 以上 {most:,} 以下の整数で書いてください。",
        "大きすぎます（{largest:,} まで）。",
        "教材 {lesson}／{n_lessons}\u3000{step}／{n_steps} 枚",
        "案内\u3000{at}/{count}",
        "番号 {number}／{n_pieces}\u3000{group_names}",
        "{index}／{n_asked}",
        "{row:,} 番",
        "{count} 番まであったはずです。後ろが失われたか、前の状態に戻されています。",
        "{matched}〜{count} 番のどこかから、台帳が作り直されています。",
        "{told}02（{total:,} 番）の項番 {item} と比べます。",
        # arithmetic with bare numbers: a check digit, a multiple, a sum beside the field that it is compared with
        "20 けたの値（0〜9、ハイフン 10、CC1〜CC8 は 11〜18）の和は {total}。"
        "{total} に {values} を足すと 19 の倍数（{total_2}）になります。",
        "{notice_length} バイト × {whole:,}",
        "長さ {size:,} バイトが {block:,} の倍数でなく、途中で切れています。",
        "01 の計 {counted:,}",
        # the unit stands beside it
        "一つの事務所に{most_in_office:,}を超える事業所は作れません。",
        "新 {new}・無 {gone}・増 {more}・減 {fewer} 事務所",
        "所在の分かった現品（通、該当 {envelopes:,}）",
    )
)
_WORDS = frozenset(
    (
        # the value is words, or a number with its unit
        "{about}\u3000{left}",
        "{left}。",
        "{month}\u3000{on}\u3000{total}\u3000{name}",
        "{month}\u3000{total}",
        "{of_slip}{row_name}：{left}と{right}が合いません。",
        "差出票\u3000{row_name}：{left}と{right}が合いません。",
        "{place_title}の保管庫に、消せなかったものがあります：{left}。消去したとは記録していません。",
        "{row_label}\u3000{count}。確かなら 1、違えば 0 を押してください。",
        "× 不合格\u3000残り：{left}",
        "□ 残り：{left}",
        "× 受入不可\u3000否 {differs} 項目{more}",
        "○ 機械の照合\u3000{of}はレコードと一致{more}",
        "機械の照合\u3000{of}\u3000封筒の窓から見えた所はレコードと一致。ほかは判定していません{more}",
        "データ {count}、紙 {count_2}",
        "事故「{what}」：{left}",
        "前の鍵のファイルを消せませんでした：{left}",
        "検査の結果\u3000○ 合格 {n_results} 部\u3000× 不合格 {n_bad} 部{numbers}{left}",
        "検査済（{state}{told}{more}）",
        "紙の件数表の合計 {total} が、入力した事務所の合計 {count} と違います。{reason}",
        "紙の印刷データ\u3000{names}{more}（データと一致する通知書 {n_places:,} 件）",
        "！ {what}あと {left}",
        "＝{same_as:04X}{more}",
    )
)


def bare(text: str) -> bool:
    """Whether a count stands in it without its unit."""
    return any(
        not _HAS.match(text, found.end()) and not _PLACE.search(text, 0, found.start())
        for found in _COUNT.finditer(text)
    )


def test_every_count_of_every_text_carries_its_unit() -> None:
    found = {text for text in texts("en") if bare(text)}
    assert found == _OTHER | _WORDS


@pytest.mark.parametrize("text", ["合わない件数 {n_left:,}", "検査 {done}/{total}", "{count:,}", "残り {left}。"])
def test_a_bare_count_is_seen(text: str) -> None:
    assert bare(text)
    assert not bare(text.rstrip("。") + " 件")
