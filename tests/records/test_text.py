import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import text as text_module
from app.records.text import (
    Char,
    CharKind,
    char_to_code,
    code_to_char,
    columns,
    decode,
    double_table,
    encode,
    gaiji_codes,
    is_utf8,
    same_print,
    single_table,
    to_text,
    to_texts,
    trimmed,
)
from tests.rows import each_row

# Bytes that matter more than others: leads of every kind, odd trails, singles that CP932 and JIS X 0201 disagree on.
awkward = st.lists(
    st.sampled_from(bytes.fromhex("20405c7e7f80818293a0a1b1dfe0edeff0f9fafcfdfeff0041873b")), max_size=24
).map(bytes)
any_bytes = st.binary(max_size=40) | awkward


def test_single_bytes_are_jis_x_0201():
    assert to_text(b"A\x5c1~\xb1\xdf") == "A¥1‾ｱﾟ"
    assert [char.kind for char in decode(b"\x5c\x7e\xa1\xdf")] == [CharKind.SINGLE] * 4
    assert len(single_table()) == 95 + 63


def test_a_backslash_or_tilde_as_second_byte_is_left_alone():
    assert to_text(b"\x83\x5c\x95\x5c\x83\x7e") == "ソ表ミ"


@each_row("byte", [*range(0x20), 0x7F, 0x80, 0xA0, 0xFD, 0xFE, 0xFF])
def test_a_single_byte_without_a_character_stays_visible(byte: int):
    raw = b"A" + bytes((byte,)) + b"B"
    assert to_text(raw) == f"A⟦{byte:02X}⟧B"
    assert decode(raw)[1] == Char(f"⟦{byte:02X}⟧", 1, 1, CharKind.UNDECODABLE, byte)


@each_row("pair", ["9320", "933b", "937f", "93ff", "8540", "81ad", "effc", "fc4c", "879d"])
def test_an_impossible_or_unmapped_pair_is_one_undecodable_character_of_two_bytes(pair: str):
    raw = bytes.fromhex(pair)
    first, second = decode(raw + b"A")
    assert first == Char(f"⟦{pair[:2].upper()} {pair[2:].upper()}⟧", 0, 2, CharKind.UNDECODABLE, int(pair, 16))
    assert (second.text, second.offset) == ("A", 2)


def test_a_lead_byte_at_the_end_stands_alone():
    assert to_text(b"\x88\x9f\x93") == "亜⟦93⟧"
    assert decode(b"\x93")[-1] == Char("⟦93⟧", 0, 1, CharKind.UNDECODABLE, 0x93)


@each_row(
    ("code", "char", "kind"),
    [
        (0x889F, "亜", CharKind.DOUBLE),
        (0x8140, "\u3000", CharKind.DOUBLE),
        (0x81CA, "￢", CharKind.DOUBLE),
        (0x8740, "①", CharKind.EXTENSION),
        (0x879C, "∪", CharKind.EXTENSION),
        (0xED40, "纊", CharKind.EXTENSION),
        (0xEEFC, "＂", CharKind.EXTENSION),
        (0xFA40, "ⅰ", CharKind.EXTENSION),
        (0xFBFC, "髙", CharKind.EXTENSION),
        (0xFC4B, "黑", CharKind.EXTENSION),
        (0xF040, "\ue000", CharKind.GAIJI),
        (0xF9FC, "\ue757", CharKind.GAIJI),
    ],
)
def test_double_byte_codes_have_their_kind(code: int, char: str, kind: CharKind):
    assert decode(code.to_bytes(2, "big")) == (Char(char, 0, 2, kind, code),)


def test_the_table_has_the_size_of_its_standards():
    kinds = [kind for _char, kind in double_table().values()]
    assert kinds.count(CharKind.GAIJI) == 1880
    assert kinds.count(CharKind.EXTENSION) == 83 + 374 + 388
    assert kinds.count(CharKind.DOUBLE) == 6879


def test_user_defined_codes_and_private_use_characters_are_one_to_one():
    pairs = {code: code_to_char(code) for code in range(0x10000)}
    codes = [code for code, char in pairs.items() if char is not None]
    assert [pairs[code] for code in codes] == [chr(0xE000 + index) for index in range(1880)]
    assert [char_to_code(chr(0xE000 + index)) for index in range(1880)] == codes
    assert (codes[0], codes[-1]) == (0xF040, 0xF9FC)
    for other in ("A", "\udfff", "\ue758", "\uf8f0", "亜"):
        assert char_to_code(other) is None


def test_the_formula_agrees_with_the_table():
    gaiji = {code: char for code, (char, kind) in double_table().items() if kind is CharKind.GAIJI}
    assert gaiji == {code: code_to_char(code) for code in gaiji}


