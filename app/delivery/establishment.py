"""The establishment's side: a package opened for the one establishment that is chosen, its forms, the receipt slip."""

from pathlib import Path
from typing import NamedTuple

from app.canonical import canonical
from app.delivery.package import Payload, read_file, unpack, unseal
from app.delivery.store import Desk, nonce
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.signoff import deliveries, exchange
from app.signoff.exchange_kinds import ESTABLISHMENT
from app.signoff.ledger import Draft, Entry, written
from app.signoff.machine_key import MANIFEST, RECEIPT
from app.signoff.model import State

_TOLD = ("type", "name", "sha256", "pages")
_TYPES = {"establishment": str, "period": str, "documents": list, "answers": list, "fund": str, "name": str}


class OpenForms(NamedTuple):
    """A package that is open: whose, of which month, each form's kind, name and bytes, and how notifications stand."""

    package: str
    establishment: str
    name: str
    period: str
    forms: tuple[tuple[str, str, bytes], ...]
    answers: tuple[tuple[str, str, str], ...]


def open_package(desk: Desk, path: Path) -> OpenForms:
    """Open a package from a medium for the establishment that is chosen, keep it, and record it.

    ``KenpanError``: those of :mod:`app.delivery.package`, ``scope.none``; ``scope.crossed`` for what is another's,
    which is an entry, and nothing of it is shown.
    """
    state = desk.book.refresh()
    own, scope = exchange.running(state, ESTABLISHMENT), exchange.scope_of(state, desk.session.account)
    keys = {name: one.sign_key for name, one in own.funds.items()}
    payload = unpack(unseal(read_file(path), desk.machine), MANIFEST, keys)
    manifest = payload.manifest
    if any(type(manifest.get(name)) is not kind for name, kind in _TYPES.items()):
        raise KenpanError("package.broken", "包みの目録が読めません。", "基金に書き出し直してもらってください。")
    refuse_crossing(desk, manifest["establishment"], scope, "配信の包み")
    desk.keep(f"package {payload.id}", payload.raw)
    data = {
        "establishment": scope,
        "package": payload.id,
        "fund": manifest["from"],
        "period": manifest["period"],
        "documents": [
            {name: one[name] for name in ("type", "name", "sha256", "pages")} for one in manifest["documents"]
        ],
        "replies": manifest["answers"],
    }
    desk.book.sign(desk.session.signer, lambda _state, _by: Draft("package.opened", data))
    return _forms(payload)


def show_package(desk: Desk, package: str) -> OpenForms:
    """A package that was opened before, for the establishment that is chosen. ``KenpanError`` as
    :func:`open_package`, ``package.unknown``.
    """
    state = desk.book.refresh()
    scope = exchange.scope_of(state, desk.session.account)
    known = state.exchange.opened.get(package)
    if known is None:
        raise KenpanError("package.unknown", "受信していない包みです。", "媒体から開いてください。")
    refuse_crossing(desk, known.establishment, scope, "受信した帳票")
    keys = {name: one.sign_key for name, one in state.exchange.funds.items()}
    return _forms(unpack(desk.store.read(f"package {package}"), MANIFEST, keys))


def refuse_crossing(desk: Desk, establishment: str, scope: str, what: str) -> None:
    """``KenpanError`` ``scope.crossed`` for another establishment than the chosen one, after its entry."""
    if establishment == scope:
        return
    shown = establishment if establishment.isascii() and establishment.isalnum() and len(establishment) <= 16 else "X"
    told = {"establishment": shown.upper(), "what": what}
    desk.book.sign(desk.session.signer, lambda _state, _by: Draft("scope.refused", told))
    raise exchange.crossed(shown, scope)


def sign_receipt(desk: Desk, package: str) -> str:
    """Sign that the forms of a package were received; the slip, for a file and for a 2D code."""
    (entry,) = desk.book.sign(desk.session.signer, lambda state, by: _receipt(desk, state, by, package))
    return slip_text(entry)


def slip_text(entry: Entry) -> str:
    """The slip of an entry ``receipt.signed``."""
    return canonical({"slip": entry.data["slip"], "signature": entry.data["signature"]})


def write_receipt(desk: Desk, slip: str, folder: Path) -> Path:
    """The slip as a file on the medium."""
    path = folder / f"receipt_{nonce()}.json"
    return write_with_entry(desk.book, desk.session, "delivery.receipt", path, slip.encode())


def _receipt(desk: Desk, state: State, by: str, package: str) -> Draft:
    scope = exchange.scope_of(state, by)
    known = state.exchange.opened.get(package)
    if known is None or known.establishment != scope:
        raise KenpanError("package.unknown", "この事業所で受信していない包みです。", "先に包みを開いてください。")
    slip = canonical(
        {
            "format": RECEIPT,
            "establishment": scope,
            "package": package,
            "terminal": desk.machine.id,
            "name": state.accounts[by].name,
            "at": written(desk.book.clock()),
            "nonce": nonce(),
        }
    )
    signature = desk.machine.sign(RECEIPT, slip)
    assert deliveries.read_slip(slip) is not None
    return Draft("receipt.signed", {"establishment": scope, "package": package, "slip": slip, "signature": signature})


def _forms(payload: Payload) -> OpenForms:
    manifest = payload.manifest
    named = zip(manifest["documents"], payload.contents, strict=True)
    return OpenForms(
        payload.id,
        manifest["establishment"],
        manifest["name"],
        manifest["period"],
        tuple((one["type"], one["name"], content) for one, content in named),
        tuple((one["number"], one["state"], one["reason"]) for one in manifest["answers"]),
    )
