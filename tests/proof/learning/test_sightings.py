"""Whose values a page shows, before anything is known of the form."""

from itertools import pairwise

from app.proof.learning.lines import folded
from app.proof.learning.sightings import SIGNS, Telling, Token
from app.proof.printed.expected import expectation_of
from app.proof.printed.index import RecordIndex
from app.proof.printed.model import Notice
from app.training.printing.plan import notices_of

STRANGER = Notice("ZMGKK#9901", 1)


class Shared:
    """An index of one notice, and of another one that is charged the same."""

    def __init__(self, own, content):
        self.own, self.content = own, content

    def values(self, key):
        if not key.startswith("front.") or key.startswith("front.addressee"):
            return {}
        text = self.content.item(key).text.strip(SIGNS)
        return {text: [self.own, STRANGER] if key.startswith("front.charge.") else [self.own]}


def tokens(content, sides):
    return [Token(folded(item.text), (), False) for item in content.items if item.side in sides and item.text]


def test_amounts_that_a_notice_shows_twice_do_not_make_its_page_another_ones_too(bench):
    expectation = expectation_of(bench)
    own, content = next(
        (Notice(*one), content)
        for one in notices_of(bench, ("kounen",))
        if (content := bench.content(*one)).item("front.charge.total").text == content.item("front.receipt.total").text
        and "*" not in content.item("front.charge.pension").text
    )
    telling = Telling(Shared(own, content))
    assert telling.owners(tokens(content, ("front",)), [], expectation.content) == [own]


def test_two_notices_of_one_addressee_on_a_page_are_two(bench):
    expectation = expectation_of(bench)
    telling = Telling(RecordIndex(expectation))
    own = [Notice(*one) for one in notices_of(bench, ("senpo",))]
    first, second = next(
        (one, other)
        for one, other in pairwise(own)
        if bench.content(*one).item("sheet.name_1").text == bench.content(*other).item("sheet.name_1").text
    )
    for sides in (("sheet",), ("sheet", "front")):
        page = [*tokens(bench.content(*first), sides), *tokens(bench.content(*second), sides)]
        assert set(telling.owners(page, [], expectation.content)) == {first, second}
