"""Entries of processes, right and forged."""

from app.canonical import digest
from app.signoff.binding import MONTH_PARTS
from tests.signoff.attack import Attack, Case
from tests.signoff.entries import (
    ALL,
    CHECKSHEET,
    FORMS,
    MEDIA,
    OWN,
    PAPER,
    PROOF,
    REASON,
    part,
    setting,
    setting_part,
    settled,
)

SETTINGS = ALL[len(OWN) :]

# Processes


def process_data(**other):
    return {"process": "p9", "title": "別の工程", "parts": OWN, **other}


def bound(*parts):
    return {"process": "p1", "parts": list(parts), **REASON}


def second_process(chain):
    chain.add("l1", "process.created", {"process": "p2", "title": "別", "parts": OWN})


def reference(**other):
    return {
        "process": "p1",
        "form": digest("form"),
        "prints": [{"name": "印刷.pdf", "sha256": digest("print")}],
        "pages": 40,
        "placed": 55,
        "chosen": ["厚年 ページ番号"],
        "unplaced": [],
        "comment": "",
        "program": "0.1.0",
        **other,
    }


def approved_form(chain):
    chain.add("l1", "reference.approved", reference())


KEPT_FORM = {"kept": digest("kept"), "spread_um": 80}


def draft_form(**other):
    own = {name: value for name, value in reference().items() if name not in ("placed", "chosen", "unplaced")}
    return {**own, "form": digest("draft"), **other}


def approved_draft(chain):
    chain.add("l1", "draft.approved", draft_form())


def allow_pin(chain, *, allowed=True):
    chain.add("l1", "pin.allowed", {"process": "p1", "allowed": allowed, **REASON})


PROCESSES = {
    "process.created": Case(
        "process",
        process_data(),
        (
            Attack("state", process_data(process="p1")),
            Attack("new_title", process_data(title="通知書")),
            Attack("a_processes_own", process_data(parts=[*OWN, PROOF])),
            Attack("a_processes_own", process_data(parts=[*OWN, FORMS])),
            *(Attack("a_processes_own", process_data(parts=[*OWN, part(name)])) for name in sorted(MONTH_PARTS)),
            Attack("no_setting_yet", process_data(parts=ALL)),
        ),
    ),
    "process.bound": Case(
        "process",
        bound(part("forms", "2"), PAPER, CHECKSHEET, *SETTINGS),
        (
            Attack("settings_kept", bound(*ALL)),
            Attack("settings_kept", bound(*OWN)),
            Attack("settings_kept", bound(*settled("300 dpi"))),
            Attack("settings_kept", bound(part("forms", "2"), *SETTINGS, setting_part("x", "glue"))),
            Attack("settings_kept", bound(part("forms", "2"), PAPER, CHECKSHEET, *SETTINGS[1:])),
            Attack("a_processes_own", bound(*ALL, PROOF)),
            Attack("a_processes_own", bound(*ALL, part("forms", "2"))),
            Attack("a_processes_own", bound(*ALL, MEDIA)),
        ),
    ),
    "reference.approved": Case(
        "process",
        reference(),
        (
            Attack("data", reference(prints=[])),
            Attack("data", reference(placed=0)),
            Attack("data", reference(form="0")),
            Attack("state", reference(process="p9")),
            Attack("other_reference", reference(unplaced=["厚年 ページ番号"])),
            Attack("other_reference", reference(), before=approved_form),
            Attack("", reference(**KEPT_FORM)),
            Attack("", reference(), before=approved_draft),
            Attack("data", reference(kept=digest("kept"))),
            Attack("data", reference(**{**KEPT_FORM, "kept": ""})),
            Attack("data", reference(**{**KEPT_FORM, "spread_um": -1})),
        ),
    ),
    "draft.approved": Case(
        "process",
        draft_form(),
        (
            Attack("data", draft_form(prints=[])),
            Attack("data", draft_form(pages=0)),
            Attack("state", draft_form(process="p9")),
            Attack("other_form", draft_form(), before=approved_draft),
            Attack("", draft_form(), before=approved_form),
        ),
    ),
    "pin.allowed": Case(
        "process",
        {"process": "p1", "allowed": True, **REASON},
        (
            Attack("", {"process": "p1", "allowed": False, **REASON}, "l2", allow_pin),
            Attack("other_leave", {"process": "p1", "allowed": False, **REASON}),
            Attack("other_leave", {"process": "p1", "allowed": True, **REASON}, "l2", allow_pin),
            Attack("data", {"process": "p1", "allowed": True, "reason": " "}),
        ),
    ),
    "setting.registered": Case(
        "process",
        setting("300 dpi"),
        (
            Attack("", {**setting(), "value": "", "file": "press.xml"}),
            Attack("setting_given", {**setting(), "value": "", "file": "press.xml", "sha256": digest("")}),
            Attack("", {**setting(), "reason": "ファイルがない"}),
            Attack("", setting("")),
            Attack("setting_given", {**setting(), "value": " "}),
            Attack("setting_given", {**setting(), "value": ""}),
            Attack("setting_given", {**setting(), "sha256": digest("300 dpi")}),
            Attack("setting_given", {**setting(), "file": "press.xml"}),
            Attack("setting_given", {**setting(), "file": " "}),
            Attack("setting_given", {**setting(), "absent": True, "reason": "ない"}),
            Attack("setting_given", {**setting(""), "reason": " "}),
            Attack("setting_given", {**setting(""), "sha256": digest("x")}),
            Attack("setting_given", {**setting(""), "file": "press.xml"}),
            Attack("setting_given", {**setting(""), "absent": False}),
            Attack("data", {**setting(), "absent": 0}),
        ),
    ),
}
