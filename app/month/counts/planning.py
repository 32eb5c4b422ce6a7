"""The flyer and weight plan of the open month."""

from app.equipment.posting import load_posting
from app.equipment.weights import load_weights
from app.month.looking.workbench import Workbench
from app.notice.items import LAYOUT_NO
from app.tally.envelopes import Envelopes, envelope_columns
from app.tally.planner import InsertPlan, plan_inserts


def month_envelopes(bench: Workbench) -> Envelopes:
    """The envelopes of the open medium with its lists, if they are read. Not for the GUI thread."""
    prefectures = {name: bench.media.files[name].expected.prefecture for name in bench.notices}
    pulled = frozenset() if bench.lists is None else bench.lists.pulled
    return envelope_columns(bench.notices.values(), prefectures, bench.marks, bench.equipment.redirects, pulled)


def month_plan(bench: Workbench, envelopes: Envelopes | None = None) -> InsertPlan:
    """What goes into them. Not for the GUI thread."""
    own = bench.equipment
    return plan_inserts(
        month_envelopes(bench) if envelopes is None else envelopes,
        own.flyers,
        load_weights(),
        load_posting(),
        {scheme: own.forms[number].paper for scheme, number in LAYOUT_NO.items()},
        own.envelope,
    )
