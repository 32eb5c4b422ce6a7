"""Forms out, in the ledger: delivered, received, issued again, erased after years (:mod:`app.signoff.form_batches`:
what came before).

A package is known by the hash of its payload, which
never changes: another issue is the same payload. Who received it is proved by a slip that an enrolled terminal signed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.canonical import digest, parsed
from app.errors import KenpanError
from app.signoff.exchange import (
    at_an_establishment,
    at_the_fund,
    changed,
    establishment_known,
    in_scope,
    known,
    put,
    running,
)
from app.signoff.exchange_kinds import FUND, KEPT_YEARS
from app.signoff.exchange_model import Answer, Document, Issue, OpenedPackage, Package, Receipt
from app.signoff.form_batches import existing_batch
from app.signoff.ledger import Draft, Entry
from app.signoff.machine_key import RECEIPT, machine_verified
from app.signoff.model import Rule, State
from app.signoff.signed import sign_of

_SLIP = dict.fromkeys(("format", "establishment", "package", "terminal", "name", "at", "nonce"), str)
_AGAIN = "一覧を読み直してください。"


def deliver(
    state: State,
    by: str,
    batch: str,
    establishment: str,
    package: str,
    file: str,
    terminals: Sequence[str],
    reason: str,
) -> Draft:
    """A package is written out, for the first time or again (then with a reason)."""
    own = existing_batch(state, batch)
    known(state, establishment, FUND)
    if own.approved is None or establishment not in own.chosen:
        raise KenpanError("package.unapproved", "この事業所への配信は、承認されていません。", _AGAIN)
    before = package_of(state, batch, establishment)
    if before is not None and (before.id != package or before.erased is not None):
        raise KenpanError(
            "package.other", "前に配信した包みと違うか、控えが消去されています。", "管理者に知らせてください。"
        )
    if before is not None and not reason.strip():
        raise KenpanError("package.reason", "再発行の理由がありません。", "理由を入力してください。")
    return Draft(
        "package.delivered",
        {
            "establishment": establishment,
            "package": package,
            "batch": batch,
            "issue": 1 if before is None else len(before.issues) + 1,
            "file": file,
            "terminals": list(terminals),
            "reason": "" if before is None else reason.strip(),
        },
    )


def take_receipt(state: State, by: str, slip: str, signature: str) -> Draft:
    """A slip that came back. ``KenpanError``: ``receipt.unreadable``, ``receipt.foreign`` (no package of ours, no
    terminal of theirs), ``receipt.signature``, ``receipt.replayed``.
    """
    running(state, FUND)
    told = read_slip(slip)
    if told is None:
        raise KenpanError("receipt.unreadable", "受領票として読めません。", "事業所から受け取り直してください。")
    package = state.exchange.packages.get(told["package"])
    terminal = _terminal(state, told["establishment"], told["terminal"])
    if package is None or package.establishment != told["establishment"] or terminal is None:
        raise KenpanError(
            "receipt.foreign",
            "配信した包みのものでないか、登録した端末のものでない受領票です。",
            "どの事業所から受け取ったか、確かめてください。",
        )
    if not machine_verified(terminal.sign_key, RECEIPT, slip, signature):
        what = "受領票の署名が、登録した端末の鍵と合いません。書き換えられています。"
        raise KenpanError("receipt.signature", what, "事業所に確かめてください。")
    if digest(slip) in state.exchange.slips:
        raise KenpanError("receipt.replayed", "すでに取り込んだ受領票です。", "新しい受領票か、確かめてください。")
    if package.state == "received":
        raise KenpanError("receipt.received", "この包みは受領済です。", "ほかの受領票か、確かめてください。")
    named = {name: told[name] for name in ("establishment", "package", "terminal")}
    return Draft("receipt.taken", {**named, "slip": slip, "signature": signature})


def ask_erasing(state: State, by: str, package: str, reason: str, time: str) -> Draft:
    """A package whose years are over is no longer needed. ``time``: now, as entries write it. ``KenpanError``
    ``package.kept`` before that.
    """
    own = _package(state, package)
    if time < kept_until(own):
        raise KenpanError(
            "package.kept",
            f"配信帳票は {KEPT_YEARS} 年間保存します。{kept_until(own)[:10]} までは消去できません。",
            "期限の後に行ってください。",
        )
    if not reason.strip():
        raise KenpanError("package.reason", "理由がありません。", "消去の理由を入力してください。")
    return Draft("package.erasing", {"establishment": own.establishment, "package": package, "reason": reason.strip()})


def erase(state: State, by: str, package: str, method: str) -> Draft:
    """Another person says that it is gone. ``KenpanError`` ``package.not_asked``, ``package.same_person``."""
    own = may_erase(state, by, package)
    return Draft("package.erased", {"establishment": own.establishment, "package": package, "method": method})


def may_erase(state: State, by: str, package: str) -> Package:
    """A package that this person may erase now."""
    own = _package(state, package)
    if own.erasing is None:
        raise KenpanError("package.not_asked", "消去の申し出がありません。", "品質責任者が先に申し出てください。")
    if own.erasing.by == by:
        raise KenpanError("package.same_person", "申し出た人は、消去できません。", "別の品質責任者が消去してください。")
    return own


def kept_until(package: Package) -> str:
    """Until when a package is kept, as entries write times."""
    last = package.issues[0].signature.time
    return f"{int(last[:4]) + KEPT_YEARS}{last[4:]}"


def package_of(state: State, batch: str, establishment: str) -> Package | None:
    """What an establishment got of a batch."""
    packages = state.exchange.packages.values()
    return next((one for one in packages if (one.batch, one.establishment) == (batch, establishment)), None)


def read_slip(slip: str) -> dict[str, str] | None:
    """What a receipt slip says; ``None`` for what is none."""
    try:
        told = parsed(slip)
    except (ValueError, RecursionError):
        return None
    if type(told) is not dict or {name: type(value) for name, value in told.items()} != _SLIP:
        return None
    return told if told["format"] == RECEIPT else None


def _terminal(state: State, establishment: str, terminal: str) -> Any:
    own = state.exchange.establishments.get(establishment)
    return None if own is None else own.known.get(terminal)


def _package(state: State, package: str) -> Package:
    found = running(state, FUND).packages.get(package)
    if found is None or found.erased is not None:
        raise KenpanError("package.unknown", "配信していないか、消去した包みです。", _AGAIN)
    return found


# What entries need


def as_approved(state: State, entry: Entry) -> bool:
    """To whom it was let go, for the first time or the same again; sealed to terminals in use, each once."""
    data, own = entry.data, state.exchange.batches.get(entry.data["batch"])
    if own is None or own.approved is None or data["establishment"] not in own.chosen:
        return False
    used = state.exchange.establishments[data["establishment"]].terminals
    if len(set(data["terminals"])) != len(data["terminals"]) or not set(data["terminals"]) <= used.keys():
        return False
    before = package_of(state, data["batch"], data["establishment"])
    if before is None:
        is_new = data["package"] not in state.exchange.packages
        return is_new and data["issue"] == 1 and not data["reason"]
    is_next = (before.id, len(before.issues) + 1) == (data["package"], data["issue"])
    return is_next and before.erased is None and bool(data["reason"].strip())


def slip_proved(state: State, entry: Entry) -> bool:
    """A slip of that package, signed by a terminal of that establishment, which was never taken before."""
    data = entry.data
    told, terminal = read_slip(data["slip"]), _terminal(state, data["establishment"], data["terminal"])
    if told is None or terminal is None or digest(data["slip"]) in state.exchange.slips:
        return False
    if any(told[name] != data[name] for name in ("establishment", "package", "terminal")):
        return False
    return machine_verified(terminal.sign_key, RECEIPT, data["slip"], data["signature"])


def awaited(state: State, entry: Entry) -> bool:
    """The package was delivered to that establishment, and nobody received it since."""
    own = state.exchange.packages.get(entry.data["package"])
    return own is not None and own.establishment == entry.data["establishment"] and own.state != "received"


def kept_its_years(state: State, entry: Entry) -> bool:
    """A package that is there, and was kept as long as it must be."""
    own = state.exchange.packages.get(entry.data["package"])
    is_there = own is not None and own.erased is None and own.establishment == entry.data["establishment"]
    return is_there and own is not None and entry.time >= kept_until(own)


def erasing_by_another(state: State, entry: Entry) -> bool:
    """Somebody else asked for it."""
    own = state.exchange.packages.get(entry.data["package"])
    return own is not None and own.erasing is not None and own.erasing.by != entry.by


def of_known_fund(state: State, entry: Entry) -> bool:
    """From a fund that was enrolled."""
    return entry.data["fund"] in state.exchange.funds


def opened_before(state: State, entry: Entry) -> bool:
    """A package of that establishment that was opened here."""
    own = state.exchange.opened.get(entry.data["package"])
    return own is not None and own.establishment == entry.data["establishment"]


def own_slip(state: State, entry: Entry) -> bool:
    """Signed with this machine's key, about that package."""
    data, machine, told = entry.data, state.exchange.machine, read_slip(entry.data["slip"])
    if machine is None or told is None or any(told[name] != data[name] for name in ("establishment", "package")):
        return False
    return machine_verified(machine.sign_key, RECEIPT, data["slip"], data["signature"])


