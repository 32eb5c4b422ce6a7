"""Characters to bars and back, against Japan Post's published codes and an independent encoder."""

import json
import random
from pathlib import Path

import pytest
import zint
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notice.barcode import BARS, NUMBER_LENGTH, bars, character_symbols, check_symbol, read_bars, symbols
from tests.rows import each_row
from tests.sizes import sized

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "data" / "customer_barcode_examples.json").read_text(encoding="utf-8")
)

# The rest of the manual's examples (郵便番号・バーコードマニュアル p20, p25): postal code, address number, 21 symbols.
MANUAL = [
    ("0140113", "60-1", "0 1 4 0 1 1 3 6 0 - 1 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC8"),
    ("0650006", "8-10", "0 6 5 0 0 0 6 8 - 1 0 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 9"),
    ("2730102", "3-20-5B604", "2 7 3 0 1 0 2 3 - 2 0 - 5 CC1 1 6 0 4 CC4 CC4 0"),
    ("0270203", "21-480", "0 2 7 0 2 0 3 2 1 - 4 8 0 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC5"),
    ("6500046", "9-7-6A1-1", "6 5 0 0 0 4 6 9 - 7 - 6 CC1 0 1 - 1 CC4 CC4 CC4 5"),
    ("2280024", "6-3454-5-6-1108", "2 2 8 0 0 2 4 6 - 3 4 5 4 - 5 - 6 - 1 1 2"),
    ("9100067", "3-80-25J1-2B", "9 1 0 0 0 6 7 3 - 8 0 - 2 5 CC1 9 1 - 2 CC1 9"),
]

postal_codes = st.text("0123456789", min_size=7, max_size=7)
numbers = st.text("0123456789-ABFJKTUZ", max_size=20)


def fits(number: str) -> bool:
    return sum(len(character_symbols(char)) for char in number) <= NUMBER_LENGTH


