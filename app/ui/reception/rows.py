"""What 受入 shows of a judgement, as plain rows, and what is to be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.language import Data, tr
from app.month.reception.counts import PAPER, CountCell, OfficeChange
from app.month.reception.judging import Verdict
from app.month.reception.ledger import is_recorded
from app.month.reception.model import GROUPS, TO_AGENCY, JudgedRow, Outcome, to_agency
from app.month.reception.shown import HIDDEN, change_hidden, told_rows
from app.month.reception.typed import FIELDS, SCHEMES, Typed, paper_field
from app.signoff.gates import RECEPTION, is_closed, medium_of, receiving
from app.signoff.model import Month, State
from app.signoff.signed import Sign
from app.ui.board import cells
from app.ui.board.cells import Kind

HEADERS, WIDTHS = ("結果", "項目", "入力・読み取り", "理由・次の手順"), (6, 0, 0, 0)
CHANGE_HEADERS, CHANGE_WIDTHS = ("判定", "事務所", "前月", "今月", "差"), (7.5, 0, 6, 6, 6)
_ORDER: Mapping[Outcome, int] = {"differs": 0, "undone": 1, "note": 2, "stated": 3, "same": 4, "recorded": 5}
_KINDS: Mapping[Outcome, Kind] = {"differs": "alarm", "undone": "", "note": "strong", "stated": "strong", "same": ""}
_PLANNED = frozenset(("medium", "trend"))
"""Groups whose points nobody typed: what ought to be there, the plan, last month."""
_ON_PAPER = frozenset(one.id for one in FIELDS if one.kind == "text" and one.group in ("disc", "case"))
"""What is written on labels, in any language of the screens."""
_TOGETHER = {"hand.time": "hand.date", "scan.time": "scan.date"}


def point_rows(verdict: Verdict, typed: Typed) -> tuple[cells.BoardRow, ...]:
    """Every point, what stands against it first; what the program read stays hidden until somebody typed it."""
    ordered = sorted(told_rows(verdict, typed), key=lambda row: _ORDER[row.outcome])
    return tuple(_point(row, verdict) for row in ordered)


def _point(row: JudgedRow, verdict: Verdict) -> cells.BoardRow:
    step = row.next_step
    if verdict.defect_due is not None:
        step = step.replace(TO_AGENCY, to_agency(verdict.defect_due))
    kind = _KINDS.get(row.outcome, "faint")
    given = "基準" if row.group in _PLANNED else "入力"
    both = [f"{given}　{row.typed}" if row.typed else "", f"読取　{row.read}" if row.read else ""]
    if row.id in _ON_PAPER:  # it is held against the label, sign by sign
        of = {"typed": Data(row.typed), "read": Data(row.read)}
        both = [tr("入力　{typed}", **of) if row.typed else "", tr("読取　{read}", **of) if row.read else ""]
    told = "\n".join(filter(None, both))
    return cells.row(
        row.id,
        cells.Cell(row.result, kind),
        cells.Cell(f"{GROUPS[row.group]}\n{row.place}", kind),
        Data(told) if row.id in _ON_PAPER else told,
        cells.Cell("\n".join(filter(None, (row.what, step))), kind),
    )


def mark_of(verdict: Verdict, typed: Typed, field: str) -> tuple[str, Kind]:
    """The result beside a field that somebody filled in; nothing beside an empty one."""
    if not typed.get(field, "").strip():
        return "", ""
    wanted = _TOGETHER.get(field, field)
    row = next((one for one in verdict.rows if one.id in (field, wanted)), None)
    return ("", "") if row is None else (row.result, _KINDS.get(row.outcome, "faint"))


def cell_marks(verdict: Verdict, typed: Typed) -> dict[str, tuple[str, bool]]:
    """By field of the paper 件数表 that is filled in: the result with what the medium has, and whether it differs."""
    return {
        name: (_cell_mark(cell), cell.state == "differs")
        for cell in verdict.cells
        for name in (paper_field(cell.scheme, cell.code),)
        if cell.code and typed.get(name, "").strip()
    }


def _cell_mark(cell: CountCell) -> str:
    if cell.state == "same":
        return "○ 合"
    if cell.state == "undone":
        return "― 判定していません"
    own = [f"{where} {'なし' if one is None else one}" for where, one in cell.figures.items() if where != PAPER]
    return f"× 否　{'・'.join(own)}"


def change_rows(changes: Sequence[OfficeChange], typed: Typed) -> tuple[cells.BoardRow, ...]:
    """Offices beside last month: those that need a reason first, those without a change last. While lines of the paper
    are still to be typed the order is that of the papers, and their counts are hidden.
    """
    hidden = any(change_hidden(one, typed) for one in changes)

    def rank(one: OfficeChange) -> int:
        return 0 if one.beyond and not one.explained else 1 if one.beyond else 3 if one.kind == "same" else 2

    ordered = changes if hidden else sorted(changes, key=rank)
    return tuple(_hidden(one) if change_hidden(one, typed) else _change(one) for one in ordered)


def _hidden(one: OfficeChange) -> cells.BoardRow:
    before = "なし" if one.before is None else str(one.before)
    return cells.row(f"{one.scheme}.{one.code}", "―", _place(one), before, HIDDEN, "")


def _place(one: OfficeChange) -> str:
    return "　".join(filter(None, (SCHEMES[one.scheme], one.prefecture, f"{one.code} {one.name}")))


def _change(one: OfficeChange) -> cells.BoardRow:
    before = 0 if one.before is None else one.before.value
    now = 0 if one.now is None else one.now.value
    kind: Kind = "" if not one.beyond else "strong" if one.explained else "alarm"
    word = {"new": "新", "gone": "無", "same": "変わらず", "more": "増", "fewer": "減"}[one.kind]
    verdict = "○ 合（理由あり）" if one.explained else "× 否" if one.beyond else "○ 合"
    return cells.row(
        f"{one.scheme}.{one.code}",
        cells.Cell(verdict, kind),
        cells.Cell("\n".join(filter(None, (_place(one), one.explained))), kind),
        "なし" if one.before is None else str(one.before),
        "なし" if one.now is None else str(one.now),
        cells.Cell(f"{now - before:+,} 件\n{word}" if now != before else word, kind),
    )


# The verdict at large

Tone = Literal["go", "no_go", "open"]


def banner(verdict: Verdict, typed: Typed, *, taken: bool = False) -> tuple[Tone, str]:
    """The whole in a shape, a word and a number, as far as it may be told while papers are still to be typed. What was
    decided on stands: of a medium that was ``taken`` another judgement is no verdict, but something to look into.
    """
    if taken:
        notes = f"　確かめたこと {len(verdict.notes)} 項目" if verdict.notes else ""
        left = f"△ 受入可で判定済　いま判定し直すと合わない {len(verdict.reasons)} 項目"
        return ("go", f"○ 受入可（判定済）{notes}") if verdict.go else ("open", left)
    told = told_rows(verdict, typed)
    differs = sum(row.outcome == "differs" for row in told)
    undone = sum(row.outcome == "undone" for row in told)
    more = f"・判定していません {undone} 項目" if undone else ""
    if differs:
        return "no_go", f"× 受入不可　否 {differs} 項目{more}"
    if undone:
        return "open", f"― 判定していません　{undone} 項目"
    notes = f"　確かめること {len(verdict.notes)} 項目" if verdict.notes else ""
    return "go", f"○ 受入可{notes}"


# What is next

Act = Literal["", "record", "accept", "refuse", "export"]


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do; with no ``act`` ``text`` says what is waited for."""

    act: Act
    text: str


