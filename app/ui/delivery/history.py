"""The tables of 配信 filled from what the ledger says, and the operation history: who did what for whom."""

from collections.abc import Mapping
from typing import Any

from app.delivery.status import establishment_of, named
from app.reports.signs import local_time
from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import Exchange
from app.signoff.kinds import KINDS
from app.signoff.ledger import Entry
from app.signoff.machine_key import spoken
from app.signoff.model import State
from app.signoff.wording import describe
from app.ui.delivery import rows
from app.ui.delivery.next_act import Hand, Waiting

Filled = dict[str, tuple[list[Any], list[rows.Cells]]]


def newest_first(things: Mapping[str, Any]) -> list[Any]:
    """As they came, backwards."""
    return list(things.values())[::-1]


def filled(own: Exchange) -> Filled:
    """Things and cells of every tab of the side but the history; the newest first."""
    filings = newest_first(own.filings)
    found: Filled = {"filings": (filings, [rows.filing_cells(own, one) for one in filings])}
    if own.side == FUND:
        batches = newest_first(own.batches)
        waiting = [Waiting(batch, one) for batch in batches for one in rows.to_deliver(own, batch)]
        packages = newest_first(own.packages)
        places = list(own.establishments.values())
        cells = [rows.waiting_cells(own, *one) for one in waiting]
        return found | {
            "batches": (batches, [rows.batch_cells(own, one) for one in batches]),
            "packages": ([*waiting, *packages], [*cells, *(rows.package_cells(own, one) for one in packages)]),
            "places": (places, [rows.place_cells(one) for one in places]),
        }
    opened, funds = newest_first(own.opened), list(own.funds.values())
    return found | {
        "opened": (opened, [rows.opened_cells(own, one) for one in opened]),
        "funds": (funds, [rows.fund_cells(one) for one in funds]),
    }


def lines_of(state: State, hand: Hand, found: rows.Lines = ()) -> rows.Lines:
    """Everything about the line in hand; ``found``: where the errors of a batch are."""
    own, thing = state.exchange, hand.thing
    if thing is None:
        return ()
    if isinstance(thing, Waiting):
        return (("未配信", named(own, thing.establishment)), *rows.batch_lines(own, thing.batch))
    if isinstance(thing, Entry):
        about = establishment_of(own, thing)
        return (
            ("何をしたか", KINDS[thing.kind].label),
            ("内容", describe(thing, state)),
            ("日時", local_time(thing.time)),
            ("事業所", about),
            ("人", thing.name),
        )
    if hand.tab == "places":
        return rows.place_lines(thing)
    if hand.tab == "funds":
        return (("基金", thing.name), ("鍵の指紋", spoken(thing.id)), ("登録", rows.whose(thing.enrolled)))
    makes: dict[str, Any] = {
        "batches": lambda own, batch: rows.batch_lines(own, batch, found),
        "packages": rows.package_lines,
        "filings": rows.filing_lines,
        "opened": rows.opened_lines,
    }
    return tuple(makes[hand.tab](own, thing))
