"""Which inserts belong to a notice."""

from pathlib import Path

import pytest

from app.errors import KenpanError
from app.notice.flyers import FlyerSettings, SymbolKind, expect_flyers, read_flyer_settings, symbol_kind

SETTINGS = FlyerSettings("1", {"大阪府": "2"}, 0)


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(("symbol", "inserted"), [("イロハ", True), ("ABC", False), ("A2AB", False)])
def test_the_examples_of_the_specification(symbol: str, inserted: bool) -> None:
    half = {"イロハ": b"\xb2\xdb\xca "}.get(symbol, symbol.encode())
    assert expect_flyers("kounen", half, "東京都", SETTINGS).flyer_b is inserted


@pytest.mark.parametrize("raw", [b"    ", b"\xb2A  "])
def test_an_unclear_symbol_gets_no_flyer_b_and_says_so(raw: bytes) -> None:
    found = expect_flyers("kounen", raw, "東京都", SETTINGS)
    assert not found.flyer_b
    assert any("要確認" in reason for reason in found.why)


def test_seamens_notices_get_their_own_flyer_even_with_a_kana_symbol() -> None:
    found = expect_flyers("senpo", b"\xb2\xdb\xca", "千葉県", SETTINGS)
    assert (found.flyer_b, found.senpo_flyer) == (False, True)
    assert not expect_flyers("kounen", b"\xb2\xdb\xca ", "千葉県", SETTINGS).senpo_flyer


def test_flyer_a_follows_the_prefecture() -> None:
    versions = [expect_flyers("kounen", b"ABC ", name, SETTINGS).version_a for name in ("東京都", "大阪府")]
    assert versions == ["1", "2"]


def test_every_insert_has_one_reason() -> None:
    settings = FlyerSettings("1", {}, 2)
    assert expect_flyers("kounen", b"ABC ", "東京都", settings).why == (
        "A：東京都は第1版（標準）",
        "B：事業所記号が英数のため封入しない",
        "C：今月は2種類",
    )


def test_the_month_starts_with_one_edition_for_all() -> None:
    settings = read_flyer_settings()
    assert settings.versions_a == ("1",)
    assert settings.kinds_c == 0


def write(folder: Path, text: str) -> Path:
    path = folder / "flyers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_exceptions_are_read_by_prefecture(tmp_path: Path) -> None:
    path = write(tmp_path, '[flyer_a]\ndefault = "1"\nexceptions = { "大阪府" = "2" }\n[flyer_c]\nkinds = 2\n')
    settings = read_flyer_settings(path)
    assert (settings.versions_a, settings.exceptions_a["大阪府"], settings.kinds_c) == (("1", "2"), "2", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[[",
        'flyer_a = "1"',
        "[flyer_a]\ndefault = 1\nexceptions = {}\n[flyer_c]\nkinds = 0\n",
        '[flyer_a]\ndefault = "1"\nexceptions = {}\n[flyer_c]\nkinds = 3\n',
        '[flyer_a]\ndefault = "1"\nexceptions = {}\n[flyer_c]\nkinds = true\n',
        '[flyer_a]\ndefault = "1"\nexceptions = { "大阪" = "2" }\n[flyer_c]\nkinds = 0\n',
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
    texts = [f'[flyer_a]\ndefault = "1"\nexceptions = {{ {table} }}\n[flyer_c]\nkinds = 0\n' for table in tables]
    assert len(read_flyer_settings(write(tmp_path, texts[0])).versions_a) == 6
    with pytest.raises(KenpanError):
        read_flyer_settings(write(tmp_path, texts[1]))
