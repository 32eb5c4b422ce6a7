"""The name of a font's family is what the library says, or is left to the library."""

import pytest
from fontTools.ttLib import newTable

from app.sheet.font_data import english_family

WINDOWS, JAPANESE, MAC = (3, 1, 0x409), (3, 1, 0x411), (1, 0, 0)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([("Plain", 1, WINDOWS)], True),
        ([("Plain", 1, WINDOWS), ("Typographic", 16, WINDOWS)], True),
        ([("Other", 16, JAPANESE), ("Plain", 1, WINDOWS)], False),
        ([("平", 1, JAPANESE), ("Plain", 1, WINDOWS), ("Mac", 1, MAC)], True),
        ([("Mac", 1, MAC)], False),
        ([("見本", 1, WINDOWS)], True),
        ([("Regular", 2, WINDOWS)], False),
        ([], False),
    ],
)
def test_the_family_is_as_the_library_says_it_or_left_to_it(names, said):
    table = newTable("name")
    table.names = []
    for text, number, place in names:
        table.setName(text, number, *place)
    raw = table.compile(None)
    assert english_family(raw) == (table.getBestFamilyName() if said else "")
    assert english_family(raw[:-1]) in ("", english_family(raw)) and english_family(raw[:12]) == ""
