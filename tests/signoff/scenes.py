"""Small ledgers at every stage of a job and its proof round of two pieces."""

from functools import cache

from app.signoff.canonical import digest
from app.signoff.keys import new_key
from app.signoff.process_settings import ALWAYS
from tests.signoff.chain import Chain

ITEMS = {"content": "always", "gannen": "gannen", "flyer": "not senpo"}
REASON = {"reason": "理由"}


def part(name, content="1"):
    return {"name": name, "label": f"{name}の名", "sha256": digest(name + content), "detail": content}


FORMS, MONTH, PROOF, SHEET = part("forms"), part("media"), part("proof_media"), digest("sheet")
CHECKSHEET = {**part("checksheet"), "sha256": SHEET}
OWN = [FORMS, MONTH, CHECKSHEET]


def setting(value="200 dpi", name="press", **other):
    own = {"job": "j1", "name": name, "label": "刷版", "sha256": digest(value), "value": value, "file": ""}
    return {**own, "absent": not value, "reason": "" if value else "ない", **other}


def setting_part(value="200 dpi", name="press"):
    return {"name": f"setting.{name}", "label": "刷版", "sha256": digest(value), "detail": value}


OTHERS = sorted(ALWAYS - {"press"})
"""Process settings that are not there."""


def settled(press="200 dpi"):
    """What a job is bound to, all settings included."""
    return [*OWN, setting_part(press), *(setting_part("", name) for name in OTHERS)]


ALL = settled()


def settle(chain, job="j1"):
    """Register every setting."""
    chain.add("l1", "setting.registered", setting(job=job))
    for name in OTHERS:
        chain.add("l1", "setting.registered", setting("", name, job=job))
    return chain


def piece(number, /, **other):
    group = "kounen" if number % 2 else "senpo"
    own = {
        "number": number,
        "group": group,
        "piece_id": f"K{number:015}",
        "file": "ZMGKK#1301",
        "record": number,
        "record_sha256": digest(str(number)),
        "cases": ["gannen"] if number == 1 else ["senpo"],
    }
    return {**own, **other}


def opening(**other):
    own = {
        "round": "r1",
        "number": 1,
        "job": "j1",
        "parts": [*ALL, PROOF],
        "pieces": [piece(1), piece(2)],
        "sheet": SHEET,
        "items": ITEMS,
        "confirm": 1,
        "logs": ["weight"],
        "settings": sorted(ALWAYS),
    }
    return {**own, **other}


def look(number, /, **other):
    read = {"state": "read", "text": f"K{number:015}", "reason": ""}
    own = {
        "round": "r1",
        "number": number,
        "piece_id": f"K{number:015}",
        "scans": {"address": read, "front": read, "back": read},
        "answers": {"content": "ok", "gannen": "ok", "flyer": "ok"} if number == 1 else {"content": "ok"},
        "failures": [],
        "comment": "",
    }
    return {**own, **other}


def log(content="weight r1", **other):
    own = {"round": "r1", "kind": "weight", "name": "w.csv", "sha256": digest(content), "piece": None, "size": 9}
    return {**own, **other}


def release(**other):
    return {"job": "j1", "round": "r1", "parts": ALL, "comment": "", **other}


# Stages, each from the one before


@cache
def people():
    """Everybody who is needed: two of each role that works, one stopped of each role, one with a key of before."""
    chain = Chain().found("a1", "id-a1", "管理者１")
    for who, *roles in (
        ("a2", "admin"), ("c1", "checker"), ("c2", "checker"), ("l1", "lead"), ("l2", "lead"), ("t1", "trainer"),
        ("i1", "inspector"), ("b1", "checker", "lead"), ("b2", "checker", "lead"),
        ("old", "checker", "lead", "trainer", "admin"), ("gone", "checker", "lead", "trainer", "admin"),
    ):  # fmt: skip
        chain.person(who, *roles)
    chain.person("new", "checker", enrolled=False)
    chain.add("a1", "account.stopped", {"account": "gone", **REASON})
    chain.initial["old"] = new_key("old")
    return chain.add("a1", "password.reset", {"account": "old", **REASON, "initial_key": chain.initial["old"].public})


@cache
def job():
    chain = people().fork().add("l1", "job.created", {"job": "j1", "title": "11月分", "month": "2026-11", "parts": OWN})
    return settle(chain)


@cache
def checking():
    return job().fork().add("c1", "round.opened", opening())


@cache
def checked():
    """b1, who is a lead as well, signed a piece."""
    chain = checking().fork().add("c1", "piece.signed", look(1)).add("b1", "piece.signed", look(2))
    return chain.add("c2", "attachment.kept", log())


@cache
def signed():
    return checked().fork().add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


@cache
def drawn():
    return signed().fork().add("l1", "round.drawn", {"round": "r1", "numbers": [2]})


@cache
def seen():
    return drawn().fork().add("l1", "piece.confirmed", look(2)).add("l2", "piece.confirmed", look(2))


@cache
def approved():
    return seen().fork().add("l1", "round.approved", {"round": "r1", "comment": "よし"})


@cache
def rejected():
    return signed().fork().add("l1", "round.rejected", {"round": "r1", "comment": "否"})


@cache
def reopened():
    """b2 signed the round, which was then opened again and signed by somebody else."""
    chain = checked().fork().add("b2", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l2", "round.reopened", {"round": "r1", **REASON})
    return chain.add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


STAGES = {one.__name__: one for one in (people, job, checking, checked, signed, drawn, seen, approved, rejected)}


def void(chain):
    """The same after a setting was changed."""
    return chain.fork().add("l1", "setting.registered", setting("300 dpi"))
