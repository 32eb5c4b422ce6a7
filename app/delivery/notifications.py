"""Notifications on media: made and sealed at the establishment, received and read at the fund."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from app.canonical import canonical
from app.delivery.filing_table import (
    Columns,
    FilingFile,
    FilingSpec,
    filing_spec,
    named_columns,
    read_filing,
    sheets_of,
)
from app.delivery.package import Payload, pack, read_file, seal, unpack, unseal
from app.delivery.store import Desk
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.lists.cells import Plain
from app.signoff import exchange, filings
from app.signoff.book import Session
from app.signoff.exchange_kinds import ESTABLISHMENT, FUND
from app.signoff.exchange_model import FILING_STATES, Filing
from app.signoff.ledger import written
from app.signoff.machine_key import FILING
from app.signoff.model import State

FILING_END = ".kdf"
_COLUMNS = "columns"


class FilingStatus(NamedTuple):
    """How a notification stands: at the fund by its number, at the establishment by what the last package said."""

    filing: Filing
    number: str
    state: str
    reason: str


def make_filing(desk: Desk, kind: str, path: Path, folder: Path, export: Session | None = None) -> Path:
    """Read a file as a notification, sign it as this machine and seal it to the fund; the file on the medium.
    ``export``: with whose key that file is an entry, where the desk's is open for one signature only.

    ``KenpanError``: ``filing.mail_only``, those of :func:`app.delivery.filing_table.read_filing`, ``filing.problems``,
    ``fund.none``.
    """
    state = desk.book.refresh()
    own, scope = exchange.running(state, ESTABLISHMENT), exchange.scope_of(state, desk.session.account)
    spec, raw = filing_spec(kind), read_file(path)
    read = read_filing(raw, path.name, spec, columns_of(desk, spec.id))
    if read.problems:
        what = f"確かめられない欄が {read.problems:,} か所あります。"
        raise KenpanError("filing.problems", what, "直してから、もう一度作ってください。", file=path.name)
    if not own.funds:
        raise KenpanError("fund.none", "基金の鍵が登録されていません。", "管理者が登録してください。")
    fund = list(own.funds.values())[-1]
    document = {"name": path.name, "sha256": read.sha256, "size": len(raw)}
    manifest = {"format": FILING, "from": desk.machine.id, "establishment": scope, "type": spec.id}
    payload = pack({**manifest, "made": written(desk.book.clock()), "documents": [document]}, [raw], desk.machine)
    made = unpack(payload, FILING, {desk.machine.id: desk.machine.sign_key})
    told = made.id, spec.id, len(read.rows), fund.id
    desk.keep(f"filing {made.id}", payload)
    desk.book.sign(desk.session.signer, lambda now, by: filings.make_filing(now, by, *told))
    target = folder / f"{scope}_{spec.id}_{made.id[:8]}{FILING_END}"
    sealed = seal(payload, {fund.id: fund.seal_key}).raw
    return write_with_entry(desk.book, export or desk.session, "delivery.filing", target, sealed)


def receive_filing(desk: Desk, path: Path) -> str:
    """Take a notification in; what it is known by. ``KenpanError``: those of :mod:`app.delivery.package`,
    ``filing.terminal``, ``filing.known`` where it came before, those of :func:`read_filing`.
    """
    state = desk.book.refresh()
    establishment, spec, name, payload = _arrived(desk, state, path)
    read = read_filing(payload.contents[0], name, spec, columns_of(desk, spec.id))
    told = establishment, payload.id, str(payload.manifest["from"]), spec.id, len(read.rows), read.problems
    filings.receive_filing(state, desk.session.account, *told)
    desk.keep(f"filing {payload.id}", payload.raw)
    desk.book.sign(desk.session.signer, lambda now, by: filings.receive_filing(now, by, *told))
    return payload.id


def arrived_table(desk: Desk, path: Path) -> tuple[str, str, list[Any]]:
    """Kind, name of the file and sheets of a notification whose columns nobody named yet. ``KenpanError`` as
    :func:`receive_filing`.
    """
    _, spec, name, payload = _arrived(desk, desk.book.refresh(), path)
    return spec.id, name, sheets_of(payload.contents[0], name)


def _arrived(desk: Desk, state: State, path: Path) -> tuple[str, FilingSpec, str, Payload]:
    own = exchange.running(state, FUND)
    keys = {name: one.sign_key for each in own.establishments.values() for name, one in each.terminals.items()}
    payload = unpack(unseal(read_file(path), desk.machine), FILING, keys)
    try:
        establishment, kind = str(payload.manifest["establishment"]), str(payload.manifest["type"])
        name = str(payload.manifest["documents"][0]["name"])
    except (KeyError, IndexError, TypeError) as error:
        what = "届出の目録が読めません。"
        raise KenpanError("package.broken", what, "事業所に作り直してもらってください。", file=path.name) from error
    return establishment, filing_spec(kind), name, payload


def show_filing(desk: Desk, filing: str) -> FilingFile:
    """A notification that was made or received: raw fields beside the drawn ones. ``KenpanError`` ``filing.state``."""
    state = desk.book.refresh()
    own = state.exchange.filings.get(filing)
    if own is None:
        raise KenpanError("filing.state", "ない届出です。", "一覧を読み直してください。")
    if state.exchange.side == ESTABLISHMENT:
        from app.delivery.establishment import refuse_crossing

        refuse_crossing(desk, own.establishment, exchange.scope_of(state, desk.session.account), "届出")
    keys = {name: one.sign_key for each in state.exchange.establishments.values() for name, one in each.known.items()}
    keys[desk.machine.id] = desk.machine.sign_key
    payload = unpack(desk.store.read(f"filing {filing}"), FILING, keys)
    name = str(payload.manifest["documents"][0]["name"])
    return read_filing(payload.contents[0], name, filing_spec(own.type), columns_of(desk, own.type))


def filing_status(state: State, establishment: str = "") -> tuple[FilingStatus, ...]:
    """Every notification, newest first."""
    found = []
    for one in reversed(tuple(state.exchange.filings.values())):
        if establishment not in ("", one.establishment):
            continue
        answer = state.exchange.answers.get(one.id)
        if state.exchange.side == FUND:
            found.append(FilingStatus(one, one.number, FILING_STATES[one.state], one.reason))
        elif answer is None:
            found.append(FilingStatus(one, "", "提出", ""))
        else:
            found.append(FilingStatus(one, answer.number, answer.state, answer.reason))
    return tuple(found)


def columns_of(desk: Desk, kind: str) -> Columns:
    """The columns that people named for a kind of notification."""
    named: Columns = _columns(desk).get(kind, {})
    return named


def name_columns(desk: Desk, spec: FilingSpec, header: tuple[Plain, ...], columns: Mapping[str, int]) -> None:
    """Keep, once and for all, which column of this header is which field. ``KenpanError`` ``filing.columns``."""
    known = _columns(desk)
    own = {**known.get(spec.id, {}), **named_columns(spec, header, columns)}
    desk.keep(_COLUMNS, canonical({**known, spec.id: own}).encode())


def _columns(desk: Desk) -> dict[str, dict[str, dict[str, int]]]:
    if desk.store.find(_COLUMNS) is None:
        return {}
    found: dict[str, dict[str, dict[str, int]]] = json.loads(desk.store.read(_COLUMNS))
    return found
