"""Making the papers that need no medium: from what the ledger says and people stated."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.japan_time import month_text
from app.month.papers.attendance import due_day, held_of
from app.reports.custody_paper import custody_paper
from app.reports.letter import letter_pdf
from app.reports.monthly_report import ROWS, MonthlyCounts, monthly_paper
from app.reports.paper_texts import PaperTexts, load_texts
from app.reports.signs import head_line
from app.reports.table_paper import TablePaper, paper_book, paper_pages
from app.reports.training_paper import training_pdf
from app.reports.typed_papers import inspection_paper, service_paper
from app.signoff.custody_model import HOW_WORDS, Holding
from app.signoff.gates import REPORTS
from app.signoff.ledger import Head
from app.signoff.list_standing import bundles_of
from app.signoff.model import Month, State, Statement, Told

INSPECTION, SERVICE, TRAINING = "self_inspection", "service_levels", "training_held"
"""What is stated for 報告: 自主点検, the counts of サービス水準, and a training with who attended."""
REMARK, DAYS = "remark", "days"
_BETWEEN = "｜"
UNITS = (
    "委託件数・作成件数は通知書（件＝01 の数）、差出件数・総発送件数は封筒（通＝事業所の数）です。",
    "件と通の関係は機構の資料に書かれていません（検版の推定）。",
)
_UNKNOWN = MonthlyCounts(*(None,) * 9)


def stated(month: Month, what: str) -> Statement | None:
    """The last statement of this kind that somebody signed."""
    found = [one for one in month.statements if (one.gate, one.what) == (REPORTS, what)]
    return found[-1] if found else None


def told_of(month: Month, what: str) -> dict[str, str]:
    """Its values by name; empty where nobody stated it."""
    one = stated(month, what)
    return {} if one is None else {told.name: told.value for told in one.data}


def inspection_told(
    answers: Mapping[str, tuple[str, str]], days: str, remark: str, texts: PaperTexts
) -> tuple[Told, ...]:
    """自主点検 as it is stated: チェック and 結果 of each item."""
    lines = [
        Told(one.id, f"{one.name}（{one.id}）", f"{answers[one.id][0]}{_BETWEEN}{answers[one.id][1]}")
        for one in texts.inspection
        if one.id in answers
    ]
    return (*lines, Told(DAYS, "点検実施日", days), Told(REMARK, "特記事項", remark))


def answers_of(month: Month) -> dict[str, tuple[str, str]]:
    """The answers of 自主点検 that were stated."""
    told = told_of(month, INSPECTION)
    split = {name: value.partition(_BETWEEN) for name, value in told.items() if _BETWEEN in value}
    return {name: (check, result) for name, (check, _between, result) in split.items()}


def counts_of(month: Month) -> dict[str, int | None]:
    """The counts of サービス水準 that were stated."""
    return {name: int(text) for name, text in told_of(month, SERVICE).items() if text.isdigit()}


Content = tuple[str, bytes]
"""Ending of the file, and what is in it."""


def make_paper(
    paper: str,
    ending: str,
    state: State,
    month: Month,
    head: Head,
    made: datetime,
    rows: Mapping[str, MonthlyCounts] | None = None,
    place: str = "",
) -> bytes:
    """One of :data:`MADE` as ``.pdf`` or ``.xlsx``. ``rows``: the counts of 月間報告書 as far as they are known;
    ``place``: the 履行場所 of 個人情報等管理台帳.
    """
    if paper in _LETTERS:
        return _LETTERS[paper](state, month, head)
    table = _table(paper, state, month, rows or {}, place)
    return paper_pages(table, head_line(head)) if ending == ".pdf" else paper_book(table, made)


def _table(paper: str, state: State, month: Month, rows: Mapping[str, MonthlyCounts], place: str) -> TablePaper:
    texts, period = load_texts(), month_text(month.period)
    if paper == "inspection":
        told = told_of(month, INSPECTION)
        return inspection_paper(texts, period, told.get(DAYS, ""), answers_of(month), told.get(REMARK, ""))
    counts, remark = counts_of(month), told_of(month, SERVICE).get(REMARK, "")
    if paper == "sla":
        return service_paper(texts, period, counts, remark)
    if paper == "monthly":
        known = {**dict.fromkeys(ROWS, _UNKNOWN), **rows}
        closed = bundles_of(state, month)
        return monthly_paper(period, known, UNITS, counts, remark, len(closed) if closed else None)
    return custody_paper(place, state.holdings.values())


def _result(_state: State, month: Month, head: Head) -> bytes:
    texts = load_texts()
    attached = ("料金後納郵便物差出票（日付印のあるもの）", "月間報告書（仕様書別紙13-2）")
    return letter_pdf(texts.result, texts, month.handover, attached, (), head_line(head))


def _returned(state: State, _month: Month, head: Head) -> bytes:
    texts = load_texts()
    evidence = [_gone(one) for one in state.holdings.values() if one.moved is not None]
    attached = ("個人情報等管理台帳（仕様書別紙10）", "保管庫の状況が分かるもの（写真など）", "消去のログ")
    return letter_pdf(texts.returned, texts, "", attached, evidence, head_line(head))


def _training(_state: State, month: Month, head: Head) -> bytes:
    texts, said = load_texts(), stated(month, TRAINING)
    held = None if said is None else held_of({one.name: one for one in said.data})
    due = None if held is None else due_day(date.fromisoformat(held.first), texts.contract.start)
    return training_pdf(texts, held, due, head_line(head))


def _gone(one: Holding) -> tuple[str, ...]:
    moved = one.moved
    assert moved is not None
    confirmed = "（未確認）" if moved.confirmed is None else moved.confirmed.name
    return f"{one.what}　{one.number}", HOW_WORDS[moved.how], moved.on, moved.method, moved.signature.name, confirmed


_LETTERS: Mapping[str, Callable[[State, Month, Head], bytes]] = {
    "result": _result,
    "returned": _returned,
    "training": _training,
}
MADE: Mapping[str, tuple[str, ...]] = {
    "result": (".pdf",),
    "monthly": (".xlsx", ".pdf"),
    "inspection": (".pdf", ".xlsx"),
    "custody": (".xlsx",),
    "sla": (".xlsx", ".pdf"),
    "returned": (".pdf",),
    "training": (".pdf",),
}
"""What is made here, and as which files; the others come from the screens of their work."""
ELSEWHERE: Mapping[str, str] = {
    "lists_read": "別送引抜", "redirected": "別送引抜", "pulled": "別送引抜", "list_errors": "別送引抜",
    "no_barcode": "媒体", "defects": "検査",
}  # fmt: skip
"""Where the others are written out."""
