"""Forms of foreign layouts learned from few and from many notices: nearly all items without a person, none wrongly.

``KENPAN_SOAK=1`` only: `tests/proof/learning` learns one of them in every run.
"""

from collections import Counter
from typing import NamedTuple

import pytest

from app.proof.learning.run import learn_print
from app.proof.printed.expected import expectation_of
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names
from tests.proof.learning.test_learn import chosen, printed_items, wrongly_placed
from tests.proof.printed.forms import written
from tests.sizes import SOAK

pytestmark = pytest.mark.soak
SCHEMES = ("kounen", "senpo")
LEAST = 0.95
CASES = [(layout, count) for layout in layout_names() for count in (20, 200)] if SOAK else []


class Share(NamedTuple):
    """Of the items that a scheme's notices print: how many were placed, wrongly placed, and are asked of a person."""

    scheme: str
    due: int
    placed: int
    wrong: int
    asked: int

    @property
    def left(self):
        """Neither placed nor asked."""
        return self.due - self.placed - self.asked


def shares(bench, layout, count, folder):
    """What was learned of each scheme from so many notices of both."""
    job = print_month(bench, layout, selection=chosen(bench, count))
    learned = learn_print(written(job, folder), expectation_of(bench), bench.equipment.fonts).learned
    due = printed_items(job)
    wrong = Counter(scheme for scheme, _ in wrongly_placed(job, learned))
    placed = {(scheme, item) for (_, scheme), own in learned.sides.items() for item in own.placed} & due
    asked = {(scheme, item) for (_, scheme), own in learned.sides.items() for item in own.asked} & due - placed
    return [
        Share(scheme, *(sum(own == scheme for own, _ in found) for found in (due, placed)), wrong[scheme],
              sum(own == scheme for own, _ in asked))
        for scheme in SCHEMES
    ]  # fmt: skip


@pytest.mark.skipif(not SOAK, reason="a soak")
@pytest.mark.parametrize(("layout", "count"), CASES or [("", 0)])
def test_nearly_all_items_are_placed_without_a_person_and_none_wrongly(bench, layout, count, tmp_path):
    for share in shares(bench, layout, count, tmp_path):
        assert share.placed >= LEAST * share.due, share
        assert (share.wrong, share.left) == (0, 0), share
