"""配信状況一覧 of either side: how every delivery stands, and who did what for whom; as lines and as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.delivery.fund import status
from app.filing.recorded_file import write_with_entry
from app.reports.delivery_papers import status_book
from app.reports.signs import local_time
from app.signoff.book import Book, Session
from app.signoff.exchange_kinds import KINDS as EXCHANGE_KINDS
from app.signoff.exchange_model import PACKAGE_STATES, Exchange
from app.signoff.kinds import KINDS
from app.signoff.ledger import Entry
from app.signoff.model import State
from app.signoff.wording import describe

HISTORY = frozenset(EXCHANGE_KINDS) - {"machine.made"}
"""Kinds of entries of the operation history."""
AWAITED = "受領待ち"
StatusLine = tuple[str | int, ...]


class Done(NamedTuple):
    """A line of the operation history: when (local), about whom, what, in which words, by whom, number of the entry."""

    at: str
    establishment: str
    what: str
    told: str
    name: str
    seq: str


def named(own: Exchange, establishment: str) -> str:
    """An establishment as people know it."""
    found = own.establishments.get(establishment)
    return establishment if found is None else f"{found.name}（{establishment}）"


def establishment_of(own: Exchange, entry: Entry) -> str:
    """Whom an entry is about, as far as it names one, or what it names does."""
    data = entry.data
    if "establishment" in data:
        return named(own, data["establishment"])
    if data.get("filing") in own.filings:
        return named(own, own.filings[data["filing"]].establishment)
    batch = own.batches.get(data.get("batch", ""))
    told = data.get("establishments") or (batch.chosen if batch is not None else ())
    return "、".join(named(own, one) for one in told)


def history_lines(state: State, entries: Sequence[Entry]) -> list[Done]:
    """What was done, in the order given."""
    return [
        Done(
            local_time(one.time)[:16],
            establishment_of(state.exchange, one),
            KINDS[one.kind].label,
            describe(one, state),
            one.name,
            f"{one.seq:,}",
        )
        for one in entries
    ]


def status_lines(state: State) -> list[StatusLine]:
    """How every delivery stands, in the columns of :func:`app.reports.delivery_papers.status_book`."""
    own = state.exchange
    lines: list[StatusLine] = []
    for row in status(state):
        package = row.package
        got = package.receipts[-1] if package is not None and package.receipts else None
        issued = 0 if package is None else len(package.issues)
        received = ("", "") if got is None else (got.name, local_time(got.at))
        lines.append((row.period, row.establishment, row.name, row.documents, row.state, issued, *received))
    for one in reversed(tuple(own.opened.values())):
        stands = PACKAGE_STATES["received"] if one.receipt else AWAITED
        received = ("", "") if one.receipt is None else (one.receipt.name, local_time(one.receipt.time))
        name = own.establishments[one.establishment].name
        lines.append((one.period, one.establishment, name, len(one.documents), stands, 1, *received))
    return lines


def status_file(book: Book, session: Session, path: Path, wanted: str = "") -> Path:
    """The list as xlsx, through the ledger; only lines that hold what is ``wanted``, whatever its case."""
    state = book.refresh()
    done = history_lines(state, book.history(tuple(sorted(HISTORY))))
    told = [
        (one.at, one.establishment, f"{one.what}　{one.told}".rstrip(), one.name) for one in done if _holds(one, wanted)
    ]
    listed = [line for line in status_lines(state) if _holds(line, wanted)]
    return write_with_entry(book, session, "delivery.status", path, status_book(listed, told, book.clock()))


def _holds(line: Sequence[object], wanted: str) -> bool:
    return wanted.strip().casefold() in "\n".join(map(str, line)).casefold()