def drawn_by_zint(digits: str) -> str:
    """The bars of the symbol that zint draws: of each bar, whether it rises and whether it falls."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.JAPANPOST
    symbol.encode(digits)
    rows = symbol.encoded_data.tolist()
    letters = {(1, 1): "F", (1, 0): "A", (0, 1): "D", (0, 0): "T"}
    return "".join(
        letters[rows[0][x >> 3] >> (x & 7) & 1, rows[2][x >> 3] >> (x & 7) & 1] for x in range(0, symbol.width, 2)
    )


@each_row("example", [e for e in EXAMPLES if e["symbols"]], ids=lambda e: e["postal"])
def test_the_examples_have_their_symbols_and_bars(example: dict[str, str]) -> None:
    code = symbols(example["postal"].replace("-", ""), example["extracted"])
    assert " ".join(code) == example["symbols"]
    if example["bars"]:
        assert bars(code) == example["bars"]


@pytest.mark.parametrize(("postal", "number", "expected"), MANUAL)
def test_the_manuals_own_codes_come_out(postal: str, number: str, expected: str) -> None:
    assert " ".join(symbols(postal, number)) == expected


def test_a_letter_on_the_last_place_leaves_its_control_code_alone() -> None:
    code = symbols("9100067", "3-80-25J1-2B")
    assert code[19] == "CC1"
    assert code[:20] == symbols("9100067", "3-80-25J1-2A9")[:20]


def test_every_letter_is_a_control_code_and_a_digit() -> None:
    assert character_symbols("A") == ("CC1", "0")
    assert character_symbols("J") == ("CC1", "9")
    assert character_symbols("K") == ("CC2", "0")
    assert character_symbols("T") == ("CC2", "9")
    assert character_symbols("U") == ("CC3", "0")
    assert character_symbols("Z") == ("CC3", "5")
    assert character_symbols("-") == ("-",)


def test_the_nineteen_patterns_differ() -> None:
    assert len(BARS) == 19
    assert len(set(BARS.values())) == 19
    assert {len(pattern) for pattern in BARS.values()} == {3}


def test_the_encoder_reads_the_same_bars_as_known_from_its_own_test() -> None:
    assert drawn_by_zint("6540123789-A-K-Z") == "FDDAFFTFFADFTTFFTFDADFAAFDADFTFFTFTDATFTTTFTDTAFTTTFTADTFTFTDADFADF"


def test_thousands_of_codes_are_drawn_as_an_independent_encoder_draws_them() -> None:
    dice = random.Random(20260301)
    for _ in range(4000):
        postal = f"{dice.randrange(10**7):07d}"
        number = "".join(dice.choices("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=dice.randrange(14)))
        if not fits(number):
            number = "".join(char for char in number if not char.isalpha())
        assert bars(symbols(postal, number)) == drawn_by_zint(postal + number), (postal, number)


def test_a_number_cut_at_thirteen_is_drawn_as_an_independent_encoder_draws_the_first_twenty() -> None:
    dice = random.Random(7)
    for _ in range(500):
        digits = "".join(dice.choices("0123456789", k=7)) + "".join(dice.choices("0123456789-", k=20))
        assert bars(symbols(digits[:7], digits[7:])) == drawn_by_zint(digits[:20])


@given(postal_codes, numbers)
def test_bars_read_back_as_the_symbols_they_were_made_of(postal: str, number: str) -> None:
    code = symbols(postal, number)
    assert len(code) == 21
    assert read_bars(bars(code)) == code


@given(postal_codes, numbers, st.integers(0, 66), st.sampled_from("FADT"))
@settings(max_examples=sized(40, 400))
def test_no_change_of_a_single_bar_goes_unnoticed(postal: str, number: str, place: int, bar: str) -> None:
    drawn = bars(symbols(postal, number))
    changed = drawn[:place] + bar + drawn[place + 1 :]
    if changed == drawn:
        assert read_bars(changed) == symbols(postal, number)
    else:
        with pytest.raises(ValueError, match=r"stands for nothing|does not fit|is wrong"):
            read_bars(changed)


@given(postal_codes, numbers, st.integers(0, 19), st.sampled_from(sorted(BARS)))
def test_no_change_of_a_single_symbol_passes_the_check_digit(postal: str, number: str, at: int, other: str) -> None:
    code = symbols(postal, number)
    changed = (*code[:at], other, *code[at + 1 :])
    assert (check_symbol(changed[:20]) == code[20]) == (changed == code)


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        ("", "0 bars"),
        ("FD" + "FTT" * 22 + "DF", "70 bars"),
        ("DF" + "FTT" * 21 + "DF", "start 'DF'"),
        ("FD" + "FTT" * 21 + "FD", "stop 'FD'"),
        ("FD" + "FTT" * 3 + "TTT" + "FTT" * 17 + "DF", "symbol 4: 'TTT' stands for nothing"),
        ("FD" + "FFT" + "FTT" * 20 + "DF", "check digit '0' does not fit, expected 'CC8'"),
    ],
)
def test_unreadable_bars_are_refused_with_the_reason(read: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_bars(read)


@pytest.mark.parametrize("postal", ["", "123456", "12345678", "123-4567", "１２３４５６７", "123456a"])
def test_a_postal_code_that_is_not_seven_digits_is_refused(postal: str) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        symbols(postal, "1-2")


@pytest.mark.parametrize("number", ["1 2", "a", "１", "1/2", "CC4+", "1\n"])
def test_an_address_number_with_other_characters_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="address number"):
        symbols("1000001", number)


def test_symbols_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="not a symbol of the code: 'CC9'"):
        check_symbol(("CC9",) * 20)
    with pytest.raises(ValueError, match="19 symbols"):
        check_symbol(("0",) * 19)
    with pytest.raises(ValueError, match="20 symbols"):
        bars(("0",) * 20)
    with pytest.raises(ValueError, match="does not fit"):
        bars(("0",) * 20 + ("1",))
