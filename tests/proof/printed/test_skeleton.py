"""A stream cut up, and what is kept of it."""

from app.proof.printed.skeleton import Cutter


def test_what_shows_a_code_is_cut_the_same_and_not_kept():
    """Every page has another one: a month of them would fill the memory of whoever reads it."""
    bars = " ".join(f"{at} 0 1 5 re" for at in range(9)).encode()
    cutter = Cutter()
    first, again = (cutter.cut(b"BT /F 9 Tf 1 0 0 1 20 30 Tm <0001> Tj ET " + bars + b" f") for _ in range(2))
    assert first == again and [len(one) // 4 for one in first.pieces[-1].boxes] == [9]
    assert list(cutter._known) == [b"BT /F 9 Tf 1 0 0 1"]
