"""The rules of 郵便番号・バーコードマニュアル p19, one by one and on the published examples."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notice.extraction import CIRCLE_NOTE, ENCLOSED_NOTE, LONG_VOWEL_NOTE, extract, kanji_value
from tests.rows import each_row

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "data" / "customer_barcode_examples.json").read_text(encoding="utf-8")
)

addresses = st.text("0123456789０５-－ーﾉノの一二十百〇丁目番地号線東町ビルABFfａＦ &/・.　 \ue000ｱﾞ", max_size=24)


@each_row("example", [e for e in EXAMPLES if e["after_town"] is not None], ids=lambda e: e["postal"])
def test_the_examples_give_their_numbers(example: dict[str, str]) -> None:
    assert extract(example["after_town"]).text == example["extracted"]


@pytest.mark.parametrize(
    ("after_town", "number"),
    [
        ("　南田茂木　添60-1", "60-1"),
        ("8丁目　郵便センター10号館", "8-10"),
        ("東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604"),
        ("第二十一地割大淵川480", "21-480"),
        ("9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1"),
        ("6丁目3454-5　郵便ハイツ6-1108", "6-3454-5-6-1108"),
        ("3丁目80-25　J1ビル2-B", "3-80-25J1-2B"),
    ],
)
def test_the_manuals_other_examples_give_their_numbers(after_town: str, number: str) -> None:
    assert extract(after_town).text == number


@each_row(
    ("after_town", "number", "rule"),
    [
        ("1-2b", "1-2B", "basic 1: lower case becomes upper"),
        ("1・2", "12", "basic 2: the gap is closed"),
        ("A&B1", "1", "basic 2 before 3: letters that meet are a run"),
        ("1/2.3", "123", "basic 2: slash and full stop"),
        ("3ABC5", "3-5", "basic 4: a run of letters is a hyphen"),
        ("ABC", "", "basic 3: a run of letters is not taken"),
        ("東町5西6", "5-6", "basic 4: words before something taken"),
        ("5東町", "5", "basic 4: nothing after the last character taken"),
        ("5東 西6", "5-6", "basic 5: hyphens are merged"),
        ("--5--6--", "5-6", "basic 5 and 6"),
        ("一丁二番三号", "1-2-3", "supplementary 1"),
        ("二の三ノ四", "2-3", "supplementary 1: only before the listed words"),
        ("七線五地割", "7-5", "supplementary 1"),
        ("五番町三", "5", "supplementary 1: a name before a listed word converts too"),
        ("三の丸1-1", "3-1-1", "supplementary 1: by the letter of the rule"),
        ("四条通1", "1", "supplementary 1: 条 is not listed"),
        ("10F", "10", "supplementary 2"),
        ("10F201", "10-201", "supplementary 3"),
        ("10F・A", "10", "basic 2 makes a run before supplementary 2 looks"),
        ("10 F", "10F", "supplementary 2 wants the F right after the digit"),
        ("F棟3", "F3", "an F without a digit before it is taken"),
        ("2FB5", "2-5", "a run of letters is no single F"),
        ("1-A-2", "1A2", "supplementary 4"),
        ("L棟B106", "LB106", "supplementary 5"),
        ("A", "A", "a single letter alone"),
        ("", "", "nothing"),
    ],
)
def test_each_rule_has_its_case(after_town: str, number: str, rule: str) -> None:
    assert extract(after_town).text == number, rule


@each_row("dash", "-－−‐‑–—―─")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    assert extract(f"１{dash}２{dash}Ｂ").text == "1-2B"


def test_a_long_vowel_between_digits_is_a_hyphen_and_reported() -> None:
    assert extract("1ー2") == extract("1ｰ2")
    assert extract("１ー２").text == "1-2"
    assert extract("１ー２").notes == (LONG_VOWEL_NOTE,)


def test_a_long_vowel_in_a_word_belongs_to_the_word() -> None:
    found = extract("2-1タワー601")
    assert found.text == "2-1-601"
    assert found.notes == ()


def test_enclosed_numbers_are_not_taken_and_reported() -> None:
    found = extract("1-2 ③棟 Ⅱ")
    assert found.text == "1-2"
    assert found.notes == (ENCLOSED_NOTE,)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二○三番", "203"),
        ("二◯三番", "203"),
        ("一○番地", "10"),
        ("二○○三号", "2003"),
        ("三丁目二○の一○五号", "3-20-105"),
    ],
)
def test_the_sign_for_a_circle_after_a_kanji_numeral_is_zero_and_noted(text: str, number: str) -> None:
    assert extract(text).text == number
    assert extract(text).notes == (CIRCLE_NOTE,)


@pytest.mark.parametrize(("text", "number"), [("○番5", "5"), ("5○番6", "5-6"), ("二○ビル3", "3"), ("二〇三番", "203")])
def test_any_other_circle_is_no_zero(text: str, number: str) -> None:
    assert extract(text).text == number
    assert extract(text).notes == ()


def test_user_defined_characters_and_half_width_katakana_count_as_kanji() -> None:
    assert extract("5\ue0006").text == "5-6"
    assert extract("5ﾋﾞﾙ6").text == "5-6"
    assert extract("5¥6‾7").text == "5-6-7"
    assert extract("二ﾉ3").text == "2-3"


@each_row(
    ("numerals", "value"),
    [
        ("一", "1"),
        ("十", "10"),
        ("十一", "11"),
        ("二十", "20"),
        ("二十一", "21"),
        ("百", "100"),
        ("百二", "102"),
        ("二百三十", "230"),
        ("千五百二十四", "1524"),
        ("二〇三", "203"),
        ("一五二四", "1524"),
        ("〇三", "03"),
        ("〇", "0"),
    ],
)
def test_kanji_numerals_have_their_value(numerals: str, value: str) -> None:
    assert kanji_value(numerals) == value


@given(st.integers(1, 9999))
def test_every_number_written_with_units_reads_back(number: int) -> None:
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        written += ("" if digit == 0 or (digit == 1 and sign) else "一二三四五六七八九"[digit - 1]) + sign * (digit > 0)
    assert extract(written + "番").text == str(number)


@given(addresses)
def test_what_is_taken_holds_no_stray_hyphen(address: str) -> None:
    assert re.fullmatch(r"(?:[0-9]+(?:-[0-9]+)*|[A-Z])*", extract(address).text)


@given(addresses)
def test_extracting_again_changes_nothing_unless_letters_met_or_a_floor_letter_stands(address: str) -> None:
    once = extract(address).text
    if not re.search(r"[A-Z]{2}|[0-9]F", once):
        assert extract(once).text == once


@given(addresses)
def test_words_around_the_number_change_nothing(address: str) -> None:
    assert extract(f"東{address}　東").text == extract(f"{address} ").text


@given(st.text("0123456789０５-－東町ビル　 ABab", max_size=24))
def test_no_digit_is_lost_or_invented(address: str) -> None:
    digits = re.sub("[^0-9]", "", address.replace("０", "0").replace("５", "5"))
    assert re.sub("[^0-9]", "", extract(address).text) == digits


@given(st.text("0123456789０５-－‐", max_size=12))
def test_a_number_alone_is_what_all_rules_make_of_it(number: str) -> None:
    assert extract(number) == extract(number + "&")  # which is deleted
