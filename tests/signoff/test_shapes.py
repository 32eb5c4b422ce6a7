"""What a value of an entry's data may look like: the program's shapes and the verifier's say the same of each."""

import pytest

from app.signoff import shapes as ours
from app.signoff.verify.shapes import shaped
from tests.rows import each_row

NOTHING = (None, True, 1.0, b"a", (), {1})
ROWS = (
    ("text", lambda: ours.text, "text", ("", " ", "a\nb"), (1, [], {}, *NOTHING)),
    ("said", lambda: ours.said, "said", ("a", " a ", "\na"), ("", " ", "\u3000", 1, *NOTHING)),
    ("flag", lambda: ours.flag, "flag", (True, False), (0, 1, "yes", None)),
    ("count", lambda: ours.count, "0+", (0, 1, 9**20), (-1, "0", True, *NOTHING)),
    ("number", lambda: ours.number, "1+", (1, 2), (0, -1, "1", *NOTHING)),
    ("name", lambda: ours.name, "name", ("a", "名" * 40), ("", " " * 3, "名" * 41, 1, *NOTHING)),
    (
        "pattern",
        lambda: ours.pattern("[0-9a-f]{64}"),
        "hash",
        ("0" * 64,),
        ("0" * 63, "0" * 65, "0" * 64 + "\n", "g" * 64, 0, *NOTHING),
    ),
    ("one of", lambda: ours.one_of("read", "missing"), "read|missing", ("read", "missing"), ("", "a", 1, *NOTHING)),
    ("maybe", lambda: ours.maybe(ours.number), (None, "1+"), (None, 1), (0, "", [], True)),
    ("list", lambda: ours.list_of(ours.number), ["1+"], ([], [1], [1, 2]), ([0], [1, 0], (1,), {}, "", *NOTHING)),
    ("one at least", lambda: ours.list_of(ours.number, 1), ["1+", 1], ([1], [1, 2]), ([], [0], [1, 0], *NOTHING)),
    (
        "object of them",
        lambda: ours.map_of(ours.number, 1),
        {"*": "1+"},
        ({"a": 1}, {"a": 1, "b": 2}),
        ({}, {"a": 0}, {"a": 1, "b": 0}, [1], "", *NOTHING),
    ),
    (
        "exact names",
        lambda: ours.table(a=ours.number, b=ours.text),
        {"a": "1+", "b": "text"},
        ({"a": 1, "b": ""}, {"b": "", "a": 1}),
        ({}, {"a": 1}, {"a": 1, "b": "", "c": ""}, {"a": 0, "b": ""}, {"a": 1, "b": 1}, {"a": 1, "c": ""}, *NOTHING),
    ),
    ("no names", ours.table, {}, ({},), ({"a": 1}, [], *NOTHING)),
)


@each_row(("made", "theirs", "right", "wrong"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_both_let_in_the_same_values(made, theirs, right, wrong):
    fit = made()
    for value in right:
        assert fit(value) is True, value
        assert shaped(value, theirs) is True, value
    for value in wrong:
        assert fit(value) is False, value
        assert shaped(value, theirs) is False, value


def test_a_list_and_an_object_may_be_empty_where_nothing_else_is_said():
    assert ours.list_of(ours.said)([])
    assert ours.map_of(ours.said)({})
    assert not ours.map_of(ours.said)({"a": ""})


def test_data_has_exactly_the_names_of_its_shape():
    shape = {"a": ours.number}
    assert ours.fits(shape, {"a": 1})
    for data in ({}, {"a": 0}, {"a": 1, "b": 1}, {"b": 1}, [("a", 1)], None, "a"):
        assert ours.fits(shape, data) is False, data


@pytest.mark.parametrize("shape", ["read|missing", "hash", "1+"])
def test_a_word_of_the_verifier_lets_no_text_in_beside_its_own(shape):
    assert not shaped(shape, shape)