@given(any_bytes)
def test_no_byte_is_dropped_or_read_twice(raw: bytes):
    chars = decode(raw)
    assert [char.offset for char in chars] == [sum(c.length for c in chars[:at]) for at in range(len(chars))]
    assert sum(char.length for char in chars) == len(raw)
    assert b"".join(char.code.to_bytes(char.length, "big") for char in chars) == raw


@given(any_bytes)
def test_text_of_a_field_is_the_text_of_its_characters(raw: bytes):
    assert to_text(raw) == "".join(char.text for char in decode(raw))


@given(any_bytes)
def test_decoded_text_encodes_to_bytes_that_decode_the_same(raw: bytes):
    text = to_text(raw)
    if any(char.kind is CharKind.UNDECODABLE for char in decode(raw)):
        with pytest.raises(UnicodeEncodeError):
            encode(text)
    else:
        assert to_text(encode(text)) == text


@given(st.lists(st.sampled_from(sorted(c for c, (_t, k) in double_table().items() if k is not CharKind.EXTENSION))))
def test_ordinary_and_user_defined_codes_survive_the_round_trip(codes: list[int]):
    # CP932 holds a few ordinary symbols twice and one sign of NEC row 13 under an ordinary code.
    raw = b"".join(code.to_bytes(2, "big") for code in codes)
    assert to_text(encode(to_text(raw))) == to_text(raw)
    gaiji = tuple(code for code in codes if 0xF040 <= code <= 0xF9FC)
    assert gaiji_codes(raw) == gaiji_codes(encode(to_text(raw))) == gaiji


def test_what_is_encoded_at_once_has_the_code_of_the_table():
    for char in filter(text_module._ENCODED_ALIKE.fullmatch, map(chr, range(0x10000))):
        code = text_module._encoding().get(char)
        if code is None:
            with pytest.raises(UnicodeEncodeError):
                encode(char)
        else:
            assert encode(char) == code


def test_other_spellings_of_six_signs_are_accepted():
    assert encode("〜‖−¢£¬") == encode("～∥－￠￡￢") == bytes.fromhex("81608161817c8191819281ca")


@each_row("char", ["\\", "~", "\n", "\x80", "\uf8f0", "\ue758", "𠮷", "é", "⟦"])
def test_a_character_without_a_code_is_named(char: str):
    with pytest.raises(UnicodeEncodeError) as caught:
        encode("東京" + char + "X")
    assert (caught.value.start, caught.value.end, caught.value.object[2]) == (2, 3, char)


def test_only_half_width_blanks_at_the_end_are_filling():
    raw = encode(" 東京　") + b"   "
    assert trimmed(raw) == encode(" 東京　")
    assert (columns(raw), columns(b"   "), columns(b"")) == (7, 0, 0)


def test_gaiji_codes_come_in_order_and_repeated():
    assert gaiji_codes(b"\xf0\x41A\xf0\x40\x88\x9f\xf0\x41") == (0xF041, 0xF040, 0xF041)
    assert gaiji_codes(b"\xf0\x20\x93\xf0\x40") == ()


def test_two_codes_of_one_character_print_the_same_and_nothing_else_does():
    assert same_print(b"\xfb\xfc", b"\xee\xe0")
    assert not same_print("髙".encode("cp932"), "高".encode("cp932"))
    assert not same_print(b"\xf0\x40", b"\xf0\x41")
    assert not same_print(b"\x93\x20", b"\x93\x21")


@pytest.mark.parametrize("text", ["東京都", "ABC" * 700_000 + "髙", "ｶﾅ", "\ue000"])
def test_japanese_in_utf8_is_known_and_in_shift_jis_is_not(text: str):
    assert is_utf8(text.encode("utf-8"))
    assert not is_utf8(encode(text))


@pytest.mark.parametrize("raw", [b"", b"0101-01-000001", "é".encode(), "東京".encode() + b"\x93"])
def test_text_that_could_be_either_or_is_broken_is_not_called_utf8(raw: bytes):
    assert not is_utf8(raw)


def test_a_last_character_may_be_cut_off():
    assert is_utf8("東京都".encode()[:-1])


@pytest.mark.parametrize(
    "odd", [b"", b"\x93", b"a\nb", b"\x81\x40", b"\x80", b"\xf8", b"\xf0\x40~\\", b"\x00", b"\xa0"], ids=repr
)
def test_many_texts_at_once_are_what_each_of_them_is(odd):
    plain = ["亜".encode("cp932"), b"1-2\\~", b""]
    for raws in ([odd], [*plain, odd], [odd, *plain], [odd, odd], plain, []):
        assert to_texts(raws) == [*map(to_text, raws)]
