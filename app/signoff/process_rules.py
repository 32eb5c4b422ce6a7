"""What entries about processes further need, besides what their row of the table of kinds says."""

from collections.abc import Mapping

from app.canonical import NO_CONTENT, digest
from app.signoff.binding import MONTH_PARTS, PROOF_MEDIA, hashes, settings_of, told_hashes
from app.signoff.formats import FORMATS
from app.signoff.ledger import Entry
from app.signoff.model import Rule, State


def a_processes_own(_state: State, entry: Entry) -> bool:
    """Nothing that belongs to a month or a round, no part twice."""
    told = told_hashes(entry.data["parts"])
    return len(told) == len(entry.data["parts"]) and not told.keys() & {*MONTH_PARTS, PROOF_MEDIA}


def new_title(state: State, entry: Entry) -> bool:
    """No other process has the title."""
    return not any(one.title == entry.data["title"] for one in state.processes.values())


def no_setting_yet(_state: State, entry: Entry) -> bool:
    """A new process has no settings: each is registered."""
    return not settings_of(told_hashes(entry.data["parts"]))


def settings_kept(state: State, entry: Entry) -> bool:
    """Binding to other parts changes no setting, and something."""
    now, told = hashes(state.processes[entry.data["process"]].parts), told_hashes(entry.data["parts"])
    return settings_of(now) == settings_of(told) and now != told


def setting_given(state: State, entry: Entry) -> bool:
    """One thing: a file that is not empty, a value by its own hash, or that there is none, and why."""
    data = entry.data
    value, file, sha256 = data["value"], data["file"], data["sha256"]
    if "settings" in FORMATS[state.format].lacks:
        return bool(value.strip() or file.strip())
    if data["absent"]:
        return not (value or file) and sha256 == NO_CONTENT and bool(data["reason"].strip())
    if file.strip():
        return not value and sha256 != NO_CONTENT
    return not file and bool(value.strip()) and bool(sha256 == digest(value))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "process.created": (new_title, a_processes_own, no_setting_yet),
    "process.bound": (a_processes_own, settings_kept),
    "setting.registered": (setting_given,),
}
