"""A Japanese text is told in another language as far as it is made of the catalogue's texts; the rest is data."""

import pytest

from app.language.recognising import Data, Recogniser

TEXTS = {
    "検査": "Check",
    "検査員": "checker",
    "責任者": "lead",
    "有": "yes",
    "媒体": "medium",
    "印字": "Printed",
    "パスワードが違います。": "The password is wrong.",
    "入力し直してください。": "Type it again.",
    "もう一度開いてください。だめなときは副を使ってください。": "Open it again, or use the second copy.",
    "{n:,} 件": "{n:,} notices",
    "{size:,} バイト目": "byte {size:,}",
    "長さ {size:,} バイトが {block:,} の倍数でありません。": "{size:,} bytes is no multiple of {block:,}.",
    "{names}が署名していません。": "Not signed by: {names}.",
    "「{title}」を{what}で開きます。": "Opens “{title}” as {what}.",
    "{a}の{b}": "{b} of {a}",
    "工程の名前　{title}": "Process  {title}",
    "工程": "Process",
    "工程　{number}": "Process {number}",
    "工程５　新しい様式": "Process 5  new form",
    "{left}から{right}まで": "{left} to {right}",
    "{name}（項番{item}）{value}：{why}。印字不可です。": "{name} (item {item}) {value}: {why}. It is not printed.",
}
ENGLISH = Recogniser(TEXTS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("検査", "Check"),
        ("1,234 件", "1,234 notices"),
        ("！ パスワードが違います。", "! The password is wrong."),
        ("パスワードが違います。入力し直してください。", "The password is wrong. Type it again."),
        (
            "PAP03A.bin・980 バイト目：長さ 12,345 バイトが 4,096 の倍数でありません。"
            "もう一度開いてください。だめなときは副を使ってください。",
            "PAP03A.bin, byte 980: 12,345 bytes is no multiple of 4,096. Open it again, or use the second copy.",
        ),
        ("検査員、責任者が署名していません。", "Not signed by: checker, lead."),
        ("検査員・責任者", "checker, lead"),
        ("検査\nパスワードが違います。", "Check\nThe password is wrong."),
        ("検査（媒体）", "Check (medium)"),
        ("● 検査　3 件", "● Check  3 notices"),
        ("印字：検査", "Printed: Check"),
        ("12月から3月まで", "12月 to 3月"),
        ("工程　工程５　新しい様式", "Process  Process 5  new form"),
        ("工程3　媒体", "Process 3  medium"),
        ("印字（項番60）：検査。印字不可です。", "Printed (item 60): Check. It is not printed."),
        ("● 検査　1 件", "● Check  1 notice"),
        ("「X」・「Y」が署名していません。", 'Not signed by: "X", "Y".'),
        ("検査　工程　工程５　新しい様式　3 件", "Check  Process  Process 5  new form  3 notices"),
    ],
)
def test_what_the_program_says_is_told(text: str, told: str) -> None:
    assert ENGLISH.told(text) == told


@pytest.mark.parametrize(
    "data",
    [
        "株式会社　模擬近海汽船",
        "見本Ｂタンカー（有）",  # a word of the catalogue, but of one sign
        "千葉県白井市大松3-30-19",
        "東京の会社の検査員の机",  # "{b} of {a}" says too little to be believed
        "ﾎｼ 76861",
        "検版太郎（ID k.kenpan）",
        "PAP03A.bin",
        "",
    ],
)
def test_data_stays_as_it_is(data: str) -> None:
    assert ENGLISH.told(data) == data


def test_what_is_said_to_be_data_stays_whatever_it_is_made_of() -> None:
    assert ENGLISH.told(Data("検査\nパスワードが違います。")) == "検査\nパスワードが違います。"
    assert ENGLISH.told("検査\nパスワードが違います。") == "Check\nThe password is wrong."


def test_data_inside_of_a_message_stays_and_the_words_around_it_are_told() -> None:
    assert ENGLISH.told("「株式会社。模擬の、見本」を媒体で開きます。") == "Opens “株式会社。模擬の、見本” as medium."
    assert ENGLISH.told("工程の名前　通知書・第3巻") == "Process  通知書・第3巻"


def test_a_message_is_told_with_its_values() -> None:
    assert ENGLISH.message("{n:,} 件", {"n": 1234}) == "1,234 notices"
    assert (
        ENGLISH.message("「{title}」を{what}で開きます。", {"title": "{n}", "what": "媒体"}) == "Opens “{n}” as medium."
    )
    assert ENGLISH.message("{n:,} 件", {"n": 1}) == "1 notice"
    assert ENGLISH.message("{names}が署名していません。", {"names": Data("1 notices")}) == "Not signed by: 1 notices."
    assert ENGLISH.message("{what}（{n}）", {"what": "検査", "n": 3}) == "Check (3)"


def test_a_blank_within_brackets_parts_nothing() -> None:
    english = Recogniser({"練習": "Practice", "検査員": "Checker"})
    assert english.told("練習 検査員（ID renshu-kensa）") == "Practice Checker (ID renshu-kensa)"


def test_one_of_a_thing_has_its_verb() -> None:
    english = Recogniser(
        {"差が {n} 事務所にあります。": "{n} offices differ.", "{n} 通は未着です。": "{n} envelopes are not here."}
    )
    assert english.message("差が {n} 事務所にあります。", {"n": 1}) == "1 office differs."
    assert english.message("差が {n} 事務所にあります。", {"n": 2}) == "2 offices differ."
    assert english.told("1 通は未着です。") == "1 envelope is not here."


def test_values_are_told_wherever_the_other_language_puts_them() -> None:
    english = Recogniser({"{a}は{b}より大きい。": "{b} is smaller than {a}."})
    assert english.told("AはBより大きい。") == "B is smaller than A."


def test_a_hostile_text_takes_no_longer_than_others() -> None:
    """Depth is bounded: brackets in brackets, separators without end."""
    text = "（" * 300 + "検査、" * 300 + "）" * 300
    assert "Check" in ENGLISH.told(text) or ENGLISH.told(text) == text
    assert ENGLISH.told("検査：" * 200).startswith("Check: ")


def test_days_of_the_week_are_told_beside_a_date_only() -> None:
    english = Recogniser({"{when}まで": "until {when}", "月": "month"})
    assert english.told("2026-12-17（木） 12:00まで") == "until 2026-12-17 (Thu) 12:00"
    assert english.told("木") == "木"
    assert english.told("月") == "month"


def test_what_stands_behind_a_heading_is_told_without_it() -> None:
    english = Recogniser({"月と工程：自分の番だけにする": "Months and processes: only my turn"})
    assert english.told("自分の番だけにする") == "only my turn"
