"""The counts of the open month beside what the ledger knows of them."""

import hashlib
from typing import NamedTuple

from app.month.counts.gathering import CountedMonth
from app.records.units import ENVELOPES, NOTICES
from app.shown import json_text
from app.signoff.comparison_standing import comparison_is_signed, comparison_of
from app.signoff.count_model import Differs
from app.signoff.count_standing import drafted_of, stamped_of
from app.signoff.model import Month, State
from app.tally.counts import COLUMN_WORDS, COLUMNS, Printed, printed_times
from app.tally.counts_json import counts_json
from app.tally.envelopes import Envelopes
from app.tally.slip_model import SlipTable


class Beside(NamedTuple):
    """A tally held against the ledger: the slip with what was drafted and stamped, sources that are no evidence,
    columns (Japanese) that nobody has told yet, and the hash of it all as JSON.
    """

    slip: SlipTable
    unconfirmed: tuple[str, ...]
    untold: tuple[str, ...]
    sha256: str


def beside(state: State, month: Month, found: CountedMonth) -> Beside:
    """What is shown and signed."""
    drafted, stamped = drafted_of(state, month), stamped_of(state, month)
    slip = found.slips(*(None if one is None else one.slip for one in (drafted, stamped)))
    own = found.printed
    unconfirmed = () if own is None or comparison_is_signed(state, own.raw) else (own.name,)
    sums = (found.table.sums(NOTICES), found.table.sums(ENVELOPES))
    untold = tuple(COLUMN_WORDS[one] for one in COLUMNS if all(told[one] is None for told in sums))
    # The slips are in the ledger themselves: the table is the same whether they were there yet.
    content = counts_json(found.table, found.slips(None, None), unconfirmed)
    sha256 = hashlib.sha256(json_text(content).encode("utf-8")).hexdigest()
    return Beside(slip, unconfirmed, untold, sha256)


def differs_in(found: CountedMonth) -> tuple[Differs, ...]:
    """What is told of the offices in the ledger."""
    return tuple(Differs(one.key, one.message) for one in found.table.differences)


def printed_as_signed(state: State, month: Month, envelopes: Envelopes) -> Printed | None:
    """How often each notice was printed, by the signed comparison itself, where it saw every one of them once: then
    nobody has to look for its file.
    """
    one = comparison_of(state, month)
    if one is None or not one.records == one.matched == len(envelopes.pieces):
        return None
    return None if any(own.rule == "print.duplicate_page" for own in one.decided) else printed_times(envelopes, (), ())
