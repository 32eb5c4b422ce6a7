"""The whole postal dictionary: no numeral of any town's name is taken for the address number.

``KENPAN_SOAK=1`` takes every place (620,000 addresses, about a minute), otherwise every 480th.
"""

import pytest

from app.notice.extraction import extract
from app.notice.postal import PostalDictionary, own_dictionary
from tests.notice.town_forms import Address, dictionary_rows, is_whole, kyoto_addresses, kyoto_forms, town_addresses
from tests.sizes import sized

pytestmark = pytest.mark.soak
EVERY = sized(480, 1)


def leaks(dictionary: PostalDictionary, address: Address) -> bool:
    split = dictionary.split(address.code, address.text)
    return not split.matched or extract(split.rest).text != address.number


def test_no_numeral_of_a_name_is_taken_for_the_address_number() -> None:
    rows, dictionary = dictionary_rows(), own_dictionary()
    whole = [row for row in rows if is_whole(row)][::EVERY]
    assert len(whole) > 120_000 // EVERY
    assert [a for row in whole for a in town_addresses(row) if leaks(dictionary, a)] == []
    streets = kyoto_forms(rows)[::EVERY]
    assert [a for row, form in streets for a in kyoto_addresses(row, form) if leaks(dictionary, a)] == []


def test_no_numeral_of_a_name_is_taken_when_the_postal_code_is_unknown() -> None:
    """As with a code that is newer than the dictionary. Kyoto's streets are left out: nobody says where they end."""
    dictionary = own_dictionary()
    whole = [row for row in dictionary_rows() if is_whole(row)][:: EVERY * 2]
    addresses = [address for row in whole for address in town_addresses(row)]
    found = [(address, extract(dictionary.split("9999999", address.text).rest).text) for address in addresses]
    assert [(address, number) for address, number in found if number != address.number] == []