RULES: Mapping[str, tuple[Rule, ...]] = {
    "package.delivered": (at_the_fund, establishment_known, as_approved),
    "receipt.taken": (at_the_fund, slip_proved, awaited),
    "package.erasing": (at_the_fund, kept_its_years),
    "package.erased": (at_the_fund, kept_its_years, erasing_by_another),
    "package.opened": (at_an_establishment, in_scope, of_known_fund),
    "receipt.signed": (at_an_establishment, in_scope, opened_before, own_slip),
}


# What they change


def _delivered(state: State, entry: Entry) -> State:
    data, packages = entry.data, state.exchange.packages
    issue = Issue(data["issue"], data["file"], tuple(data["terminals"]), data["reason"], sign_of(entry))
    before = packages.get(data["package"])
    if before is None:
        period = state.exchange.batches[data["batch"]].period
        own = Package(data["package"], data["batch"], data["establishment"], period, (issue,))
    else:
        own = replace(before, issues=(*before.issues, issue))
    return changed(state, packages=put(packages, own.id, own))


def _in_package(state: State, entry: Entry, **told: Any) -> State:
    own = replace(state.exchange.packages[entry.data["package"]], **told)
    return changed(state, packages=put(state.exchange.packages, own.id, own))


def _taken(state: State, entry: Entry) -> State:
    own, told = state.exchange.packages[entry.data["package"]], parsed(entry.data["slip"])
    one = Receipt(told["terminal"], told["name"], told["at"], len(own.issues), sign_of(entry))
    made = _in_package(state, entry, receipts=(*own.receipts, one))
    return changed(made, slips=made.exchange.slips | {digest(entry.data["slip"])})


def _opened(state: State, entry: Entry) -> State:
    data = entry.data
    documents = tuple(Document(data["establishment"], **one) for one in data["documents"])
    before = state.exchange.opened.get(data["package"])
    own = OpenedPackage(
        data["package"],
        data["establishment"],
        data["fund"],
        data["period"],
        documents,
        sign_of(entry),
        None if before is None else before.receipt,
    )
    answers = {**state.exchange.answers, **{one["filing"]: Answer(**one) for one in data["replies"]}}
    opened = put(state.exchange.opened, own.id, own)
    return changed(state, opened=opened, answers=MappingProxyType(answers))


def _slip_signed(state: State, entry: Entry) -> State:
    own = state.exchange.opened[entry.data["package"]]._replace(receipt=sign_of(entry))
    return changed(state, opened=put(state.exchange.opened, own.id, own))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "package.delivered": _delivered,
    "receipt.taken": _taken,
    "package.erasing": lambda state, entry: _in_package(state, entry, erasing=sign_of(entry)),
    "package.erased": lambda state, entry: _in_package(state, entry, erased=sign_of(entry)),
    "package.opened": _opened,
    "receipt.signed": _slip_signed,
}
