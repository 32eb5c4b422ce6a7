import numpy as np

from app.records.patterns import fits, fits_column, spoken
from app.records.text import encode
from tests.rows import each_row

TOTAL = "*+合計*+"


@each_row(
    ("text", "pattern"),
    [
        ("*****　合　計　*****", TOTAL),
        ("* 合計 *   ", TOTAL),
        ("****************合計*****", TOTAL),
        ("*****", "*+"),
        ("*", "*+"),
        ("*" * 33, "*+"),
        ("***   ", "*+"),
        ("   ***", "*+"),
        ("*　告知額合計  ", "*告知額合計"),
        ("返却（引抜）", "返却(引抜)"),
    ],
)
def test_what_the_source_may_have_meant_fits(text: str, pattern: str):
    assert fits(encode(text), pattern)


@each_row(
    ("text", "pattern"),
    [
        ("合計", TOTAL),
        ("***合計", TOTAL),
        ("** *合計***", TOTAL),
        ("***合討***", TOTAL),
        ("***合計***#", TOTAL),
        ("      ", "*+"),
        ("", "*+"),
        (" *** ", "*+"),
        ("** **", "*+"),
        ("**x**", "*+"),
        ("**告知額合計", "*告知額合計"),
    ],
)
def test_anything_else_does_not(text: str, pattern: str):
    assert not fits(encode(text), pattern)


def test_a_lead_byte_never_eats_an_asterisk():
    assert not fits(b"\x81***", "*+")


def test_a_column_is_judged_as_its_fields_are():
    rows = [b"***  ", b"  ***", b" *** ", b"     ", b"*****", b"***  "]
    column = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, 5)
    assert fits_column(column, "*+").tolist() == [fits(raw, "*+") for raw in rows]
    assert fits_column(column[:0], "*+").tolist() == []


def test_a_pattern_is_spoken_without_its_signs():
    assert spoken(TOTAL) == "*…*合計*…*"
