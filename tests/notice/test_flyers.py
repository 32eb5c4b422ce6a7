"""Which inserts belong to a notice."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.notice.flyers import FlyerSettings, SymbolKind, expect_flyers, read_flyer_settings, symbol_kind
from app.notice.model import Flyer
from app.records.layouts import Scheme
from tests.rows import each_row

SETTINGS = FlyerSettings("1", {"大阪府": "2"}, sizes_b={"大阪府": "A3"})


@each_row(
    ("symbol", "kind"),
    [
        ("ｲﾛﾊ ", SymbolKind.KANA),
        ("ｦﾞﾟｰ", SymbolKind.KANA),
        ("イロ", SymbolKind.KANA),
        ("ヴー", SymbolKind.KANA),
        ("ABC ", SymbolKind.ALNUM),
        ("A2AB", SymbolKind.ALNUM),
        ("1234", SymbolKind.ALNUM),
        ("Ａ２", SymbolKind.ALNUM),
        ("ｲA  ", SymbolKind.MIXED),
        ("イ1 ", SymbolKind.MIXED),
        ("いろ", SymbolKind.MIXED),
        ("年金", SymbolKind.MIXED),
        ("ｲ-  ", SymbolKind.MIXED),
        ("･   ", SymbolKind.MIXED),
        ("    ", SymbolKind.BLANK),
        ("\u3000\u3000", SymbolKind.BLANK),
        ("", SymbolKind.BLANK),
    ],
)
def test_the_symbol_tells_katakana_from_letters_and_digits(symbol: str, kind: SymbolKind) -> None:
    assert symbol_kind(symbol.encode("cp932")) is kind


@pytest.mark.parametrize("raw", [b"\x80\xa0\xfd\xff", b"\xf0\x40\xf0\x40", b"\x83\x20\xb1\xb1", b"\x85"])
def test_bytes_without_a_character_are_no_katakana(raw: bytes) -> None:
    assert symbol_kind(raw) is SymbolKind.MIXED


KANA, ALNUM = b"\xb2\xdb\xca ", b"ABC "


@pytest.mark.parametrize(("symbol", "inserted"), [("イロハ", True), ("ABC", False), ("A2AB", False)])
def test_the_examples_of_the_specification(symbol: str, inserted: bool) -> None:
    half = {"イロハ": KANA}.get(symbol, symbol.encode())
    assert (expect_flyers("kounen", half, "東京都", SETTINGS).of("B") != ()) is inserted


@pytest.mark.parametrize("raw", [b"    ", b"\xb2A  "])
def test_an_unclear_symbol_gets_no_flyer_b_and_says_so(raw: bytes) -> None:
    found = expect_flyers("kounen", raw, "東京都", SETTINGS)
    assert found.of("B") == ()
    assert any("要確認" in reason for reason in found.why)


def test_both_flyers_are_of_the_notices_prefecture() -> None:
    for prefecture, version, size_b in (("東京都", "第1版", "A4"), ("大阪府", "第2版", "A3")):
        found = expect_flyers("kounen", KANA, prefecture, SETTINGS)
        assert found.flyers == (
            Flyer("A", version, prefecture, "A4"),
            Flyer("B", prefecture, prefecture, size_b),
        )


def test_seamens_notices_get_the_nationwide_flyer_b_whatever_their_symbol() -> None:
    settings = replace(SETTINGS, size_b_senpo="A3")
    for symbol in (KANA, ALNUM, b"    "):
        found = expect_flyers("senpo", symbol, "大阪府", settings)
        assert found.of("B") == (Flyer("B", "船員", "", "A3"),)
        assert found.of("A") == (Flyer("A", "第2版", "大阪府", "A4"),)


@pytest.mark.parametrize(
    ("scheme", "symbol", "why"),
    [
        ("kounen", KANA, "B：大阪府のチラシB（A3）を封入（事業所記号がカナ）"),
        ("kounen", ALNUM, "B：大阪府のチラシBは封入しない（事業所記号が英数）"),
        ("kounen", b"    ", "B：事業所記号が空白で判定できないため、大阪府のチラシBは封入しない（要確認）"),
        ("senpo", ALNUM, "B：船員のチラシB（全国共通、A4）"),
    ],
)
def test_the_reason_names_the_prefecture_and_the_size(scheme: Scheme, symbol: bytes, why: str) -> None:
    assert expect_flyers(scheme, symbol, "大阪府", SETTINGS).why == (
        "A：大阪府のチラシA 第2版（例外、A4）",
        why,
        "C：今月はなし",
    )


def test_an_unknown_prefecture_is_said() -> None:
    found = expect_flyers("kounen", KANA, "", SETTINGS)
    assert found.why[0] == "A：都道府県不明のチラシA 第1版（標準、A4）"
    assert "都道府県不明のチラシB" in found.why[1]


def test_flyer_c_goes_into_every_notice_with_its_size() -> None:
    kinds = (Flyer("C", "広報", "", "A4"), Flyer("C", "追加", "", "A3"))
    found = expect_flyers("kounen", ALNUM, "東京都", FlyerSettings("1", kinds_c=kinds))
    assert found.of("C") == kinds
    assert found.why[2] == "C：今月は2種類、広報（A4）・追加（A3）"


def test_the_month_starts_with_one_edition_for_all() -> None:
    settings = read_flyer_settings()
    assert settings.versions_a == ("1",)
    assert settings.kinds_c == ()
    assert (settings.size_a, settings.size_b, settings.size_b_senpo) == ("A4", "A4", "A4")


A = '[flyer_a]\nsize = "A4"\ndefault = "1"\nexceptions = {}\n'
B = '[flyer_b]\nsize = "A4"\nsizes = {}\nsenpo_size = "A4"\n'
C = '[[flyer_c]]\nname = "広報"\nsize = "A4"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "flyers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_exceptions_and_sizes_are_read_by_prefecture(tmp_path: Path) -> None:
    text = A.replace("{}", '{ "大阪府" = "2" }') + B.replace("{}", '{ "京都府" = "A3" }') + C + C.replace("A4", "A3")
    settings = read_flyer_settings(write(tmp_path, text))
    assert (settings.versions_a, settings.exceptions_a["大阪府"]) == (("1", "2"), "2")
    assert settings.sizes_b == {"京都府": "A3"}
    assert [kind.size for kind in settings.kinds_c] == ["A4", "A3"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[[",
        A,
        B,
        A + B + C * 3,
        A.replace('"1"', "1") + B,
        A.replace('"1"', '""') + B,
        A.replace("A4", "A5") + B,
        A + B.replace('size = "A4"\nsizes', 'size = "B4"\nsizes'),
        A + B.replace('senpo_size = "A4"', "senpo_size = 4"),
        A + B + C.replace("A4", ""),
        A + B + C.replace("広報", ""),
        A + B + "[flyer_c]\nkinds = 0\n",
        A + B + C + "weight = 3\n",
        A + B + "[flyer_d]\n",
        A + "editions = 1\n" + B,
        A.replace("{}", '{ "大阪" = "2" }') + B,
        A + B.replace("{}", '{ "大阪" = "A3" }'),
        A + B.replace("{}", '{ "大阪府" = "A2" }'),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(KenpanError) as error:
        read_flyer_settings(write(tmp_path, text))
    assert error.value.code == "flyers.settings"
    assert error.value.file == "flyers.toml"


def test_six_editions_are_enough_and_seven_too_many(tmp_path: Path) -> None:
    names = ["北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県"]
    tables = [", ".join(f'"{name}" = "{at + 2}"' for at, name in enumerate(names[:count])) for count in (5, 6)]
    texts = [A.replace("{}", f"{{ {table} }}") + B for table in tables]
    assert len(read_flyer_settings(write(tmp_path, texts[0])).versions_a) == 6
    with pytest.raises(KenpanError):
        read_flyer_settings(write(tmp_path, texts[1]))
