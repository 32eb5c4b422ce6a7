"""The customer barcode of an address, and why none is printed."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import zint
from numpy.typing import NDArray

from app.notice.barcode import read_bars, symbols
from app.notice.customer_barcode import REASONS, barcode_digits, customer_barcode, reason_codes, reason_text
from app.notice.model import Source
from app.notice.postal import REPRESENTATIVE, PostalDictionary, own_dictionary
from app.notice.postal_file import dictionary_path
from tests.rows import each_row
from tests.sizes import sized

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "data" / "customer_barcode_examples.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def dictionary() -> PostalDictionary:
    return own_dictionary()


def column(rows: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, 8)


@each_row("example", [e for e in EXAMPLES if e["address"]], ids=lambda e: e["postal"])
def test_the_examples_give_their_barcodes(example: dict[str, str], dictionary: PostalDictionary) -> None:
    barcode = customer_barcode(example["postal"], example["address"], dictionary)
    assert barcode.reason is None
    assert barcode.postal == example["postal"].replace("-", "")
    assert barcode.extracted == example["extracted"]
    assert barcode.symbols == symbols(barcode.postal, example["extracted"])
    assert read_bars(barcode.bars) == barcode.symbols
    assert barcode.check == barcode.symbols[-1]
    if example["symbols"]:
        assert " ".join(barcode.symbols) == example["symbols"]
    if example["bars"]:
        assert barcode.bars == example["bars"]


@pytest.mark.parametrize(
    ("postal", "address", "number"),
    [
        ("014-0113", "秋田県大仙市堀見内　南田茂木　添60-1", "60-1"),
        ("065-0006", "北海道札幌市東区北六条東8丁目　郵便センター10号館", "8-10"),
        ("273-0102", "千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604"),
        ("027-0203", "岩手県宮古市大字津軽石第二十一地割大淵川480", "21-480"),
        ("650-0046", "神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1"),
        ("910-0067", "福井県福井市新田塚3丁目80-25　J1ビル2-B", "3-80-25J1-2B"),
    ],
)
def test_the_manuals_other_addresses_give_their_numbers(
    postal: str, address: str, number: str, dictionary: PostalDictionary
) -> None:
    assert customer_barcode(postal, address, dictionary).extracted == number


@each_row(
    ("postal", "reason"),
    [
        ("", "postal.blank"),
        ("        ", "postal.blank"),
        ("100", "postal.short"),
        ("100-00", "postal.short"),
        ("10000", "postal.short"),
        ("100-001", "postal.invalid"),
        ("100-00013", "postal.invalid"),
        ("-", "postal.invalid"),
        (" 100-001", "postal.invalid"),
        ("1000-013", "postal.invalid"),
        ("ABC-DEFG", "postal.invalid"),
        ("１００００１３", "postal.invalid"),
        ("100-0000", "postal.representative"),
        ("999-9999", "postal.unknown"),
    ],
)
def test_without_a_usable_postal_code_there_is_a_reason_instead(
    postal: str, reason: str, dictionary: PostalDictionary
) -> None:
    barcode = customer_barcode(postal, "東京都千代田区霞が関1-2", dictionary)
    assert (barcode.reason, barcode.reason_text) == (reason, reason_text(reason, dictionary))
    assert (barcode.symbols, barcode.check, barcode.bars) == ((), "", "")
    assert barcode_digits(barcode) == ""


@pytest.mark.parametrize("postal", ["", "100", "100-001", "100-0000", "999-9999"])
def test_without_a_barcode_the_number_that_it_would_hold_is_still_told(
    postal: str, dictionary: PostalDictionary
) -> None:
    barcode = customer_barcode(postal, "東京都千代田区五番町二○番地１ー２", dictionary)
    assert barcode.reason is not None
    assert barcode.extracted == "20-1-2"
    assert len(barcode.notes) == 2


def test_an_unknown_code_is_said_with_the_month_of_the_dictionary(dictionary: PostalDictionary) -> None:
    said = f"廃止された番号か、辞書（{dictionary.edition}）より新しい番号です"
    barcode = customer_barcode("999-9999", "", dictionary)
    assert (barcode.reason_text, barcode.edition) == (said, dictionary.edition)
    older = PostalDictionary(dictionary_path(), "2020-01")
    assert "辞書（2020年1月版）" in customer_barcode("999-9999", "", older).reason_text
    assert customer_barcode("100-0013", "", older).edition == "2020年1月版"
    older.close()


def test_with_and_without_hyphen_is_the_same(dictionary: PostalDictionary) -> None:
    address = "東京都千代田区霞が関1丁目3番2号"
    assert customer_barcode("1000013", address, dictionary) == customer_barcode("100-0013", address, dictionary)


def test_a_town_that_is_not_in_the_address_is_a_note_and_no_reason(dictionary: PostalDictionary) -> None:
    barcode = customer_barcode("100-0013", "東京都千代田区永田町1丁目11-32", dictionary)
    assert barcode.reason is None
    assert barcode.extracted == "1-11-32"
    assert barcode.notes == ("郵便番号の町域「霞が関」が住所にありません",)


def test_an_address_without_a_number_carries_the_postal_code_and_a_note(dictionary: PostalDictionary) -> None:
    barcode = customer_barcode("100-0013", "東京都千代田区霞が関", dictionary)
    assert barcode.symbols[7:20] == ("CC4",) * 13
    assert barcode.notes == ("町域の後に番地などの数字がありません",)


def test_a_doubtful_dash_is_noted(dictionary: PostalDictionary) -> None:
    barcode = customer_barcode("100-0013", "東京都千代田区霞が関１ー２", dictionary)
    assert barcode.extracted == "1-2"
    assert len(barcode.notes) == 1


@pytest.mark.parametrize("postal", ["100-8792", "060-8703", "151-8600"])
def test_individual_codes_carry_the_postal_code_alone(postal: str, dictionary: PostalDictionary) -> None:
    barcode = customer_barcode(postal, "東京都千代田区大手町2-3-1 私書箱第5号", dictionary)
    assert barcode.symbols[7:20] == ("CC4",) * 13
    assert barcode.notes == ()


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("仙台中央郵便局私書箱第215号", "215"),
        ("宮城県仙台市青葉区北目町1-7 仙台中央郵便局 私書箱 ２１５", "215"),
        ("仙台中央郵便局私書函第二百十五号", "215"),
        ("P.O.Box 7", "7"),
    ],
)
def test_a_shared_box_code_carries_the_box_number(address: str, number: str, dictionary: PostalDictionary) -> None:
    barcode = customer_barcode("980-8691", address, dictionary)
    assert barcode.extracted == number
    assert barcode.notes == ()


@pytest.mark.parametrize("address", ["宮城県仙台市青葉区1-2-3", "仙台中央郵便局私書箱", "私書箱第12345号"])
def test_a_shared_box_code_without_a_box_number_is_noted(address: str, dictionary: PostalDictionary) -> None:
    barcode = customer_barcode("980-8691", address, dictionary)
    assert barcode.extracted == ""
    assert barcode.notes == ("私書箱の番号が住所にありません",)


def test_the_sources_are_handed_on(dictionary: PostalDictionary) -> None:
    sources = (Source(1, 60, 278, 8),)
    assert customer_barcode("100-0013", "", dictionary, sources).sources == sources
    assert customer_barcode("", "", dictionary, sources).sources == sources


def test_the_digits_are_what_an_encoder_draws_as_the_same_bars(dictionary: PostalDictionary) -> None:
    letters = {(1, 1): "F", (1, 0): "A", (0, 1): "D", (0, 0): "T"}
    dice = random.Random(3)
    for _ in range(300):
        address = "東京都千代田区霞が関" + "".join(dice.choices("0123456789-棟東 AB", k=dice.randrange(1, 22)))
        barcode = customer_barcode("100-0013", address, dictionary)
        if barcode.symbols[19] in ("CC1", "CC2", "CC3"):
            continue
        symbol = zint.Symbol()
        symbol.symbology = zint.Symbology.JAPANPOST
        symbol.encode(barcode_digits(barcode))
        rows = symbol.encoded_data.tolist()
        drawn = "".join(
            letters[rows[0][x >> 3] >> (x & 7) & 1, rows[2][x >> 3] >> (x & 7) & 1] for x in range(0, symbol.width, 2)
        )
        assert barcode.bars == drawn, address


def test_the_digits_are_cut_to_whole_characters(dictionary: PostalDictionary) -> None:
    long = customer_barcode("064-0804", "札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501", dictionary)
    assert barcode_digits(long) == "064080429-1524-23-2-"
    lone = customer_barcode("910-0067", "福井県福井市新田塚3丁目80-25　J1ビル2-B", dictionary)
    assert barcode_digits(lone) == "91000673-80-25J1-2"
    assert lone.symbols[19] == "CC1"


def test_a_column_says_row_by_row_what_the_single_barcode_says(dictionary: PostalDictionary) -> None:
    dice = random.Random(5)
    codes = [f"{code:07d}" for code in dictionary.known_codes()]
    rows = [
        b"        ",
        b"100     ",
        b"100-00  ",
        b"10000   ",
        b"1000013 ",
        b"-       ",
        b" 100-001",
        b"\x82\x50-0013 ",
    ]
    for _ in range(sized(500, 3000)):
        code = dice.choice(codes) if dice.random() < 0.7 else f"{dice.randrange(10**7):07d}"
        rows.append(f"{code[:3]}-{code[3:]}".encode())
        damaged = bytearray(rows[-1])
        damaged[dice.randrange(8)] = dice.choice(b"0123456789-  A\x82\xff")
        rows.append(bytes(damaged))
        rows.append(rows[-2][: dice.randrange(9)].ljust(8))
        rows.append(code.encode().ljust(8))
    found = reason_codes(column(rows), dictionary)
    assert found.dtype == np.uint8
    expected = [customer_barcode(row.decode("latin-1"), "", dictionary).reason or "" for row in rows]
    assert [REASONS[code] for code in found] == expected
    assert set(expected) == set(REASONS)


def test_representative_and_shared_codes_agree_in_the_column(dictionary: PostalDictionary) -> None:
    codes = [*np.flatnonzero(dictionary.kinds == REPRESENTATIVE)[::40], *dictionary.block_codes()[::100]]
    rows = [b"%03d-%04d" % divmod(int(code), 10000) for code in codes]
    expected = [customer_barcode(row.decode(), "", dictionary).reason or "" for row in rows]
    assert [REASONS[code] for code in reason_codes(column(rows), dictionary)] == expected


def test_a_column_may_be_a_view_of_whole_records_or_empty(dictionary: PostalDictionary) -> None:
    records = np.zeros((3, 980), dtype=np.uint8)
    records[:, 278:286] = column([b"100-0013", b"        ", b"100-0000"])
    records.flags.writeable = False
    assert reason_codes(records[:, 278:286], dictionary).tolist() == [0, 1, 4]
    assert reason_codes(records[:0, 278:286], dictionary).tolist() == []
