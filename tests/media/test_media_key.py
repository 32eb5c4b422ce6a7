import stat
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.media.media_key import Key, parse_key, read_key_file, write_key_file

KEY_HEX = "0123456789abcdef" * 4
IV_HEX = "fedcba9876543210" * 2


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16))
def test_hex_digits_give_the_key_back(raw, iv):
    assert parse_key(raw.hex(), iv.hex().upper()) == Key(raw, iv)


def test_blanks_around_and_between_the_digits_are_ignored():
    assert parse_key(f"  {KEY_HEX[:32]} {KEY_HEX[32:]}\n", f"\t{IV_HEX}　") == parse_key(KEY_HEX, IV_HEX)


@pytest.mark.parametrize(
    ("key_hex", "iv_hex", "place"),
    [
        (KEY_HEX[:-1], IV_HEX, "鍵"),
        (KEY_HEX + "0", IV_HEX, "鍵"),
        ("", IV_HEX, "鍵"),
        (KEY_HEX[:11] + "g" + KEY_HEX[12:], IV_HEX, "鍵の12文字目"),
        (KEY_HEX[:-1] + "\uff11", IV_HEX, "鍵の64文字目"),
        (KEY_HEX, IV_HEX[:-2], "IV"),
        (KEY_HEX, "0x" + IV_HEX[2:], "IVの2文字目"),
    ],
)
def test_a_wrong_digit_is_named_by_its_place_and_nothing_is_echoed(key_hex, iv_hex, place):
    with pytest.raises(KenpanError) as caught:
        parse_key(key_hex, iv_hex)
    assert (caught.value.code, caught.value.place) == ("key.format", place)
    said = "".join(traceback.format_exception(caught.value))
    assert KEY_HEX[:8] not in said
    assert IV_HEX[:8] not in said


def test_a_key_has_no_text_form():
    key = parse_key(KEY_HEX, IV_HEX)
    for text in (repr(key), str(key), f"{key}", f"{[key]}", f"{key!r}"):
        assert KEY_HEX[:4] not in text
        assert repr(key.key)[2:8] not in text


def test_a_key_of_another_length_cannot_be_made():
    with pytest.raises(ValueError, match="32"):
        Key(bytes(31), bytes(16))
    with pytest.raises(ValueError, match="16"):
        Key(bytes(32), bytes(15))


def test_a_written_key_file_reads_back_and_is_private(tmp_path):
    path = tmp_path / "key.toml"
    write_key_file(path, parse_key(KEY_HEX, IV_HEX))
    assert read_key_file(path) == parse_key(KEY_HEX, IV_HEX)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_file_saved_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "key.toml"
    path.write_bytes(b"\xef\xbb\xbf" + f'key = "{KEY_HEX}"\r\niv = "{IV_HEX}"\r\n'.encode())
    assert read_key_file(path) == parse_key(KEY_HEX, IV_HEX)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        f'key = "{KEY_HEX}"'.encode(),
        f'iv = "{IV_HEX}"'.encode(),
        f'key = {KEY_HEX}\niv = "{IV_HEX}"'.encode(),
        f'key = "{KEY_HEX}\niv = "{IV_HEX}"'.encode(),
        f'key = ["{KEY_HEX}"]\niv = "{IV_HEX}"'.encode(),
        f'key = "{KEY_HEX}z"\niv = "{IV_HEX}"'.encode(),
        b"\x93\xfa\x96\x7b",
        b"# " + bytes([0x61]) * 100_000,
    ],
)
def test_a_key_file_of_the_wrong_form_is_an_error_without_its_content(tmp_path, raw):
    path = tmp_path / "key.toml"
    path.write_bytes(raw)
    with pytest.raises(KenpanError) as caught:
        read_key_file(path)
    assert (caught.value.code, caught.value.file) == ("key.format", "key.toml")
    assert KEY_HEX[:8] not in "".join(traceback.format_exception(caught.value))


def test_a_key_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(KenpanError) as caught:
        read_key_file(tmp_path / "none.toml")
    assert caught.value.code == "key.file"
