"""Bars that were read before are known again, and say no more than a scanner would read of them."""

import random
from itertools import pairwise

import pytest

from app.proof.printed import bar_reading
from app.proof.printed.bar_reading import BarReader
from app.proof.printed.code_boxes import _symbols, meaning, read_boxes, saying
from app.proof.printed.template import PlacedCode
from app.sheet.measured_form import MeasuredCode
from app.sheet.model import Rect

STOP = "2331112"
SHAPES = {"F": (0.0, 4.2), "A": (0.0, 2.8), "D": (1.4, 2.8), "T": (1.4, 1.4)}


def symbols(text):
    """Start B, a letter, then pairs of digits; check and stop."""
    steps = {value: digits for digits, value in _symbols()[0].items()}
    values = [104, ord(text[0]) - 32, 99, *[int(text[at : at + 2]) for at in range(1, len(text), 2)]]
    values.append((values[0] + sum(at * one for at, one in enumerate(values[1:], 1))) % 103)
    return "".join(steps[one] for one in values) + STOP


def code128(text, module=1.0, x=10.0, steps=""):
    """Its bars as the stream writes them."""
    out, at = [], x
    for number, width in enumerate(map(int, steps or symbols(text))):
        if number % 2 == 0:
            out.append(f"{at:g} 100 {width * module:g} 20 re")
        at += width * module
    return "\n".join(out).encode()


def customer(letters, x=10.0):
    rows = [(x + 1.2 * at, 100 + SHAPES[one][0], 0.6, SHAPES[one][1]) for at, one in enumerate(letters)]
    return "\n".join("{:g} {:g} {:g} {:g} re".format(*row) for row in rows).encode()


def reader_of(kind, x1):
    code = MeasuredCode("sheet.code", kind, Rect(0, 0, 200, 60))
    height = 20.0 if kind == "code128" else 4.2
    return BarReader(PlacedCode(code, 0, Rect(10.0, 100.0, x1, 100.0 + height), (1.0, 0.0), (1.0, 0.0)))


def slowly(kind, content):
    words = content.split()
    del words[4::5]
    return read_boxes(kind, tuple(map(float, words)), 1.0, 1.0)


def test_codes_made_of_known_symbols_say_what_their_boxes_say_and_wrong_checks_say_nothing():
    reader = reader_of("code128", 190.0)
    texts = [f"K0123{at:04}" for at in range(40)]
    assert [reader.read(code128(text)) for text in texts] == texts
    assert [reader.read(code128(text)) for text in texts] == texts
    mixed = symbols(texts[3])[:42] + symbols(texts[7])[42:]  # symbols of two codes: no check fits
    content = code128("", steps=mixed)
    assert reader.read(content) == slowly("code128", content) == ""


def test_a_code_elsewhere_or_of_anything_but_rectangles_is_none():
    reader = reader_of("code128", 190.0)
    content = code128("K01234567")
    assert reader.read(content) == "K01234567"
    assert reader.read(code128("K01234567", x=12.0)) is None
    assert reader.read(content.replace(b" re\n", b" re f\n", 1)) is None
    assert reader.read(content.replace(b"100", b"1e2", 1)) is None


def test_a_symbol_a_little_aside_is_read_by_its_boxes_each_time():
    reader = reader_of("code128", 190.0)
    content = code128("K01234567")
    assert reader.read(content) == "K01234567"
    rows = content.split(b"\n")
    x, rest = rows[9].split(b" ", 1)
    rows[9] = b"%g " % (float(x) + 0.45) + rest
    spoiled = b"\n".join(rows)
    assert reader.read(spoiled) == slowly("code128", spoiled) == ""
    assert reader.read(content) == "K01234567"


