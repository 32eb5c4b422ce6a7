"""The fund's side: a batch taken in, packages written out, issued again, receipts taken, copies erased after years."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.canonical import canonical, parsed
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.delivery.intake.model import Intake
from app.delivery.package import Sealed, bundled, pack, read_file, seal, sealed_again, unbundled
from app.delivery.store import Desk
from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.signoff import deliveries, exchange, form_batches
from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import PACKAGE_STATES, Document, FormBatch, Package
from app.signoff.filings import answers_for
from app.signoff.ledger import written
from app.signoff.machine_key import MANIFEST
from app.signoff.model import State
from app.signoff.signed import Sign

PACKAGE_END = ".kdp"
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf")
"""Of the 2D code of a receipt slip."""
_LIMITS = Limits(memory_mb=1024, cpu_s=30, wall_s=60.0)
ERASED = "消去済"
METHOD = "保管庫（AES-256-GCM）のファイルを上書きして消去"


class StatusRow(NamedTuple):
    """How a delivery to an establishment stands. ``state``: 未配信, 配信済, 受領済, 再発行 or, after years, 消去済."""

    batch: str
    period: str
    establishment: str
    name: str
    documents: int
    state: str
    package: Package | None


def take_in(desk: Desk, intake: Intake, program: str) -> str:
    """Keep the documents of a batch and record what was found; what the batch is known by. ``KenpanError``
    ``batch.known``, ``exchange.side``.
    """
    state = desk.book.refresh()
    told = intake.told(program, set(exchange.running(state, FUND).establishments))
    known = state.exchange.establishments
    told["documents"] = [one for one in told["documents"] if one["establishment"] in known]
    kept = {one["sha256"] for one in told["documents"]}
    told["unproved"] = [one for one in told["unproved"] if one["sha256"] in kept]
    batch = form_batches.batch_id(told)
    form_batches.take_batch(state, desk.session.account, told)
    desk.keep(_batch(batch), bundled(intake.contents))
    desk.book.sign(desk.session.signer, lambda now, by: form_batches.take_batch(now, by, told))
    return batch


def discard(desk: Desk, batch: str, reason: str) -> None:
    """Throw a batch away that nobody approved: its forms are erased from the store, then it is recorded.

    ``KenpanError`` as :func:`app.signoff.form_batches.discard_batch`, also where somebody approved it meanwhile, or of
    the ledger; its forms are in the store then as they were.
    """
    form_batches.discard_batch(desk.book.refresh(), desk.session.account, batch, reason, METHOD)
    found = desk.store.find(_batch(batch))
    content = b"" if found is None else desk.store.read(_batch(batch), found)
    if found is not None:
        desk.store.delete(found)
    try:
        desk.book.sign(desk.session.signer, lambda now, by: form_batches.discard_batch(now, by, batch, reason, METHOD))
    except KenpanError:
        if found is not None:
            desk.keep(_batch(batch), content)
        raise


def document(desk: Desk, batch: str, one: Document) -> bytes:
    """A document of a batch as it was proved. ``KenpanError`` as :meth:`app.month.keeping.store.SealedStore.read`."""
    return _checked(unbundled(desk.store.read(_batch(batch))), one)


def deliver(desk: Desk, batch: str, establishment: str, folder: Path, reason: str = "") -> Path:
    """Write the package of an establishment to a medium, for the first time or, with a reason, again.

    Again it is the same payload, byte for byte; and the same file, where the terminals are the same still.
    ``KenpanError``: those of :func:`app.signoff.deliveries.deliver`, ``terminal.none``; nothing is written then.
    """
    state = desk.book.refresh()
    own = exchange.known(state, establishment, FUND)
    if not own.terminals:
        raise KenpanError("terminal.none", f"{own.name}の利用端末がありません。", "管理者が端末を登録してください。")
    before = deliveries.package_of(state, batch, establishment)
    if before is not None and before.erased is not None:
        what = f"{own.name}への控えは、保存期限の後に消去しました。再発行できません。"
        raise KenpanError("package.erased", what, "要るときは、帳票を取り込み直してください。")
    machines = {name: one.seal_key for name, one in sorted(own.terminals.items())}
    payload, made = _payload(desk, state, batch, establishment, before)
    if made is None or parsed(made.header)["to"].keys() != machines.keys():
        made = seal(payload, machines)
    package, file = hashlib.sha256(payload).hexdigest(), hashlib.sha256(made.raw).hexdigest()
    told = batch, establishment, package, file, list(machines), reason
    deliveries.deliver(state, desk.session.account, *told)
    desk.keep(_kept(package), bundled({"header": made.header.encode(), "key": made.key, "payload": payload}))
    desk.book.sign(desk.session.signer, lambda now, by: deliveries.deliver(now, by, *told))
    issue = 1 if before is None else len(before.issues) + 1
    period = state.exchange.batches[batch].period
    path = folder / f"{establishment}_{period}_{package[:8]}_{issue}{PACKAGE_END}"
    return write_with_entry(desk.book, desk.session, "delivery.package", path, made.raw)


def take_receipt(desk: Desk, told: str) -> Package:
    """A slip as its file or its 2D code says it. ``KenpanError`` as :func:`app.signoff.deliveries.take_receipt`."""
    try:
        slip = parsed(told.strip())
        text, signature = str(slip["slip"]), str(slip["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = "受領票として読めません。"
        raise KenpanError("receipt.unreadable", what, "事業所から受け取り直してください。") from error
    (entry,) = desk.book.sign(
        desk.session.signer, lambda state, by: deliveries.take_receipt(state, by, text, signature)
    )
    return desk.book.state.exchange.packages[entry.data["package"]]


def receipt_file(path: Path) -> str:
    """What a slip says: its file, or a picture or PDF of its 2D code. ``KenpanError`` ``package.unreadable``,
    ``receipt.unreadable``.
    """
    raw = read_file(path)
    if path.suffix.lower() not in PICTURES:
        return raw.decode("utf-8", "replace")
    try:
        told = run("app.delivery.intake.child:code_in", raw, limits=_LIMITS)
    except (NotReadError, KenpanError):
        told = ""
    if not isinstance(told, str) or not told:
        what = "2次元コードを読み取れません。"
        raise KenpanError("receipt.unreadable", what, "撮り直すか、受領票のファイルを使ってください。", file=path.name)
    return told


def erase(desk: Desk, package: str) -> None:
    """Erase the copy of a package whose years are over, which another lead asked for.

    ``KenpanError`` as :func:`app.signoff.deliveries.may_erase`, ``package.kept``.
    """
    state = desk.book.refresh()
    own = deliveries.may_erase(state, desk.session.account, package)
    if written(desk.book.clock()) < deliveries.kept_until(own):
        raise KenpanError("package.kept", "保存の期限の前です。", "期限の後に消去してください。")
    found = desk.store.find(_kept(package))
    if found is not None:
        desk.store.delete(found)
    _forget(desk, state, own)
    desk.book.sign(desk.session.signer, lambda now, by: deliveries.erase(now, by, package, METHOD))


def _forget(desk: Desk, state: State, package: Package) -> None:
    """The same forms lie where the batch was read, too: only what may still be delivered, or is kept, stays there."""
    batch = state.exchange.batches[package.batch]
    others = [one for one in state.exchange.packages.values() if one.batch == batch.id]
    gone = {one.establishment for one in others if one.erased is not None or one.id == package.id}
    left = {one.sha256 for one in batch.documents if one.establishment in set(batch.chosen) - gone}
    found = desk.store.find(_batch(batch.id))
    if found is None:
        return
    kept = {name: raw for name, raw in unbundled(desk.store.read(_batch(batch.id))).items() if name in left}
    desk.store.delete(found)
    if kept:
        desk.keep(_batch(batch.id), bundled(kept))


def status(state: State, establishment: str = "", period: str = "") -> tuple[StatusRow, ...]:
    """Every approved delivery, newest batch first; of one establishment or period only, if any is named."""
    return tuple(row for row in _rows(state) if establishment in ("", row.establishment) and period in ("", row.period))


def _rows(state: State) -> Iterator[StatusRow]:
    for batch in reversed(tuple(state.exchange.batches.values())):
        for one in batch.chosen if batch.approved is not None else ():
            package = deliveries.package_of(state, batch.id, one)
            stands = PACKAGE_STATES["approved" if package is None else package.state]
            stands = ERASED if package is not None and package.erased is not None else stands
            name = state.exchange.establishments[one].name
            yield StatusRow(batch.id, batch.period, one, name, len(batch.of(one)), stands, package)


def _payload(
    desk: Desk, state: State, batch: str, establishment: str, before: Package | None
) -> tuple[bytes, Sealed | None]:
    """The payload, and the file that it was last sealed in."""
    if before is not None:
        kept = unbundled(desk.store.read(_kept(before.id)))
        header, key = kept["header"].decode(), kept["key"]
        return kept["payload"], Sealed(sealed_again(kept["payload"], header, key), header, key)
    own = state.exchange.batches.get(batch)
    if own is None or own.approved is None or own.signed is None:
        raise KenpanError("package.unapproved", "この事業所への配信は、承認されていません。", "承認を受けてください。")
    kept = unbundled(desk.store.read(_batch(batch)))
    contents = [_checked(kept, one) for one in own.of(establishment)]
    return pack(_manifest(desk, state, own, establishment, contents), contents, desk.machine), None


def _manifest(
    desk: Desk, state: State, batch: FormBatch, establishment: str, contents: list[bytes]
) -> dict[str, object]:
    assert batch.signed is not None and batch.approved is not None
    documents = [
        {"type": one.type, "name": one.name, "sha256": one.sha256, "pages": one.pages, "size": len(content)}
        for one, content in zip(batch.of(establishment), contents, strict=True)
    ]
    return {
        "format": MANIFEST,
        "from": desk.machine.id,
        "fund": state.exchange.name,
        "establishment": establishment,
        "name": state.exchange.establishments[establishment].name,
        "period": batch.period,
        "batch": batch.id,
        "made": written(desk.book.clock()),
        "checked": _signed(batch.signed),
        "approved": _signed(batch.approved),
        "documents": documents,
        "answers": [one._asdict() for one in answers_for(state, establishment)],
    }


def _signed(sign: Sign) -> dict[str, str]:
    return {"name": sign.name, "at": sign.time}


def _checked(kept: dict[str, bytes], one: Document) -> bytes:
    content = kept.get(one.sha256, b"")
    if hashlib.sha256(content).hexdigest() != one.sha256:
        what = "保管した帳票が、確認したものではありません。"
        raise KenpanError("package.lost", what, "管理者に知らせ、台帳を検証してください。", file=one.name)
    return content


def _batch(batch: str) -> str:
    return f"batch {batch}"


def _kept(package: str) -> str:
    return f"package {package}"


def card(desk: Desk) -> bytes:
    """The public keys of this machine as a file, to be enrolled on the other side."""
    keys = {"sign_key": desk.machine.sign_key, "seal_key": desk.machine.seal_key}
    return canonical({"format": "kenpan-machine-card-1", "name": desk.book.state.exchange.name, **keys}).encode()


def read_card(path: Path) -> tuple[str, tuple[str, str]]:
    """Name and keys of a machine. ``KenpanError`` ``exchange.keys``."""
    try:
        told = parsed(read_file(path).decode("utf-8"))
        if told["format"] == "kenpan-machine-card-1":
            return str(told["name"]), (str(told["sign_key"]), str(told["seal_key"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise KenpanError(
        "exchange.keys", "端末の公開鍵のファイルではありません。", "作り直してもらってください。", file=path.name
    )
