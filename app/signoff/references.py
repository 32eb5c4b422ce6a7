"""The form that is the reference of a process: what a lead approves, what it means, what it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app import __version__
from app.errors import KenpanError
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Rule, State
from app.signoff.processes import existing, with_process
from app.signoff.reference import Reference
from app.signoff.signed import sign_of


def approve_reference(
    state: State,
    by: str,
    process: str,
    form: str,
    prints: Mapping[str, str],
    *,
    pages: int,
    placed: int,
    kept: str,
    spread_um: int,
    chosen: Sequence[str] = (),
    unplaced: Sequence[str] = (),
    comment: str = "",
) -> Draft:
    """Approve a measured form (by its hash), learned from these prints (name → hash), as a reference for the print of
    a process. ``kept``: SHA-256 of the form that is kept beside the ledger; ``spread_um``: how far an item strayed at
    most. ``KenpanError`` ``reference.same`` for the one that is approved already.
    """
    _refuse_same(state, process, form)
    data = {
        "process": process,
        "form": form,
        "prints": _prints(prints),
        "pages": pages,
        "placed": placed,
        "chosen": list(chosen),
        "unplaced": list(unplaced),
        "comment": comment.strip(),
        "program": __version__,
        "kept": kept,
        "spread_um": spread_um,
    }
    return Draft("reference.approved", data)


def approve_draft(
    state: State, by: str, process: str, form: str, prints: Mapping[str, str], *, pages: int, comment: str = ""
) -> Draft:
    """Approve the program's own draft forms (by their hash), as these prints were compared by them, as the reference
    of a process. ``KenpanError`` as :func:`approve_reference`.
    """
    _refuse_same(state, process, form)
    data = {"process": process, "form": form, "prints": _prints(prints), "pages": pages}
    return Draft("draft.approved", {**data, "comment": comment.strip(), "program": __version__})


def _refuse_same(state: State, process: str, form: str) -> None:
    known = existing(state, process).reference
    if known is not None and known.form == form:
        raise KenpanError("reference.same", "この様式は参照として承認済みです。", "承認し直す必要はありません。")


def _prints(prints: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "sha256": sha256} for name, sha256 in prints.items()]


# Meaning of the entries


def _measured(state: State, entry: Entry) -> State:
    data = entry.data
    found = Reference(data["form"], tuple(data["chosen"]), tuple(data["unplaced"]), sign_of(entry))
    return _with(state, entry, replace(found, kept=data.get("kept", ""), spread_um=data.get("spread_um")))


def _draft(state: State, entry: Entry) -> State:
    return _with(state, entry, Reference(entry.data["form"], (), (), sign_of(entry), draft=True))


def _with(state: State, entry: Entry, reference: Reference) -> State:
    return with_process(state, replace(state.processes[entry.data["process"]], reference=reference))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {"reference.approved": _measured, "draft.approved": _draft}


# What they need


def other_reference(state: State, entry: Entry) -> bool:
    """Not the form that is approved already; what is chosen by a person is no item without a place."""
    data = entry.data
    return other_form(state, entry) and not set(data["chosen"]) & set(data["unplaced"])


def other_form(state: State, entry: Entry) -> bool:
    """Not the form that is approved already."""
    known = state.processes[entry.data["process"]].reference
    return known is None or known.form != entry.data["form"]


RULES: Mapping[str, tuple[Rule, ...]] = {"reference.approved": (other_reference,), "draft.approved": (other_form,)}
