"""No numeral of a town's or a street's name is taken for the address number, over the forms that KEN_ALL prints."""

import re
from collections.abc import Iterable

import pytest

from app.notice.customer_barcode import customer_barcode
from app.notice.extraction import extract
from app.notice.postal import PostalDictionary, own_dictionary
from tests.notice.town_forms import (
    Address,
    Row,
    dictionary_rows,
    in_kanji,
    is_whole,
    kyoto_addresses,
    kyoto_forms,
    town_addresses,
)
from tests.rows import each_row


@pytest.fixture(scope="module")
def dictionary() -> PostalDictionary:
    return own_dictionary()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return dictionary_rows()


def wrong(dictionary: PostalDictionary, addresses: Iterable[Address]) -> list[tuple[Address, str]]:
    """Addresses whose town is not found, or whose number is another one."""
    found = [(address, dictionary.split(address.code, address.text)) for address in addresses]
    taken = [(address, split.matched, extract(split.rest).text) for address, split in found]
    return [(address, number) for address, matched, number in taken if not matched or number != address.number]


def test_the_street_of_the_owners_example_is_not_taken(dictionary: PostalDictionary) -> None:
    address = "京都府京都市上京区御前通今出川上る2丁目西入北町11-1"
    barcode = customer_barcode("602-8392", address, dictionary)
    assert (barcode.extracted, barcode.notes) == ("11-1", ())


def test_all_forms_with_digits_that_are_printed_for_kyoto_give_the_number(
    dictionary: PostalDictionary, rows: list[Row]
) -> None:
    forms = [(row, form) for row, form in kyoto_forms(rows) if re.search("[0-9]", form)]
    assert len(forms) > 75
    addresses = [address for row, form in forms for address in kyoto_addresses(row, form)]
    assert len({(address.code, address.number) for address in addresses}) > 60
    assert wrong(dictionary, addresses) == []


def test_the_forms_without_digits_are_streets_before_the_town_too(
    dictionary: PostalDictionary, rows: list[Row]
) -> None:
    forms = [(row, form) for row, form in kyoto_forms(rows) if not re.search("[0-9]", form)][::5]
    addresses = [address for row, form in forms for address in kyoto_addresses(row, form)]
    assert len(addresses) > 1000
    assert wrong(dictionary, addresses) == []


def test_every_town_with_a_numeral_in_its_name_gives_the_number_alone(
    dictionary: PostalDictionary, rows: list[Row]
) -> None:
    numbered = [row for row in rows if is_whole(row) and re.search("[0-9０-９]", row.town)]
    in_kanji_numerals = [row for row in rows if re.search("[一二三四五六七八九十]$", row.town)]
    assert len({row.town for row in numbered}) > 500
    assert len(in_kanji_numerals) > 80
    addresses = [address for row in (*numbered, *in_kanji_numerals) for address in town_addresses(row)]
    assert wrong(dictionary, addresses) == []


def test_of_names_with_remains_of_a_note_the_name_alone_is_the_town(
    dictionary: PostalDictionary, rows: list[Row]
) -> None:
    remains = [row for row in rows if not is_whole(row) and "地割" in row.note]
    assert len(remains) > 30
    names = [(row, re.split("[0-9０-９、〜]", row.town)[0]) for row in remains]
    addresses = [
        Address(row.code, row.head + name + written, number)
        for row, name in names
        for written, number in (("22地割11-1", "22-11-1"), ("第二十二地割十一番地一号", "22-11-1"), ("11-1", "11-1"))
    ]
    assert wrong(dictionary, addresses) == []


@each_row(
    ("code", "address", "number"),
    [
        ("0610611", "北海道樺戸郡浦臼町浦臼第111-1", "11-1"),
        ("0610611", "北海道樺戸郡浦臼町浦臼第１11-1", "11-1"),
        ("0370403", "青森県五所川原市十三十一番一号", "11-1"),
        ("0370403", "青森県五所川原市十三二十一番地", "21"),
        ("0988220", "北海道天塩郡天塩町字オヌプナイ11-1", "11-1"),
        ("4070311", "山梨県北杜市大泉町西井出8240-1", "8240-1"),
        ("1706060", "東京都豊島区東池袋3-1-1 サンシャイン60", "3-1-1-60"),
        ("1706060", "東京都豊島区東池袋サンシャイン６０　１２階", "12"),
        ("0710000", "北海道上川郡東川町東一〇号北11-1", "11-1"),
    ],
)
def test_a_number_that_has_run_together_with_the_name_is_parted(
    code: str, address: str, number: str, dictionary: PostalDictionary
) -> None:
    assert extract(dictionary.split(code, address).rest).text == number