@pytest.mark.parametrize("other", ["A", "D", "T"])
def test_bars_of_the_customer_barcode_are_known_by_their_place_and_height(other):
    reader = reader_of("customer", 95.0)
    letters = "FD" + "FAT" * 21 + "DF"
    changed = letters[:30] + other + letters[31:]
    for _ in range(2):
        assert reader.read(customer(letters)) == letters
        assert reader.read(customer(changed)) == changed
    lower = customer(letters).replace(b" 4.2 re", b" 4.6 re", 1)
    assert reader.read(lower) in (None, slowly("customer", lower))


def test_symbols_and_bars_that_are_new_are_looked_at_alone(monkeypatch):
    codes, bars = reader_of("code128", 190.0), reader_of("customer", 95.0)
    letters = "FD" + "FAT" * 21 + "DF"
    assert codes.read(code128("K01234567")) == "K01234567"
    assert bars.read(customer(letters)) == letters
    monkeypatch.setattr(bar_reading, "read_boxes", None)  # whoever asks for all boxes fails
    for text in ("K99887766", "K00000001"):
        assert codes.read(code128(text)) == text
    changed = letters[:30] + "DDAATF" + letters[36:]
    assert bars.read(customer(changed)) == changed


@pytest.mark.parametrize("kind", ["code128", "customer"])
def test_what_is_looked_at_alone_says_what_all_boxes_say(kind):
    chance = random.Random(5)
    letters = ["FD" + "".join(chance.choices("FADT", k=63)) + "DF" for _ in range(60)]
    codes = [code128(f"K{number:08}") for number in chance.sample(range(10**8), 60)]
    contents = codes if kind == "code128" else [*map(customer, letters)]
    reader, read = reader_of(kind, 190.0 if kind == "code128" else 95.0), 0
    for content in contents:
        for _ in range(4):
            rows = [row.split() for row in content.split(b"\n")]
            row = rows[chance.randrange(1, len(rows) - 1)]
            off = chance.choice([0.0, 0.05, 0.15, 0.25, 0.35, 0.6, 1.1]) * chance.choice([-1, 1])
            at = chance.randrange(4)
            row[at] = b"%g" % (float(row[at]) + off)
            spoiled = b"\n".join(map(b" ".join, rows))
            said = reader.read(spoiled)
            assert said in (slowly(kind, spoiled), None)
            read += bool(said)
        assert reader.read(content) == slowly(kind, content)
    assert read > 60
    assert reader.read(b"\n".join(contents[0].split(b"\n")[:-1])) in ("", None)


@pytest.mark.parametrize("kind", ["code128", "customer"])
def test_what_bars_are_said_to_say_is_what_they_are_read_to_say(kind):
    chance = random.Random(7)
    letters = ["FD" + "".join(chance.choices("FADT", k=63)) + "DF" for _ in range(200)]
    texts = [f"K{number:08}" for number in chance.sample(range(10**8), 200)] if kind == "code128" else letters
    draw = code128 if kind == "code128" else customer
    reader, told = reader_of(kind, 190.0 if kind == "code128" else 95.0), 0
    reader.read(draw(texts[0]))
    for text, other in pairwise(texts):
        content = draw(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "read", lambda _: "")  # nobody reads it
            assert not reader.bars(content).says(other)
            told += reader.bars(content).says(text)
        bars, spoiled = reader.bars(content), reader.bars(content.replace(b" re", b" re f", 2))
        assert not bars.says(other) and not bars.says("") and not bars.says(text[:-1])
        assert bars.says(text)
        assert bars.text == text == slowly(kind, content)
        assert spoiled is None or not (spoiled.says(text) or spoiled.says("") or spoiled.text)
    assert told > 150
    assert reader.bars(draw(texts[0]).replace(b"10 100", b"13 100")) is None


def test_the_usual_way_to_write_an_id_says_it():
    for text in ("K0321010012345261201171", "S010101000000123", "Z99", "A999"):
        assert meaning(saying(text)) == text
    for text in ("", "K", "K123", "k12", "12", "K１２", "K1²", "ÄA"):
        own = saying(text)
        assert not own or meaning(own) == text
