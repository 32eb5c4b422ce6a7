"""Texts are cut outside of brackets only."""

from hypothesis import given
from hypothesis import strategies as st

from app.language.cutting import cut, framed, sentences

ANY = st.text("検査。、：（）「」 A1")


def test_a_full_stop_in_brackets_ends_nothing() -> None:
    assert sentences("「終わり。」と言う。次。") == ["「終わり。」と言う。", "次。"]


def test_separators_in_brackets_separate_nothing() -> None:
    assert cut("A（B、C）、D", "、") == ["A（B、C）", "D"]
    assert cut("A（B、C", "、") == ["A（B", "C"]  # it never closes


def test_frames_are_the_first_and_the_last_that_close() -> None:
    assert list(framed("前（中（内）外）後")) == [("前", "（", "中（内）外", "）", "後")]
    assert [frame[2] for frame in framed("「甲」と「乙」と（丙）")] == ["甲", "丙"]
    assert list(framed("前（中")) == []


@given(ANY)
def test_nothing_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert "、".join(cut(text, "、")) == text
    assert all("".join(frame) == text for frame in framed(text))
