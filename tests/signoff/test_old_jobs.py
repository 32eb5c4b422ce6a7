"""The first format's jobs: what the program of its time could not do, nobody who has every key does behind it.

The entries are those of the ledger kept under ``tests/data``, signed anew by keys of our own, up to one that is forged.
"""

import copy
import json
from functools import cache

import pytest
from Crypto.Signature import eddsa

from app.canonical import GENESIS
from app.errors import KenpanError
from app.signoff.fold import folded
from app.signoff.formats import FORMATS
from app.signoff.kinds import OLD
from app.signoff.model import State
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from tests.signoff.chain import Chain, rows_of
from tests.signoff.old_ledger import FOLDER, remember

KEPT = [json.loads(json.loads(line)["body"]) for line in (FOLDER / "ledger.jsonl").read_text("utf-8").splitlines()]
FIRST = {kind: next(at for at, one in enumerate(KEPT) if one["kind"] == kind) for kind in sorted(OLD)}


class Replay:
    """The ledger written again. ``keys``: each person's, by account; ``enrolled``: whose first key is entered."""

    def __init__(self):
        self.entries, self.keys, self.enrolled = [], {}, set()

    def fork(self):
        other = Replay()
        other.entries, other.keys, other.enrolled = list(self.entries), dict(self.keys), set(self.enrolled)
        return other

    def add(self, told):
        data, who = dict(told["data"]), told["by"]
        if told["kind"] == "piece.confirmed":
            data = self.next_drawn(data["round"])
        if "public_key" in data:
            if data["account"] in self.enrolled or data["account"] not in self.keys:
                self.keys[data["account"]] = new_key(data["account"])
            self.enrolled.add(data["account"])
            data["public_key"] = self.keys[data["account"]].public
        key = self.keys.setdefault(who, new_key(who))
        fields = {
            **{name: told[name] for name in ("time", "name", "terminal", "meaning")},
            "prev": self.entries[-1].hash if self.entries else GENESIS,
            "seq": len(self.entries) + 1,
        }
        entry = Chain().entry(who, told["kind"], data, **fields, signature="")
        if told["kind"] not in ("access.refused", "access.locked"):
            signature = eddsa.new(key.key, "rfc8032").sign(FORMATS[1].domain + entry.body.encode()).hex()
            entry = Chain().entry(who, told["kind"], data, **fields, signature=signature)
        self.entries.append(entry)
        return self

    def next_drawn(self, round_id):
        """Which pieces the lead looks at was drawn from the hash of a signature: other keys, other pieces."""
        numbers = folded(State(), self.entries).rounds[round_id].to_confirm
        seen = [one.data["number"] for one in self.entries if one.kind == "piece.confirmed"]
        number = next(one for one in numbers if one not in seen)
        checked = (one["data"] for one in KEPT[::-1] if one["kind"] == "piece.signed")
        return next(dict(one) for one in checked if (one["round"], one["number"]) == (round_id, number))


@cache
def replayed(count):
    """The first ``count`` entries, and what the program makes of them."""
    told = Replay()
    for one in KEPT[:count]:
        told.add(one)
    return told, folded(State(), told.entries)


def both(kind, change=lambda entry: None, skipped=()):
    """What program and verifier say of the first entry of this kind, changed, where ``skipped`` kinds never were."""
    told = copy.deepcopy(KEPT[FIRST[kind]])
    change(told)
    if skipped:
        before = Replay()
        for one in KEPT[: FIRST[kind]]:
            if one["kind"] not in skipped:
                before.add(one)
        state = folded(State(), before.entries)
    else:
        before, state = replayed(FIRST[kind])
    whole = before.fork().add(told)
    try:
        folded(state, whole.entries[-1:])
        program = ""
    except KenpanError as error:
        assert error.code == "ledger.broken"
        program = str(error)
    problems = verify_entries(rows_of(whole.entries)).problems
    assert all(one.entry == len(whole.entries) for one in problems)
    return bool(program), bool(problems)


def part(name, value="0" * 64):
    return {"detail": "1", "label": name, "name": name, "sha256": value}


def data(**more):
    return lambda entry: entry["data"].update(more)


def parts(act):
    return lambda entry: act(entry["data"]["parts"])


def by(role):
    who = next(one["data"]["account"] for one in KEPT if one["kind"] == "right.granted" and one["data"]["role"] == role)
    name = next(
        one["data"]["name"] for one in KEPT if one["kind"] == "account.created" and one["data"]["account"] == who
    )
    return lambda entry: entry.update(by=who, name=name)


def twice(told):
    told.append(dict(told[0]))


def setting_changed(told):
    next(one for one in told if one["name"] == "setting.press")["sha256"] = "0" * 64


def without_medium(told):
    told[:] = [one for one in told if one["name"] != "media"]


def as_before(entry):
    """Bound to what it is bound to already."""
    entry["data"]["parts"] = [one for one in entry["data"]["parts"] if one["name"] != "media"]


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    remember(monkeypatch)


@pytest.mark.parametrize("kind", sorted(OLD))
def test_what_was_done_is_right(kind):
    assert both(kind) == (False, False)


ATTACKS = {
    "job.created": {
        "a part twice": parts(twice),
        "the proof medium": parts(lambda told: told.append(part("proof_media"))),
        "a setting at once": parts(lambda told: told.append(part("setting.press"))),
        "by a checker": by("checker"),
        "no title": lambda entry: entry["data"].pop("title"),
    },
    "job.bound": {
        "a part twice": parts(twice),
        "the proof medium": parts(lambda told: told.append(part("proof_media"))),
        "another setting": parts(setting_changed),
        "a job that is none": data(job="j2"),
        "by a checker": by("checker"),
        "what it is bound to already": as_before,
    },
    "job.released": {
        "a part twice": parts(twice),
        "other parts": parts(lambda told: told[0].update(sha256="0" * 64)),
        "another setting": parts(setting_changed),
        "no medium": parts(without_medium),
        "a part less": parts(lambda told: told.pop(0)),
        "a round that was rejected": data(round="r1"),
        "a round that is none": data(round="r3"),
        "another job": data(job="j2"),
        "by a checker": by("checker"),
    },
}
SKIPPED = {
    "a round that nobody approved": ("job.released", ("round.approved",)),
    "a job that was not bound to the month's medium": ("job.released", ("job.bound",)),
}


def test_every_old_kind_is_attacked():
    assert ATTACKS.keys() == OLD.keys()


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, several in ATTACKS.items() for name in several])
def test_what_must_not_be_is_refused_by_both(kind, name):
    assert both(kind, ATTACKS[kind][name]) == (True, True)


@pytest.mark.parametrize("name", sorted(SKIPPED))
def test_what_lacks_its_ground_is_refused_by_both(name):
    kind, skipped = SKIPPED[name]
    assert both(kind, skipped=skipped) == (True, True)


@pytest.mark.parametrize("title", ["", "別の件名"])
def test_a_job_of_the_same_month_and_title_is_refused_and_another_is_not(title):
    """Behind the first one."""
    told = copy.deepcopy(KEPT[FIRST["job.created"]])
    told["data"]["job"] = "j2"
    if title:
        told["data"]["title"] = title
    before, state = replayed(FIRST["job.created"] + 1)
    whole = before.fork().add(told)
    refused = bool(verify_entries(rows_of(whole.entries)).problems)
    if refused:
        with pytest.raises(KenpanError):
            folded(state, whole.entries[-1:])
    else:
        folded(state, whole.entries[-1:])
    assert refused is (title == "")
