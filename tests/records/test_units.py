import pytest

from app.records.units import ENVELOPES, NOTICES, SHEETS, Count


def test_a_count_is_written_with_its_unit():
    assert str(Count(12345, NOTICES)) == "12,345 件"


def test_a_notice_is_a_sheet_and_an_envelope_is_neither():
    assert Count(3, NOTICES).equals(Count(3, SHEETS))
    assert not Count(3, NOTICES).equals(Count(4, SHEETS))
    with pytest.raises(ValueError, match="通"):
        Count(3, NOTICES).equals(Count(3, ENVELOPES))


def test_a_difference_has_a_sign_and_one_unit():
    assert Count(5, NOTICES).less(Count(3, NOTICES)) == "＋2 件"
    assert Count(3, ENVELOPES).less(Count(1003, ENVELOPES)) == "－1,000 通"
    assert Count(3, NOTICES).less(Count(3, NOTICES)) == "±0 件"
    with pytest.raises(ValueError, match="枚"):
        Count(5, NOTICES).less(Count(3, SHEETS))