def test_a_zero_in_kanji_or_as_a_sign_is_the_same_in_a_name(dictionary: PostalDictionary, rows: list[Row]) -> None:
    tens = [row for row in rows if row.head == "北海道上川郡東川町" and "１０" in row.town]
    assert len(tens) >= 2
    for row in tens:
        for zero in "〇○◯":
            address = row.head + row.town.replace("１０", f"一{zero}") + "11-1"
            assert wrong(dictionary, [Address(row.code, address, "11-1")]) == []


def test_a_town_is_not_cut_out_of_the_number_of_a_longer_one(dictionary: PostalDictionary) -> None:
    assert not dictionary.split("0788236", "北海道旭川市豊岡１５条1-2").matched  # 豊岡６条
    assert in_kanji("１５条") == "十五条"


@each_row(
    ("address", "number"),
    [
        ("東京都千代田区五番町1-2", "1-2"),
        ("千代田区五番町1-2", "1-2"),
        ("五番町1-2", "1-2"),
        ("北海道札幌市中央区北４条西5丁目1-2", "5-1-2"),
        ("札幌市中央区北四条西五丁目1-2", "5-1-2"),
        ("北海道札幌市中央区新北４条西5丁目1", "5-1"),
        ("北海道旭川市東光１条２丁目3-4", "2-3-4"),
        ("北海道樺戸郡浦臼町浦臼第111-1", "11-1"),
        ("愛知県名古屋市中区三の丸1-2", "1-2"),
        ("愛知県名古屋市中区二の三", "2"),
        ("架空県四の宮町三番町1-2", "1-2"),
        ("京都府京都市上京区御前通今出川上る2丁目西入栄町11-1", "11-1"),
        ("京都府京都市上京区御前通今出川上る2丁目西入架空町11-1", "11-1"),
        ("大阪府大阪市北区梅田1-2 第3ビル", "1-2-3"),
        ("東京都千代田区", ""),
        ("", ""),
    ],
)
@each_row("code", ["1000013", "9999999"])
def test_a_numeral_of_a_name_does_not_leak_when_the_codes_town_is_not_there(
    code: str, address: str, number: str, dictionary: PostalDictionary
) -> None:
    split = dictionary.split(code, address)
    assert not split.matched
    assert split.before + split.rest == address
    assert extract(split.rest).text == number


VILLAGES = [
    ("1000601", "東京都", "神津島村"),
    ("4010320", "山梨県南都留郡", "鳴沢村"),
    ("7613110", "香川県香川郡", "直島町"),
]


@each_row(("code", "county", "village"), VILLAGES)
@each_row("after", ["", "字前浜12", "大字前浜", "無番地", "　無番地", "12", "前浜十二番地", "ﾏｴﾊﾏ"])
def test_the_code_of_a_whole_village_fits_whatever_follows_its_name(
    code: str, county: str, village: str, after: str, dictionary: PostalDictionary
) -> None:
    for head in (county + village, village):
        split = dictionary.split(code, head + after)
        assert (split.matched, split.rest) == (True, after)


def test_every_code_of_a_whole_municipality_fits_a_name_in_it(dictionary: PostalDictionary, rows: list[Row]) -> None:
    by_city: dict[str, set[str]] = {}
    for row in rows:
        by_city.setdefault(row.head, set()).add(row.town)
    alone = [row for row in rows if by_city[row.head] == {row.town} and row.city.endswith(row.town)]
    assert len(alone) > 20
    for row in alone:
        assert all(dictionary.split(row.code, row.head + after).matched for after in ("", "字架空12", "無番地")), row


def test_the_code_of_a_whole_village_fits_no_other_village(dictionary: PostalDictionary) -> None:
    assert not dictionary.split("1000601", "東京都利島村1").matched
    assert not dictionary.split("1000601", "").matched


@pytest.mark.parametrize("after", ["100", "無番地", "", "百番地"])
def test_a_code_for_lots_right_after_the_village_fits_lots_and_nothing(
    after: str, dictionary: PostalDictionary
) -> None:
    assert dictionary.split("4090142", "山梨県北都留郡小菅村" + after).matched
    assert not dictionary.split("4090142", "山梨県北都留郡小菅村字架空12").matched
