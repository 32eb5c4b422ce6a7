"""What entries about jobs further need, besides what their row of the table of kinds says."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.signoff.canonical import NO_CONTENT, digest
from app.signoff.formats import FORMATS
from app.signoff.jobs import MEDIA, PROOF_MEDIA, last_round
from app.signoff.ledger import Entry
from app.signoff.model import Part, Rule, State
from app.signoff.process_settings import SETTING


def hashes(parts: Sequence[Part]) -> dict[str, str]:
    """Name → hash of parts."""
    return {part.name: part.sha256 for part in parts}


def told_hashes(tables: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The same of the parts in an entry."""
    return {table["name"]: table["sha256"] for table in tables}


def _settings(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: sha256 for name, sha256 in parts.items() if name.startswith(SETTING)}


def parts_once(_state: State, entry: Entry) -> bool:
    """No part twice; the proof medium is a round's."""
    told = entry.data["parts"]
    return len(told_hashes(told)) == len(told) and PROOF_MEDIA not in told_hashes(told)


def new_title(state: State, entry: Entry) -> bool:
    """No other job of this month has the title."""
    data = entry.data
    return not any((one.title, one.month) == (data["title"], data["month"]) for one in state.jobs.values())


def no_setting_yet(_state: State, entry: Entry) -> bool:
    """A new job has no settings: each is registered."""
    return not _settings(told_hashes(entry.data["parts"]))


def settings_kept(state: State, entry: Entry) -> bool:
    """Binding to other parts changes no setting, and something."""
    now, told = hashes(state.jobs[entry.data["job"]].parts), told_hashes(entry.data["parts"])
    return _settings(now) == _settings(told) and now != told


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


def of_its_round(state: State, entry: Entry) -> bool:
    """The job's last round."""
    one = last_round(state, entry.data["job"])
    return one is not None and one.id == entry.data["round"]


def run_as_bound(state: State, entry: Entry) -> bool:
    """What the run is let go on is all that the job is bound to, with the month's medium."""
    told = told_hashes(entry.data["parts"])
    return told == hashes(state.jobs[entry.data["job"]].parts) and MEDIA in told


RULES: Mapping[str, tuple[Rule, ...]] = {
    "job.created": (new_title, parts_once, no_setting_yet),
    "job.bound": (parts_once, settings_kept),
    "setting.registered": (setting_given,),
    "job.released": (of_its_round, parts_once, run_as_bound),
}
