"""What is told of a customer barcode is what is printed: each step begins where the one before ended."""

import json
from functools import reduce
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notice.barcode_steps import RULES, barcode_steps
from app.notice.customer_barcode import customer_barcode
from app.notice.extraction import extract
from app.notice.postal import own_dictionary

EXAMPLES = json.loads((Path(__file__).parent.parent / "data" / "customer_barcode_examples.json").read_text("utf-8"))


@given(st.text("１2三〇○十百丁目番地号ーF-ＡbZ&・ ①の線", max_size=24))
def test_the_rules_in_their_order_are_the_extraction(text):
    assert reduce(lambda done, rule: rule[3](done), RULES, text) == extract(text).text


@pytest.fixture(scope="module")
def dictionary():
    return own_dictionary()


def test_the_last_steps_of_the_manuals_examples_are_check_digit_and_bars(dictionary):
    for example in (one for one in EXAMPLES if one["address"]):
        steps = barcode_steps(example["postal"], example["address"], dictionary)
        code = customer_barcode(example["postal"], example["address"], dictionary)
        assert (steps[-2].after, steps[-1].after) == (code.check, code.bars)
        assert steps[-1].before.split() == list(code.symbols)
        cut = next(at for at, step in enumerate(steps) if step.title == "けたに直す")
        assert steps[cut].before == code.extracted
        first = next((at for at, step in enumerate(steps) if step.title == "町域までを除く"), cut)
        assert all(one.after == two.before for one, two in pairwise(steps[first : cut + 2]))


def test_a_code_that_is_not_printed_ends_with_the_reason(dictionary):
    (step,) = barcode_steps("        ", "見本市見本町1-2", dictionary)
    assert step.after == "印字しない：郵便番号がありません"


def test_a_box_of_its_own_takes_nothing_from_the_address_and_a_shared_one_its_number(dictionary):
    own = f"{int(dictionary.office_codes()[0]):07}"
    assert [step.after for step in barcode_steps(own, "1-2-3", dictionary) if step.title == "個別番号"] == [""]
    shared = f"{int(dictionary.block_codes()[0]):07}"
    assert "12" in [step.after for step in barcode_steps(shared, "見本局私書箱12号", dictionary)]


def test_each_step_says_its_rule_and_where_it_stands(dictionary):
    example = next(one for one in EXAMPLES if one["address"])
    for step in barcode_steps(example["postal"], example["address"], dictionary):
        assert step.title and "。" in step.rule
        assert step.source
