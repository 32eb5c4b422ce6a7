"""Canonical JSON: one content, one spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.canonical import canonical, digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
CONTENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(CONTENTS)
def test_the_content_can_be_read_back_and_is_spelt_the_same_again(content):
    text = canonical(content)
    assert json.loads(text) == content
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXTS, st.integers(), min_size=2, max_size=6), st.randoms())
def test_the_order_of_names_does_not_matter(content, chance):
    names = list(content)
    chance.shuffle(names)
    assert canonical({name: content[name] for name in names}) == canonical(content)


@given(CONTENTS, CONTENTS)
def test_two_contents_never_share_a_spelling(one, other):
    # True == 1 in Python, but not in JSON.
    if json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True):
        assert canonical(one) != canonical(other)


def test_the_spelling_is_this_one():
    assert canonical({"b": [1, None, True], "a": "検査\n\u2028"}) == '{"a":"検査\\n\u2028","b":[1,null,true]}'


@pytest.mark.parametrize("content", [1.0, [0.5], {"a": {"b": 1e9}}, float("nan"), {1: "a"}, {"a": {None: 1}}])
def test_what_has_two_spellings_is_refused(content):
    with pytest.raises(ValueError, match=r"float|texts"):
        canonical(content)


@pytest.mark.parametrize("content", [b"bytes", {1, 2}, object()])
def test_what_has_no_spelling_is_refused(content):
    with pytest.raises(TypeError):
        canonical(content)


def test_a_digest_is_of_the_text_in_utf8():
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("検版") == "4eccf47f65d076a0df270387f8fb860a451f6f6d1f651c264ea4d200b1b535b3"
