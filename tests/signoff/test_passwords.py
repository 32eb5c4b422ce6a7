"""What a password must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.signoff.passwords import check_new, initial_password, is_strong
from tests.rows import each_row


@each_row(
    ("password", "strong"),
    [
        ("Abcdefghij1x", True),
        ("abcdefghij1!", True),
        ("Abcdefghij1", False),  # 11
        ("abcdefghijkl1", False),  # two classes
        ("ABCDEFGHIJKL", False),
        ("検査のパスワードAb", False),  # 10
        ("検査のパスワード検査Ab", True),
        ("Ａｂｃｄｅｆｇｈｉｊ１ｘ", True),  # full width is the same password
    ],
)
def test_twelve_characters_of_three_classes_are_strong(password, strong):
    assert is_strong(password) is strong


@pytest.mark.parametrize("password", ["", "Short1!", "aaaaaaaaaaaaa", "xKENSA-1x99", "abababababab"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(KenpanError) as caught:
        check_new(password, "kensa-1")
    assert caught.value.code == "password.weak"
    assert password not in str(caught.value) or not password


def test_the_same_again_is_refused():
    with pytest.raises(KenpanError):
        check_new("Kenpan-Test-2026", "kensa-1", "Ｋenpan-Test-2026")


@given(st.integers())
def test_initial_passwords_are_strong_enough_to_hand_over(_seed):
    made = initial_password()
    assert len(made) == 17
    assert not set(made) & set("0O1lI")
