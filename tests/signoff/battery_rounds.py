"""Entries about processes and rounds: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from app.signoff.binding import MONTH_PARTS
from app.signoff.process_settings import ALWAYS
from tests.signoff.attack import Attack, Case
from tests.signoff.scenes import (
    ALL,
    CHECKSHEET,
    FORMS,
    MEDIA,
    OWN,
    PAPER,
    PROOF,
    REASON,
    log,
    look,
    opening,
    part,
    piece,
    setting,
    setting_part,
    settle,
    settled,
)  # fmt: skip

SETTINGS = ALL[len(OWN) :]
UNREAD = {"state": "missing", "text": "", "reason": "ない"}
READ_2 = {"state": "read", "text": f"K{2:015}", "reason": ""}

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

# Rounds


def reject_first(chain):
    """r1 was checked and rejected."""
    chain.add("c1", "round.opened", opening())
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


def asked_more(chain):
    """r1 asked for a setting more, and was rejected."""
    chain.add("c1", "round.opened", opening(settings=[*sorted(ALWAYS), "glue"]))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


def one_left_out(chain):
    """x1 is checked and seen, but one of the settings it asks for was never registered."""
    second_process(chain)
    settle(chain, "p2")
    chain.add("c1", "round.opened", opening(round="x1", process="p2", settings=[*sorted(ALWAYS), "glue"]))
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number, round="x1"))
    chain.add("c1", "attachment.kept", log("x1", round="x1"))
    chain.add("c1", "round.signed", {"round": "x1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "x1", "numbers": [1]})
    chain.add("l1", "piece.confirmed", look(1, round="x1"))


def approve_first(chain):
    """r1 was checked and approved."""
    chain.add("c1", "round.opened", opening())
    for number in (1, 2):
        chain.add("c1", "piece.signed", look(number))
    chain.add("c1", "attachment.kept", log())
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [1]})
    chain.add("l1", "piece.confirmed", look(1))
    chain.add("l1", "round.approved", DECIDED)


def changed_after(chain):
    """r1 is approved, and its ground changed."""
    approve_first(chain)
    chain.add("l1", "setting.registered", setting("300 dpi"))


def changed_back(chain):
    """The same, and the ground is again what was approved."""
    changed_after(chain)
    chain.add("l1", "setting.registered", setting())


def taken_back(chain):
    """r1 was approved, opened again and rejected."""
    approve_first(chain)
    chain.add("l1", "round.reopened", {"round": "r1", **REASON})
    chain.add("c1", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l1", "round.rejected", DECIDED)


def asked_for(chain):
    """r1 is approved; the agency asked for r2, which is being checked."""
    approve_first(chain)
    chain.add("c1", "round.opened", again(why="request", **REASON))


def made(record, making=1, of=1, process=1, **other):
    """A piece whose 現品ID says for which round of which process it was printed, and how often."""
    return {**piece(record), "piece_id": f"K{record:013}{of:02}00{process:02}{making}00", **other}


MADE = [made(1), made(2)]


def with_made(chain):
    chain.add("c1", "round.opened", opening(pieces=MADE))


def printed_again(chain):
    with_made(chain)
    chain.add("c1", "piece.replaced", {**SWAP, "piece": made(1, 2)})


def left_and_back(chain):
    """Another record took the place of the first."""
    with_made(chain)
    chain.add("c1", "piece.replaced", {**SWAP, "piece": made(9, number=1)})


def later(**other):
    return again(**{"why": "change", "parts": [*settled("300 dpi"), PROOF], **REASON, **other})


def void_first(chain):
    """r1 is open, on ground that has changed and was changed back."""
    chain.add("c1", "round.opened", opening())
    chain.add("l1", "setting.registered", setting("300 dpi"))


def again(**other):
    return opening(**{"round": "r2", "number": 2, **other})


AGAIN = [*settled("300 dpi"), PROOF]


def failing(**other):
    return look(1, failures=["宛名面：現品IDがありません。"], **other)


def two_rounds(chain):
    """p2 has a round of its own, and keeps a log in it."""
    second_process(chain)
    settle(chain, "p2")
    chain.add("c1", "round.opened", opening(round="x1", process="p2"))
    chain.add("c1", "attachment.kept", log("x1", round="x1"))


def failed_piece(chain):
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON})
    back = {**look(1)["scans"], "back": UNREAD}
    chain.add("c1", "piece.signed", failing(scans=back))


def signed_with(failed):
    return {"round": "r1", "failed": failed, "comment": ""}


def bad_look(chain):
    """The other lead found something wrong."""
    chain.add("b2", "piece.confirmed", look(2, answers={"content": "ng"}, failures=["印字内容：否"], comment="薄い"))


def approve_failed(chain):
    """A failed piece, signed, drawn and seen."""
    failed_piece(chain)
    chain.add("c1", "round.signed", signed_with([1]))
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [2]})
    chain.add("l1", "piece.confirmed", look(2))


def reopen(chain):
    chain.add("l2", "round.reopened", {"round": "r1", **REASON})
    chain.add("c2", "round.signed", signed_with([]))


def took_log_back(chain):
    chain.add("c1", "attachment.withdrawn", {**kept_log(), **REASON})


def kept_log(content="weight r1"):
    return {"round": "r1", "kind": "weight", "sha256": digest(content)}


def logs_of_pieces(chain):
    took_log_back(chain)
    chain.add("c1", "attachment.kept", log(piece=1))


DECIDED = {"round": "r1", "comment": "よし", "program": "0.1.0"}
SWAP = {"round": "r1", "number": 1, "piece": piece(1, piece_id="K99", record=99), **REASON}
LOOKS = (
    Attack("looked_at", look(1, piece_id=f"K{2:015}")),
    *(Attack("looked_at", look(1, scans={**look(1)["scans"], side: UNREAD})) for side in look(1)["scans"]),
    *(Attack("looked_at", look(1, scans={**look(1)["scans"], side: READ_2})) for side in look(1)["scans"]),
    Attack("looked_at", look(1, answers={**look(1)["answers"], "gannen": "ng"}, comment="薄い")),
    Attack("looked_at", failing(piece_id=f"K{2:015}")),
    Attack("wholly_answered", look(1, answers={"content": "ok"})),
    Attack("wholly_answered", look(1, answers={"content": "ok", "flyer": "ok"})),
    Attack("wholly_answered", look(1, answers={"content": "ok", "gannen": "ok"})),
    Attack("wholly_answered", look(1, answers={**look(1)["answers"], "gaiji": "ok"})),
    Attack("wholly_answered", failing(answers={**look(1)["answers"], "gannen": "ng"})),
    Attack("wholly_answered", failing(scans={**look(1)["scans"], "back": {**UNREAD, "reason": " "}})),
    Attack("wholly_answered", failing(scans={**look(1)["scans"], "back": {**UNREAD, "text": "K1"}})),
    Attack("wholly_answered", failing(scans={**look(1)["scans"], "back": {**READ_2, "text": ""}})),
    Attack("wholly_answered", failing(scans={**look(1)["scans"], "back": {**READ_2, "reason": "x"}})),
    Attack("", failing(scans={**look(1)["scans"], "back": UNREAD})),
    Attack("", failing(answers={**look(1)["answers"], "gannen": "ng"}, comment="薄い")),
    Attack("data", look(1, scans=dict.fromkeys(("front", "back"), READ_2))),
    Attack("data", look(1, scans={})),
)


# Rows with a PIN


def row(*after, who="c1", of="r1", allowed=True, **other):
    """c1 signed a piece with the password, and ``after`` came then; nothing is said against what comes before it."""

    def before(chain):
        if allowed:
            allow_pin(chain)
        if of != "r1":
            two_rounds(chain)
        chain.add(who, "piece.signed", look(1, round=of), **other)
        for kind, data in after:
            chain.add(who, kind, data)

    return before


def by_pin(number=2, **other):
    """Signed with a PIN in the row that the newest piece of c1 began."""

    def data(chain):
        begun = [one.seq for one in chain.entries if one.kind == "piece.signed" and "pin" not in one.data]
        return look(number, pin=begun[-1], **other) if begun else look(number, pin=1, **other)

    return data


def second_row(chain):
    """c1 typed the password again after the piece that is named."""
    row()(chain)
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON})
    chain.add("c1", "piece.signed", look(1))


def named_first(chain):
    return look(2, pin=min(one.seq for one in chain.entries if one.kind == "piece.signed"))


def signed_meanwhile(chain):
    """The round was signed, and opened again."""
    row(("piece.signed", look(2)), ("attachment.kept", log()), ("round.signed", signed_with([])))(chain)
    chain.add("l1", "round.reopened", {"round": "r1", **REASON})
    chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 2, **REASON})


def no_longer_allowed(chain):
    row()(chain)
    allow_pin(chain, allowed=False)


WRONG = ("access.refused", {"why": "pin"})
PINS = (
    Attack("", by_pin(), before=row()),
    Attack("", by_pin(), before=row(WRONG, WRONG)),
    Attack("", by_pin(), before=row(*[("access.refused", {"why": "password"})] * 3)),
    Attack("", by_pin(), before=row(("access.screen_unlocked", {}))),
    Attack("", by_pin(), before=row(time="2026-11-02T08:31:00.000Z")),
    Attack("in_a_row", by_pin(), before=row(allowed=False)),
    Attack("in_a_row", by_pin(), before=no_longer_allowed),
    Attack("in_a_row", by_pin(1), before=allow_pin),
    Attack("in_a_row", by_pin(), "c2", row()),
    Attack("in_a_row", by_pin(), before=row(of="x1")),
    Attack("in_a_row", by_pin(), before=row(terminal="kenpan-2")),
    Attack("in_a_row", named_first, before=second_row),
    Attack("", by_pin(), before=second_row),
    *(
        Attack("in_a_row", by_pin(), before=row((f"access.{kind}", {})))
        for kind in ("screen_locked", "logout", "login")
    ),
    Attack("in_a_row", by_pin(), before=signed_meanwhile),
    Attack("in_a_row", by_pin(), before=row(WRONG, WRONG, WRONG)),
    Attack("in_a_row", by_pin(), before=row(time="2026-11-02T08:29:00.000Z")),
    Attack("in_a_row", by_pin(), before=row(time="2026-11-02T09:01:00.000Z")),
    Attack("data", look(2, pin=0), before=row()),
    Attack("data", look(2, pin="1"), before=row()),
    Attack("data", look(2, pin=True), before=row()),
)


def of_first(chain):
    """The draw was for piece 1, which has a special case."""
    chain.add("l1", "round.drawn", {"round": "r1", "numbers": [1]})


def seen_first(chain):
    of_first(chain)
    chain.add("l1", "piece.confirmed", look(1))


ROUNDS = {
    "round.opened": Case(
        "process",
        opening(),
        (
            Attack("state", opening(), before=reject_first),
            Attack("state", again(round="r1"), before=reject_first),
            Attack("", again(), before=reject_first),
            Attack("next_of_process", again(number=3), before=reject_first),
            Attack("next_of_process", opening(number=2)),
            Attack("next_of_process", opening(process="p9")),
            Attack("none_in_force", again(), before=lambda chain: chain.add("c1", "round.opened", opening())),
            Attack(
                "none_in_force",
                again(why="request", **REASON),
                before=lambda chain: chain.add("c1", "round.opened", opening()),
            ),
            Attack("none_in_force", again(why="change", **REASON), before=approve_first),
            Attack("", again(why="request", **REASON), before=approve_first),
            Attack("why_it_is_made", again(why="request"), before=approve_first),
            Attack("", later(), before=changed_after),
            Attack("why_it_is_made", later(why="first"), before=changed_after),
            Attack("why_it_is_made", later(reason=" "), before=changed_after),
            Attack("why_it_is_made", opening(why="change", **REASON)),
            Attack("why_it_is_made", opening(why="request", **REASON)),
            Attack("none_in_force", later(parts=[*ALL, PROOF]), before=changed_back),
            Attack("", again(why="change", **REASON), before=taken_back),
            Attack("none_in_force", again(why="change", round="r3", number=3, **REASON), before=asked_for),
            Attack("", again(parts=AGAIN), before=void_first),
            Attack("bound_as_process", again(), before=void_first),
            Attack("pieces_once", opening(pieces=[piece(1), piece(2, piece_id=piece(1)["piece_id"])])),
            Attack("pieces_once", opening(pieces=[piece(1), piece(2, number=1)])),
            Attack("pieces_once", opening(pieces=[piece(1), piece(2, number=3)])),
            Attack("", opening(pieces=MADE)),
            Attack("made_for_it", opening(pieces=[made(1), piece(2)])),
            Attack("made_for_it", opening(pieces=[made(1), made(2, 2)])),
            Attack("made_for_it", opening(pieces=[made(1, of=2), made(2, of=2)])),
            Attack("made_for_it", opening(pieces=[made(1, process=2), made(2, process=2)])),
            Attack("made_for_it", again(pieces=MADE), before=reject_first),
            Attack("", again(pieces=[made(1, of=2), made(2, of=2)]), before=reject_first),
            Attack("asked_as_elsewhere", opening(confirm=3)),
            Attack("asked_as_elsewhere", again(confirm=2), before=reject_first),
            Attack("asked_as_elsewhere", again(pieces=[piece(1)]), before=reject_first),
            Attack("asked_as_elsewhere", again(pieces=[piece(1), piece(2, group="kounen")]), before=reject_first),
            Attack("asked_as_elsewhere", again(items={"content": "always"}), before=reject_first),
            Attack("asked_as_elsewhere", again(logs=[]), before=reject_first),
            Attack("", again(logs=["weight", "disposal"]), before=reject_first),
            Attack("asked_as_elsewhere", opening(round="r2", logs=[]), before=two_rounds),
            Attack("asked_as_elsewhere", opening(round="r2", logs=["weight", "disposal"]), before=two_rounds),
            Attack("asked_as_elsewhere", opening(round="r2", confirm=2), before=two_rounds),
            Attack("asked_as_elsewhere", opening(round="r2", items={"content": "always"}), before=two_rounds),
            Attack("bound_as_process", opening(parts=ALL)),
            Attack("bound_as_process", opening(parts=[*OWN, PROOF])),
            Attack("bound_as_process", opening(parts=[*ALL, PROOF, PROOF])),
            Attack("bound_as_process", opening(parts=[*settled("300 dpi"), PROOF])),
            Attack("asks_every_setting", opening(settings=["press"])),
            Attack("asks_every_setting", opening(settings=sorted(ALWAYS - {"inspection"}))),
            Attack("", opening(settings=[*sorted(ALWAYS), "glue"])),
            Attack("asks_every_setting", again(), before=asked_more),
            Attack("bound_as_process", opening(sheet=digest("another sheet"))),
            Attack("data", opening(settings=[])),
            Attack("data", opening(confirm=0)),
            Attack("data", opening(pieces=[])),
            Attack("data", opening(items={})),
            Attack("data", opening(items={"content": "いつも"})),
        ),
    ),
    "piece.replaced": Case(
        "checking",
        SWAP,
        (
            Attack("unchecked", SWAP, before=lambda chain: chain.add("c1", "piece.signed", look(1))),
            Attack("unchecked", {**SWAP, "number": 3, "piece": piece(3)}),
            Attack("as_fitting", {**SWAP, "piece": piece(1, piece_id=piece(2)["piece_id"])}),
            Attack("as_fitting", {**SWAP, "piece": piece(1)}),
            Attack("as_fitting", {**SWAP, "number": 2}),
            Attack("as_fitting", {**SWAP, "piece": piece(1, piece_id="K99", group="senpo")}),
            Attack("printed_next", {**SWAP, "piece": made(9, number=1)}),
        ),
    ),
    "piece.signed": Case(
        "checking",
        look(1),
        (
            *LOOKS,
            Attack("", look(2)),
            Attack("unchecked", look(1), before=lambda chain: chain.add("c1", "piece.signed", look(1))),
            Attack("unchecked", look(3)),
            *PINS,
        ),
    ),
    "piece.withdrawn": Case(
        "checked",
        {"round": "r1", "number": 1, **REASON},
        (
            Attack("checked", {"round": "r1", "number": 3, **REASON}),
            Attack(
                "checked",
                {"round": "r1", "number": 1, **REASON},
                before=lambda chain: chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON}),
            ),
        ),
    ),
    "attachment.kept": Case(
        "checking",
        log(),
        (
            Attack("", log(piece=2)),
            Attack("", log(), before=lambda chain: chain.add("c1", "attachment.kept", log(piece=2))),
            Attack("log_asked_for", log(kind="photo")),
            Attack("log_asked_for", log(piece=3)),
            Attack("log_of_nothing_else", log("x1"), before=two_rounds),
            Attack("data", log(size=0)),
        ),
    ),
    "attachment.withdrawn": Case(
        "checked",
        {**kept_log(), **REASON},
        (
            Attack("log_kept", {**kept_log("another"), **REASON}),
            Attack("log_kept", {**kept_log(), **REASON, "kind": "thickness"}),
            Attack("log_kept", {**kept_log(), **REASON}, before=took_log_back),
        ),
    ),
    "round.signed": Case(
        "checked",
        signed_with([]),
        (
            Attack("", signed_with([1]), before=failed_piece),
            Attack("all_checked", signed_with([]), before=failed_piece),
            Attack("all_checked", signed_with([1])),
            Attack(
                "all_checked",
                signed_with([]),
                before=lambda chain: chain.add("c1", "piece.withdrawn", {"round": "r1", "number": 1, **REASON}),
            ),
            Attack("all_logs", signed_with([]), before=took_log_back),
            Attack("all_logs", signed_with([]), before=logs_of_pieces),
        ),
    ),
    "round.drawn": Case(
        "signed",
        {"round": "r1", "numbers": [2]},
        (
            Attack("drawn_once", {"round": "r1", "numbers": [1]}, "l2", of_first),
            Attack("drawn_once", {"round": "r1", "numbers": [1, 2]}),
            Attack("drawn_once", {"round": "r1", "numbers": [3]}),
            Attack("drawn_once", {"round": "r1", "numbers": [2, 2]}),
            Attack("", {"round": "r1", "numbers": [1]}, before=lambda chain: (of_first(chain), reopen(chain))),
        ),
    ),
    "piece.confirmed": Case(
        "drawn",
        look(2),
        (
            Attack("drawn_and_unseen", look(1)),
            Attack("drawn_and_unseen", look(2), before=lambda chain: chain.add("l1", "piece.confirmed", look(2))),
            Attack("", look(2), "l2", lambda chain: chain.add("l1", "piece.confirmed", look(2))),
            Attack("drawn_and_unseen", look(2), before=reopen),
            Attack("looked_at", look(2, piece_id=piece(1)["piece_id"])),
            Attack("looked_at", look(2, scans={**look(2)["scans"], "back": UNREAD})),
            Attack("wholly_answered", look(2, answers={"content": "ok", "gannen": "ok"})),
        ),
    ),
    "round.approved": Case(
        "seen",
        DECIDED,
        (
            Attack("", DECIDED, "l2"),
            Attack("proved", DECIDED, "b2"),
            Attack("proved", DECIDED, before=bad_look),
            Attack("proved", DECIDED, before=reopen),
            Attack("with_every_setting", {**DECIDED, "round": "x1"}, before=one_left_out),
            Attack("data", {**DECIDED, "comment": " "}),
        ),
    ),
    "round.rejected": Case("seen", DECIDED, (Attack("", DECIDED, "l2"), Attack("data", {**DECIDED, "comment": ""}))),
    "round.reopened": Case("approved", {"round": "r1", **REASON}, (Attack("", {"round": "r1", **REASON}, "l2"),)),
}

ROUNDS_LATER = {
    "piece.replaced": (
        ("process", with_made, Attack("", {**SWAP, "piece": made(9, number=1)})),
        ("process", with_made, Attack("", {**SWAP, "piece": made(1, 2)})),
        ("process", with_made, Attack("printed_next", {**SWAP, "piece": made(1, 3)})),
        ("process", with_made, Attack("printed_next", {**SWAP, "piece": made(9, 2, number=1)})),
        ("process", with_made, Attack("printed_next", {**SWAP, "piece": made(9, of=2, number=1)})),
        ("process", with_made, Attack("printed_next", {**SWAP, "piece": made(9, process=2, number=1)})),
        ("process", with_made, Attack("printed_next", {**SWAP, "piece": made(2, 2, number=1, group="kounen")})),
        ("process", with_made, Attack("printed_next", SWAP)),
        ("process", printed_again, Attack("", {**SWAP, "piece": made(1, 3)})),
        ("process", printed_again, Attack("printed_next", {**SWAP, "piece": made(1)})),
        ("process", left_and_back, Attack("", {**SWAP, "piece": made(1, 2)})),
        ("process", left_and_back, Attack("printed_next", {**SWAP, "piece": made(1)})),
    ),
    "piece.confirmed": (*(("signed", of_first, one) for one in LOOKS),),
    "round.approved": (
        ("signed", None, Attack("proved", DECIDED)),
        ("drawn", None, Attack("proved", DECIDED)),
        ("checked", approve_failed, Attack("proved", DECIDED)),
        ("signed", seen_first, Attack("", DECIDED)),
    ),
    "round.rejected": (("signed", None, Attack("", DECIDED)),),
    "round.reopened": (("signed", None, Attack("", {"round": "r1", **REASON})),),
}
"""Attacks from other stages: stage, what came before, attack."""
