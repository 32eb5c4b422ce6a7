"""Rows and words of 封入ログ, without Qt."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.lists.logs.model import Log, LogProblem
from app.month.logs.reading import MonthTally
from app.month.logs.shown import STAGES
from app.signoff.gates import LOGS, is_closed, open_before
from app.signoff.log_model import LogItem, LogsRead, MonthLogs
from app.signoff.log_standing import RULE_WORDS, is_settled, log_work, logs_of, unlogged
from app.signoff.model import Month, State
from app.tally.life import Making
from app.tally.model import STAGE_WORDS
from app.tally.remaining import BY_HAND, REMADE, Left
from app.ui.kit.tokens import Tone

HEADERS = ("状態", "残り", "現品・ログ", "数", "次にすること")
WIDTHS = (4.5, 8, 14.5, 3.5, 0)
FILE_HEADERS = ("状態", "ファイル", "種類", "行", "気づいたこと")
FILE_WIDTHS = (5, 12, 9, 5, 0)
WARNING_HEADERS = ("状態", "警告")
WARNING_WIDTHS = (5, 0)
Act = Literal["", "read", "sign", "record", "close"]
_STEPS = {
    "log.lost": "足りないログを加えるか、現品を探して作り直す",
    "log.double": "余分な現品を回収し、理由を記録する",
    "log.foreign": "別の月のログを除くか、理由を記録する",
    "log.unreplaced": "機械で作り直し、再印字のログを加える",
}


class Next(NamedTuple):
    """The one thing to do; with no ``act`` ``text`` says what is waited for."""

    act: Act
    text: str


def item_of(left: Left) -> LogItem:
    """As the ledger names it."""
    return LogItem(left.rule, left.about, left.number)


def step_of(left: Left, own: MonthLogs, by: str) -> str:
    """What is to be done about it; empty where nothing is."""
    if is_settled(own, item_of(left)):
        return ""
    if left.rule == BY_HAND:
        return "機構の承認番号を記録する（品質責任者）"
    if left.rule != REMADE:
        return _STEPS[left.rule]
    told = own.remade.get(left.about)
    if told is None:
        return "作り直しの理由・機械・人と、廃棄を記録する"
    return "別の人が廃棄を確認する" if by == told.signature.by else "廃棄を見て確認する"


def left_cells(left: Left, own: MonthLogs, by: str) -> tuple[str, ...]:
    """A row of what is left to do."""
    done = is_settled(own, item_of(left))
    unit = "行" if left.rule == "log.foreign" and left.notice is None else "件"
    return (
        "● 済" if done else "× 残り",
        RULE_WORDS[left.rule],
        left.about,
        f"{left.number:,} {unit}",
        step_of(left, own, by),
    )


def file_cells(log: Log, cut: bool) -> tuple[str, ...]:
    """A log that was read."""
    notes = list(log.notes)
    if log.broken_count:
        lines = "・".join(f"{one:,}" for one in log.broken[:3])
        notes.insert(0, f"途中で切れた行 {log.broken_count:,} 行（{lines} 行目）")
    elif cut:
        notes.insert(0, "最後の行が途中で切れています")
    if log.uncoded:
        notes.append(f"現品のない行 {log.uncoded:,} 行")
    return (
        "▲ 注意" if notes and (log.broken_count or log.notes) else "○",
        log.name,
        log.title,
        f"{len(log):,}",
        ("　".join(notes)),
    )


def problem_cells(problem: LogProblem) -> tuple[str, ...]:
    """A file that was not read."""
    state = "－ 除外" if problem.twice else "× 未読"
    return state, problem.name, "", "", f"{problem.what}{problem.next_step}"


def left_lines(left: Left, own: MonthLogs, told: tuple[str, str, str]) -> tuple[tuple[str, str], ...]:
    """Everything about a row: label and text."""
    lines = [("残り", RULE_WORDS[left.rule]), ("対象", left.about), ("内容", left.text)]
    reason, machine, person = told
    made = own.remade.get(left.about)
    if made is not None:
        lines += [("作り直し", made.again), ("理由", made.reason), ("機械・人", f"{made.machine}　{made.person}")]
        lines += [("廃棄", f"{made.method}　{made.signature.name}")]
        seen = own.destroyed.get(left.about)
        lines.append(("廃棄の確認", "まだ" if seen is None else seen.name))
    elif left.rule == REMADE:
        lines += [("作り直し", left.again), ("ログの理由", reason or "—"), ("ログの機械・人", f"{machine}　{person}")]
    if left.about in own.allowed and left.rule == BY_HAND:
        lines.append(("承認番号", own.allowed[left.about]))
    return tuple(lines)


def file_lines(log: Log) -> tuple[tuple[str, str], ...]:
    """Everything about a log: label and text."""
    lines = [("ファイル", log.name), ("種類", log.title), ("行", f"{len(log):,}"), ("SHA-256", log.sha256)]
    lines.append(("号機", "・".join(one for one in log.machines if one) or "—"))
    if log.broken_count:
        lines.append(("切れた行", "・".join(f"{one:,}" for one in log.broken)))
    if log.uncoded:
        lines.append(("現品のない行", f"{log.uncoded:,}"))
    return (*lines, *(("注意", one) for one in log.notes))


def life_lines(makings: Sequence[Making]) -> tuple[tuple[str, str], ...]:
    """Every event of a piece's life, for people who read and for screen readers."""
    return tuple(
        (f"{one.number}回目　{STAGE_WORDS[step.stage]}", told)
        for one in makings
        for step in one.steps
        for told in (step.told or (("ログにありません",) if step.state == "missing" else ()))
    )