def next_act(state: State, month: Month, verdict: Verdict, typed: Typed, *, records: bool, decides: bool) -> Next:
    """``records``, ``decides``: whether the person may sign what was typed, and the judgement."""
    if is_closed(state, month, RECEPTION):
        return Next("export", "受入判定書を書き出す　Ctrl+Enter")
    if not is_recorded(month, typed):
        return Next("record", "受入を記録して署名　Ctrl+Enter") if records else Next("", "受入の記録を待っています")
    told = told_rows(verdict, typed)
    undone = sum(row.outcome == "undone" for row in told)
    if not decides:
        left = f"残り {undone} 項目を入力してください" if undone and records else "品質責任者の判定を待っています"
        return Next("", left)
    if verdict.go:
        return Next("accept", "受入可に署名　Ctrl+Enter")
    if any(row.outcome == "differs" for row in told):
        return Next("refuse", "受入不可に署名　Ctrl+Enter")
    return Next("", "判定していない項目を入力してください")


def signatures(state: State, month: Month) -> tuple[tuple[str, Sign | None], ...]:
    """Who signed what was typed, and who decided on it."""
    written = next((one for one in reversed(month.receptions) if one.manifest == medium_of(month)), None)
    signed = None if written is None else written.signature
    decision = decision_of(state, month)
    return ("受領・転記", signed), ("受入の判定（品質責任者）", decision)


def decision_of(state: State, month: Month) -> Sign | None:
    """The signature on 受入可 or 受入不可 of what was written down last; ``None`` while nobody decided."""
    if is_closed(state, month, RECEPTION):
        return month.closed[RECEPTION].signature
    own = [one for one in month.refusals if one.manifest == medium_of(month)]
    return own[-1].signature if own and receiving(month) is None else None
