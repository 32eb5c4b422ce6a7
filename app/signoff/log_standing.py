"""How a month stands with its machines' logs: what counts, what is left, what the gate closes on."""

from collections.abc import Mapping, Sequence

from app.signoff.binding import MEDIA
from app.signoff.log_kinds import BY_HAND, REMADE
from app.signoff.log_model import LogItem, LogsRead, MonthLogs
from app.signoff.model import Evidence, Month, State

FILES, NOTICES, ENVELOPES, ITEMS = "本", "件", "通", "項目"
RULE_WORDS: Mapping[str, str] = {
    "log.lost": "足りない",
    "log.double": "重複",
    "log.foreign": "当月のものでない",
    "log.unreplaced": "作り直していない",
    REMADE: "作り直しの記録",
    BY_HAND: "手封入の承認番号",
}
_STAGES = (
    ("printed", "印字", NOTICES),
    ("inserted", "封入", ENVELOPES),
    ("weighed", "計量", ENVELOPES),
    ("posted", "差出", ENVELOPES),
)


def logs_of(state: State, month: Month) -> LogsRead | None:
    """The logs that count: read for the medium that the month has now."""
    found = state.logs.get(month.id, MonthLogs()).read
    medium = next((part.sha256 for part in month.parts if part.name == MEDIA), "")
    return found if found is not None and found.manifest == medium else None


def log_work(state: State, month: Month) -> MonthLogs:
    """All that was written down about the month's logs."""
    return state.logs.get(month.id, MonthLogs())


def results_named(state: State, month: Month | None) -> dict[str, bool]:
    """Words of a result that a lead named, in whatever month: what was named in this one counts before others."""
    named: dict[str, bool] = {}
    for own in (*state.logs.values(), *(() if month is None else (log_work(state, month),))):
        named.update(own.results)
    return named


def is_settled(own: MonthLogs, item: LogItem) -> bool:
    """Whether nothing is left to do about this."""
    if item.rule == REMADE:
        return item.about in own.remade and item.about in own.destroyed
    return item.about in own.allowed if item.rule == BY_HAND else item in own.settled


def left_open(state: State, month: Month) -> tuple[LogItem, ...]:
    """What the logs leave open and nobody has settled."""
    known, own = logs_of(state, month), log_work(state, month)
    return () if known is None else tuple(item for item in known.items if not is_settled(own, item))


def unlogged(state: State, month: Month) -> tuple[str, ...]:
    """What keeps 封入ログ open (Japanese)."""
    known = logs_of(state, month)
    if known is None:
        return ("作業ログを読み込んでいません",)
    found = [f"読めない作業ログ {known.unread:,} {FILES}"] if known.unread else []
    left = left_open(state, month)
    for rule, words in RULE_WORDS.items():
        count = sum(item.rule == rule for item in left)
        if count:
            found.append(f"{words} {count:,} {ITEMS}")
    return tuple(found)


def log_lines(state: State, month: Month) -> tuple[Evidence, ...]:
    """The lines that 封入ログ closes on; none where no logs are read."""
    known = logs_of(state, month)
    if known is None:
        return ()

    def of(*rules: str) -> int:
        return sum(item.rule in rules for item in known.items)

    return (
        Evidence("logs", "作業ログの内容", text=known.sha256),
        Evidence("files", "読み込んだ作業ログ", known.files, FILES),
        *(Evidence(name, label, known.counts[name], unit) for name, label, unit in _STAGES),
        Evidence("remade", "作り直した現品", of(REMADE), NOTICES),
        Evidence("by_hand", "手封入", of(BY_HAND), ENVELOPES),
        Evidence("settled", "理由を記録した残り", len(known.items) - of(REMADE, BY_HAND), ITEMS),
        Evidence("order", "時刻の順の警告", known.order, ITEMS),
    )


def unapproved_logs(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 封入ログ is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    known, left = logs_of(state, month), unlogged(state, month)
    if left or known is None:
        return left
    if tuple(evidence) != log_lines(state, month):
        return ("読み込んだ作業ログと違います",)
    return ("作業ログを読み込んだ人は、完了できません",) if by and by == known.signature.by else ()
