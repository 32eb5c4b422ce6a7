"""What a hand scanner types, whatever the keyboards are set to."""

import unicodedata

import pytest

from app.notice.piece_id import PieceRun, piece_id
from app.proof.scanner import AROUND, JIS_SENT, KANA, US_SENT, WIDE, Scanner, is_whole, may_become_id, read_scan
from tests.rows import each_row

OWN = piece_id("PAP03", "ZMGKK#2101", 12345)
NEW = piece_id("PAP03", "ZMGKK#2101", 12345, PieceRun("2026-12", 1))
SENPO = piece_id("PAP03", "ZMGKS#2101", 9)
NONE = Scanner()
KEYS = dict(zip("0123456789KS", "わぬふあうえおやゆよのと", strict=True))


def full_width(text):
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@each_row("own", [OWN, SENPO])
@each_row("noise", ["{}", " {}\r\n", "]C1{}", "]C0{}\t", "\x02{}\x03", "\ufeff{}\x1d"])
def test_what_every_scanner_adds_does_not_matter(own, noise):
    assert read_scan(noise.format(own), NONE) == read_scan(own, NONE)
    assert (read_scan(own, NONE).text, read_scan(own, NONE).note) == (own, "")


def test_small_letters_mean_the_same():
    assert read_scan(OWN.lower(), NONE).text == OWN


@pytest.mark.parametrize(("prefix", "suffix"), [("#", "%"), ("<<", ""), ("", "END"), ("]C1@", "\x03"), ("a", "b")])
def test_a_prefix_and_a_suffix_are_taken_off_where_they_are_set(prefix, suffix):
    scanner = Scanner(prefix, suffix)
    assert read_scan(f"{prefix}{OWN}{suffix}", scanner).text == OWN
    assert read_scan(OWN, scanner).text == OWN


def test_what_stands_around_an_id_unasked_is_named_and_not_taken():
    reading = read_scan(f"#{OWN}%", NONE)
    assert not reading.is_id
    assert reading.note == AROUND


def test_full_width_is_read_and_named():
    reading = read_scan(full_width(OWN), NONE)
    assert (reading.text, reading.note) == (OWN, WIDE)


@pytest.mark.parametrize("form", ["NFC", "katakana", "half"])
def test_kana_keys_are_read_and_named(form):
    kana = "".join(KEYS[char] for char in OWN)
    if form != "NFC":
        kana = "".join(chr(ord(char) + 0x60) for char in kana)
    if form == "half":
        halves = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
        kana = "".join(halves[char] for char in kana)
    reading = read_scan(kana, NONE)
    assert (reading.text, reading.note) == (OWN, KANA)


def test_kana_that_is_no_id_is_named_all_the_same():
    assert read_scan("のわあ", NONE).note == KANA


@pytest.mark.parametrize("around", ["[C1{}", "[C0{}\r"])
def test_a_us_scanner_at_a_jis_workstation_is_read_and_named(around):
    reading = read_scan(around.format(OWN), NONE)
    assert (reading.text, reading.note) == (OWN, US_SENT)


def test_a_jis_scanner_at_a_us_workstation_is_read_and_named():
    reading = read_scan(f"\\C1{OWN}", NONE)
    assert (reading.text, reading.note) == (OWN, JIS_SENT)


def test_a_set_prefix_is_known_on_the_wrong_layout_too():
    reading = read_scan(f"@{OWN}^", Scanner("[", "="))
    assert (reading.text, reading.note) == (OWN, US_SENT)


@pytest.mark.parametrize(
    "text", ["", "Kenpan-Test-2026", "OOOO", OWN[:-1], f"{OWN}0", f"{OWN}\n{OWN}", "東京都千代田区"]
)
def test_nothing_else_is_an_id(text):
    assert read_scan(text, NONE).text == ""


def test_a_scan_in_the_making_is_told_from_what_people_type():
    scanner = Scanner("#!")
    for text in ("", "#", "#!", "#!K", f"#!{OWN}", "K", OWN[:9], full_width(OWN[:5]), "]", "]C", "]C1", "]C1K03"):
        assert may_become_id(text, scanner), text
    for text in ("Ke", "Kenpan", "pass", "1234567K", "あ", f"{NEW}1", f"{OWN}A"):
        assert not may_become_id(text, scanner), text


@each_row("typed", [OWN, NEW, OWN.lower(), full_width(NEW), f" {OWN}\r", f"]C1{OWN}", OWN[:-1], f"{OWN}9", "K", ""])
def test_a_code_is_whole_where_it_is_read_as_one(typed):
    assert is_whole(typed, NONE) == read_scan(typed, NONE).is_id
    kana = "".join(KEYS.get(char, char) for char in typed)
    assert is_whole(kana, NONE) == read_scan(kana, NONE).is_id
