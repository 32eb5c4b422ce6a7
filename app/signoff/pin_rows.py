"""Rows of pieces that one person signs one after the other: the first with the password, the others with a PIN.

Each piece stays a signature of its own. A lead allows it for a process, and says why. A row begins with a piece that
was signed with the full password, and is over with anything that :func:`is_open` names. Every entry that was signed
with a PIN names the entry that its row began with, so that whoever reads the ledger can follow the rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from app.errors import KenpanError
from app.signoff.binding import said_reason
from app.signoff.ledger import Draft, Entry
from app.signoff.model import PinRow, Rule, State
from app.signoff.processes import existing, with_process
from app.signoff.signed import sign_of

LONGEST = timedelta(minutes=30)
TRIES = 3
PIECE = "piece.signed"
"""The one kind that may be signed with a PIN."""


def is_allowed(state: State, process: str) -> bool:
    """Whether a lead allows it for this process."""
    known = state.processes.get(process)
    return known is not None and known.pin is not None


def is_open(state: State, by: str, row: int, round_id: str, time: str, terminal: str) -> bool:
    """Whether a person may sign with a PIN in the row that entry ``row`` began: the process allows it, the row is the
    person's newest, of this round and at this workstation, at most 30 minutes old; since then they have not locked the
    screen, logged in or out or typed three wrong PINs, and the round was not signed.
    """
    known, one = state.pin_rows.get(by), state.rounds.get(round_id)
    if known is None or one is None or not is_allowed(state, one.process):
        return False
    is_same = (known.seq, known.round, known.terminal) == (row, round_id, terminal)
    age = datetime.fromisoformat(time) - datetime.fromisoformat(known.time)
    return is_same and known.wrong < TRIES and timedelta() <= age <= LONGEST


def over() -> KenpanError:
    """What is said to a PIN whose row is over."""
    return KenpanError(
        "pin.over",
        "この暗証番号は、もう使えません（30分、画面のロック、回の終わり、3回の間違いのどれか）。",
        "パスワードで署名してください。続けるときは、暗証番号を決め直せます。",
    )


def allow(state: State, by: str, process: str, *, allowed: bool, reason: str) -> Draft:
    """Allow it for a process from now on, or no longer."""
    if (existing(state, process).pin is not None) == allowed:
        what = "暗証番号での署名は、すでに許可されています。" if allowed else "暗証番号での署名は許可されていません。"
        raise KenpanError("pin.unchanged", what, "一覧を読み直してください。")
    return Draft("pin.allowed", {"process": process, "allowed": allowed, "reason": said_reason(reason)})


# Rules


def other_leave(state: State, entry: Entry) -> bool:
    """It changes what was allowed."""
    return bool((state.processes[entry.data["process"]].pin is not None) != entry.data["allowed"])


def in_a_row(state: State, entry: Entry) -> bool:
    """Signed with the password, or with a PIN in a row that is open."""
    row = entry.data.get("pin")
    return row is None or is_open(state, entry.by, row, entry.data["round"], entry.time, entry.terminal)


RULES: Mapping[str, tuple[Rule, ...]] = {"pin.allowed": (other_leave,)}


# Meaning of the entries


def _allowed(state: State, entry: Entry) -> State:
    process = state.processes[entry.data["process"]]
    return with_process(state, replace(process, pin=sign_of(entry) if entry.data["allowed"] else None))


def begun(state: State, entry: Entry) -> State:
    """The state after a piece was signed: with the password a row begins."""
    if "pin" in entry.data:
        return state
    row = PinRow(entry.data["round"], entry.seq, entry.time, entry.terminal)
    return _with(state, {**state.pin_rows, entry.by: row})


def ended(state: State, round_id: str) -> State:
    """The state after a round was signed: nothing goes on in it."""
    return _with(state, {who: row for who, row in state.pin_rows.items() if row.round != round_id})


def _gone(state: State, entry: Entry) -> State:
    return _with(state, {who: row for who, row in state.pin_rows.items() if who != entry.by})


def _refused(state: State, entry: Entry) -> State:
    row = state.pin_rows.get(entry.by)
    if row is None or entry.data.get("why") != "pin":
        return state
    return _with(state, {**state.pin_rows, entry.by: replace(row, wrong=row.wrong + 1)})


def _with(state: State, rows: Mapping[str, PinRow]) -> State:
    return replace(state, pin_rows=MappingProxyType(dict(rows)))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "pin.allowed": _allowed,
    "access.refused": _refused,
    **dict.fromkeys(("access.login", "access.logout", "access.screen_locked"), _gone),
}
