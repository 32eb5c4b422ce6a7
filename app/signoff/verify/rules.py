"""What months and rounds need: the gates and what they rest on, the settings, what older formats had."""

ROW_STATES = ("redirect", "pull", "unmatched", "duplicate", "contradiction")
SETTINGS = {"editing", "print_file", "imposition", "press", "paper", "folding", "inserting", "inspection"}
"""Process settings that every round asks for, if only to hear that there is none; a table may ask for more."""
MONTH_PARTS = {"media", "container", "postal", "offices", "flyers", "lists", "piece_mapping"}
"""What belongs to a month; everything else is its process's, but the medium of a round."""
GATES = {
    "reception": {"media"},
    "check": MONTH_PARTS - {"piece_mapping"},
    "release": MONTH_PARTS,
    "compare": MONTH_PARTS,
    "dummies": MONTH_PARTS,
    "lists": MONTH_PARTS,
    "logs": MONTH_PARTS,
    "counts": MONTH_PARTS,
    "reports": MONTH_PARTS,
    "return": {"media"},
}
"""The gates of a month that can be closed, in their order, and the parts that each rests on."""
CLOSERS = {"run.released": "release", "dummies.approved": "dummies"}
"""Kinds that close a gate of their own."""
RECEPTION_COUNTS = {"points": "項目", "differs": "項目", "undone": "項目", "notices": "件", "envelopes": "通"}
"""What the evidence of 受入 must count, and in which unit."""
WIDER = {(1, "media.opened"): "trainer admin"}
"""Who else might make a kind in a ledger of an older format."""
SINCE = {
    **dict.fromkeys(("ledger.begun", "round.drawn", "media.compared", "session.opened", "session.closed"), 2),
    **dict.fromkeys(("process.created", "process.bound", "month.opened", "month.bound", "reception.recorded"), 2),
    **dict.fromkeys(("reception.refused", "statement.made", "finding.decided", "gate.closed", "gate.reopened"), 2),
    **dict.fromkeys(("run.released", "store.created", "store.ending", "store.destroyed"), 2),
    **dict.fromkeys(("dummies.listed", "dummy.checked", "dummies.signed", "dummies.returned"), 2),
    **dict.fromkeys(("dummies.approved", "roll.kept", "roll.discarded"), 2),
    **dict.fromkeys(("analysis.signed", "comparison.signed", "comparison.required", "comparison.alike"), 2),
    **dict.fromkeys(("reference.approved", "draft.approved", "lists.read"), 2),
    **dict.fromkeys(("bundle.closed", "bundle.reopened", "pin.allowed"), 2),
    **dict.fromkeys(("holding.recorded", "holding.moved", "holding.confirmed", "paper.handed"), 2),
    **dict.fromkeys(("logs.read", "piece.remade", "piece.destroyed", "insertion.allowed", "logs.settled"), 2),
    "result.named": 2,
    **dict.fromkeys(("slip.drafted", "slip.stamped", "counts.taken", "count.explained"), 2),
    **dict.fromkeys(("incident.opened", "incident.told", "incident.contained", "incident.claimed"), 2),
    "incident.closed": 2,
    **dict.fromkeys(("warmup.required", "warmup.lifted", "warmup.passed"), 2),
    **dict.fromkeys(("exchange.begun", "machine.made", "establishment.entered", "terminal.enrolled"), 2),
    **dict.fromkeys(("terminal.removed", "fund.enrolled", "scope.chosen", "scope.refused"), 2),
    **dict.fromkeys(("batch.read", "batch.signed", "batch.approved", "package.delivered", "receipt.taken"), 2),
    **dict.fromkeys(("batch.looked", "batch.discarded", "machine.rekeyed"), 2),
    **dict.fromkeys(("package.erasing", "package.erased", "package.opened", "receipt.signed"), 2),
    **dict.fromkeys(("filing.made", "filing.received", "filing.checked", "filing.accepted", "filing.returned"), 2),
    **dict.fromkeys(("evidence.packed", "attachment.erasing", "attachment.erased"), 2),
}
"""Kinds that older formats do not have."""


def out_of_turn(name: str, about: str, stands: str) -> str:
    """What is said of an entry about something that does not stand as it must."""
    taken = {
        "account.created": "同じ人か ID が二度登録されています。",
        "job.created": "同じ仕事が二度登録されています。",
        "process.created": "同じ工程が二度登録されています。",
        "month.opened": "同じ月が二度登録されています。",
        "round.opened": "同じ回が二度始められています。",
    }
    if name in taken:
        return taken[name]
    if stands == "new":
        return f"登録されていない人、工程、月、回のどれかについての記録です（{name}）。"
    if about == "account":
        return f"停止と再開の順が違います（{name}）。"
    return f"検査、署名、判定、本番開始の順になっていません（{name}）。"