def summary(found: MonthTally) -> tuple[tuple[str, str], ...]:
    """Label and figure of each stage."""
    return tuple(
        (word, "—" if (count := found.totals[name]) is None else f"{count:,} {unit}") for name, word, unit in STAGES
    )


def badge_of(
    state: State, month: Month | None, found: MonthTally | None, left: int, *, signed: bool
) -> tuple[Tone, str]:
    """The whole in a tone and a word."""
    if month is not None and is_closed(state, month, LOGS):
        return "good", "済"
    if found is None:
        return "waiting", "読込前"
    if not signed:
        return "asked", "未署名"
    return ("bad", f"残り {left:,} 項目") if left else ("asked", "完了待ち")


def next_act(
    state: State,
    month: Month | None,
    found: MonthTally | None,
    *,
    there: bool,
    signed: bool,
    may: bool,
    decides: bool,
    by: str,
    left: Sequence[Left],
) -> Next:
    """``there``: the month's medium is open; ``may``: the person may take part; ``decides``: may close the gate;
    ``left``: what this person can record now.
    """
    if month is None:
        return Next("", "月がありません")
    if not there:
        return Next("", "当月の媒体を開いてください（Ctrl+O）")
    if is_closed(state, month, LOGS):
        return Next("", "封入ログは済んでいます")
    if not may:
        return Next("", "検査員か品質責任者が進めます")
    if found is None:
        return Next("read", "作業ログを読み込む　Ctrl+Enter")
    if not signed:
        return Next("sign", "読み込みに署名　Ctrl+Enter")
    return _signed_next(state, month, decides=decides, by=by, left=left)


def _act_word(left: Left, own: MonthLogs) -> str:
    if left.rule == REMADE:
        return "廃棄を確認する" if left.about in own.remade else "作り直しと廃棄を記録する"
    return "承認番号を記録する" if left.rule == BY_HAND else "済ませる理由を記録する"


def _signed_next(state: State, month: Month, *, decides: bool, by: str, left: Sequence[Left]) -> Next:
    if left:
        return Next("record", f"{_act_word(left[0], log_work(state, month))}　Ctrl+Enter")
    if waiting := unlogged(state, month):
        return Next("", f"残り：{waiting[0]}")
    if open_before(state, month, LOGS):
        return Next("", "前の関門が済むのを待っています")
    known: LogsRead | None = logs_of(state, month)
    mine = decides and known is not None and by != known.signature.by
    return Next("close", "完了して署名　Ctrl+Enter") if mine else Next("", "別の品質責任者の完了を待っています")


def recordable(state: State, month: Month | None, found: MonthTally | None, *, leads: bool, by: str) -> list[Left]:
    """What this person can record now: own spoiled pieces are for somebody else to see, reasons for a lead to give."""
    if month is None or found is None:
        return []
    own = log_work(state, month)
    done = []
    for left in found.left:
        if is_settled(own, item_of(left)):
            continue
        if left.rule == REMADE:
            told = own.remade.get(left.about)
            if told is None or told.signature.by != by:
                done.append(left)
        elif leads:
            done.append(left)
    return done
