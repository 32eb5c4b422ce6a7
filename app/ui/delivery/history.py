"""The tables of 配信 filled from what the ledger says, and the operation history: who did what for whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.reports.signs import local_time
from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import PACKAGE_STATES, Exchange
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


def establishment_of(own: Exchange, entry: Entry) -> str:
    """Whom an entry is about, as far as it names one, or what it names does."""
    data = entry.data
    if "establishment" in data:
        return rows.named(own, data["establishment"])
    if data.get("filing") in own.filings:
        return rows.named(own, own.filings[data["filing"]].establishment)
    batch = own.batches.get(data.get("batch", ""))
    named = data.get("establishments") or (batch.chosen if batch is not None else ())
    return "、".join(rows.named(own, one) for one in named)


def history_cells(state: State, entries: Sequence[Entry]) -> list[rows.Cells]:
    """The operation history."""
    return [
        (
            local_time(one.time)[:16],
            establishment_of(state.exchange, one),
            KINDS[one.kind].label,
            describe(one, state),
            one.name,
            f"{one.seq:,}",
        )
        for one in entries
    ]


def status_lines(own: Exchange) -> list[tuple[str | int, ...]]:
    """How every delivery stands, in the columns of :func:`app.reports.delivery_papers.status_book`."""
    lines: list[tuple[str | int, ...]] = []
    for batch in newest_first(own.batches):
        lines += [
            (batch.period, one, own.establishments[one].name, len(batch.of(one)), PACKAGE_STATES["approved"], 0, "", "")
            for one in rows.to_deliver(own, batch)
        ]
    for package in newest_first(own.packages):
        last = package.receipts[-1] if package.receipts else None
        forms = len(own.batches[package.batch].of(package.establishment))
        received = ("", "") if last is None else (last.name, local_time(last.at))
        whose = (package.establishment, own.establishments[package.establishment].name)
        state = PACKAGE_STATES[package.state] if package.erased is None else "消去済"
        lines.append((package.period, *whose, forms, state, len(package.issues), *received))
    for one in newest_first(own.opened):
        state = PACKAGE_STATES["received"] if one.receipt else "受領待ち"
        received = ("", "") if one.receipt is None else (one.receipt.name, local_time(one.receipt.time))
        whose = (one.establishment, own.establishments[one.establishment].name)
        lines.append((one.period, *whose, len(one.documents), state, 1, *received))
    return lines


def lines_of(state: State, hand: Hand, found: rows.Lines = ()) -> rows.Lines:
    """Everything about the line in hand; ``found``: where the errors of a batch are."""
    own, thing = state.exchange, hand.thing
    if thing is None:
        return ()
    if isinstance(thing, Waiting):
        return (("未配信", rows.named(own, thing.establishment)), *rows.batch_lines(own, thing.batch))
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
