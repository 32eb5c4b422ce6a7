"""What stands in the lines of 報告, and what is to be done next. No widgets."""

from collections.abc import Mapping
from typing import NamedTuple

from app.month.papers.making import ELSEWHERE, INSPECTION, MADE, SERVICE, TRAINING, stated
from app.reports.custody_paper import day_of
from app.reports.signs import local_time
from app.signoff.custody_model import HOW_WORDS, MEDIUM_WORDS, PAPERS, Holding
from app.signoff.custody_standing import handed_of, holdings_of, unhanded, unsettled
from app.signoff.gates import GATES, REPORTS, RETURN, DueLine, is_closed, open_before
from app.signoff.model import Attachment, Month, State
from app.signoff.signed import Sign
from app.ui.kit.tokens import Tone

PAPER_HEADERS = ("状態", "報告物", "様式", "提出", "作り方")
PAPER_WIDTHS = (7.0, 0.0, 11.0, 14.0, 13.0)
HELD_HEADERS = ("状態", "識別番号", "情報の内容", "数量", "種類", "受領・作成", "返却・消去など", "確認")
HELD_WIDTHS = (8.0, 8.0, 0.0, 5.0, 9.0, 12.0, 13.0, 7.0)
LOG_HEADERS = ("状態", "添付", "検証品", "添付した人", "申し出", "決定")
LOG_WIDTHS = (8.0, 0.0, 10.0, 8.0, 12.0, 12.0)
_TYPED = {"inspection": INSPECTION, "sla": SERVICE, "monthly": SERVICE, "training": TRAINING}
"""Papers for which people state something first."""


class Next(NamedTuple):
    """The one thing to do, and the words on its button."""

    act: str
    text: str


def paper_cells(state: State, month: Month, paper: str) -> tuple[str, ...]:
    """A paper's line."""
    own, known = PAPERS[paper], handed_of(state, month).get(paper)
    handed = "" if known is None else f"{known.on}　{known.way}"
    word = "○ 提出済" if known is not None else "▲ 未提出" if own.monthly else "－ 必要時"
    return word, own.title, own.annex, handed, how_made(month, paper)


def how_made(month: Month, paper: str) -> str:
    """Where it comes from, and whether something is to be filled in first."""
    if paper in ELSEWHERE:
        return f"{ELSEWHERE[paper]}で書き出し"
    what = _TYPED.get(paper)
    return "ここで書き出し" if what is None or stated(month, what) is not None else "記入してから書き出し"


def typed_of(paper: str) -> str:
    """What people state for a paper; empty where nothing is."""
    return _TYPED.get(paper, "")


def paper_lines(state: State, month: Month, paper: str) -> tuple[tuple[str, str], ...]:
    """Everything about one paper."""
    own, known = PAPERS[paper], handed_of(state, month).get(paper)
    what = _TYPED.get(paper)
    said = stated(month, what) if what else None
    lines = [("報告物", own.title), ("様式", own.annex), ("作り方", how_made(month, paper))]
    if paper in MADE:
        lines.append(("形式", "・".join(one.removeprefix(".").upper() for one in MADE[paper])))
    if said is not None:
        lines.append(("記入", f"{said.signature.name}　{local_time(said.signature.time)}"))
    if known is None:
        lines.append(("提出", "まだ" if own.monthly else "必要になったときに提出"))
    else:
        lines += [("提出", f"{known.on}　{known.way}"), ("記録した人", _signed(known.signature))]
        lines.append(("SHA-256", known.sha256))
    return tuple(lines)


def held_cells(one: Holding) -> tuple[str, ...]:
    """A holding's line."""
    moved = one.moved
    what = "" if moved is None else f"{HOW_WORDS[moved.how]}　{moved.on}　{moved.signature.name}"
    seen = "" if moved is None or moved.confirmed is None else moved.confirmed.name
    word = "○ 確認済" if one.is_settled else "▲ 確認待ち" if moved is not None else "● 保管中"
    return (
        word, one.number, one.what, one.quantity, MEDIUM_WORDS[one.medium], f"{day_of(one.made)}　{one.by}", what, seen,
    )  # fmt: skip


def held_lines(one: Holding, due: str) -> tuple[tuple[str, str], ...]:
    """Everything about one holding."""
    lines = [
        ("情報の内容", one.what), ("識別番号", one.number), ("数量", one.quantity), ("種類", MEDIUM_WORDS[one.medium]),
        ("利用目的", one.purpose), ("複写複製", "有" if one.copy else "無"), ("保管場所", one.place),
        ("受領・作成", f"{day_of(one.made)}　{one.by}"), ("期限", due or "不要になったとき"),
    ]  # fmt: skip
    if one.moved is not None:
        lines += [
            ("区分", HOW_WORDS[one.moved.how]), ("実施日", one.moved.on), ("行き先・方法", one.moved.method),
            ("実施した人", _signed(one.moved.signature)),
        ]  # fmt: skip
        seen = one.moved.confirmed
        lines.append(("確認した人", "まだ（実施した人とは別の人が確認します）" if seen is None else _signed(seen)))
    return tuple(lines)


def due_of(one: Holding, dues: Mapping[str, tuple[DueLine, ...]]) -> str:
    """When something must be gone: discs by the schedule."""
    words = {"media": "額通知本番データ", "lists": "リスト", "dummies": "ダミー一覧"}
    wanted = words.get(one.source, "")
    found = [line.when for line in dues.get(RETURN, ()) if wanted and wanted in line.what]
    return "・".join(found)


def log_cells(state: State, round_title: str, log: Attachment) -> tuple[str, ...]:
    """A line of an attachment that could be erased."""
    asked = state.erasures.get(log.sha256)
    word = "● 保管中" if asked is None else "▲ 決定待ち" if asked.erased is None else "○ 消去を決定"
    told = "" if asked is None else f"{asked.asked.name}　{asked.reason}"
    done = "" if asked is None or asked.erased is None else f"{asked.erased.name}　{local_time(asked.erased.time)[:10]}"
    return word, log.name, round_title, log.signature.name, told, done


def _signed(sign: Sign) -> str:
    return f"{sign.name}　{local_time(sign.time)}　台帳 {sign.seq:,}"


def badge_of(state: State, month: Month, gate: str) -> tuple[Tone, str]:
    """Tone and word of a gate."""
    if is_closed(state, month, gate):
        return "good", f"{GATES[gate].label} 済"
    if gate == REPORTS:
        left = len(unhanded(state, month))
        return ("doing", f"報告　残り {left} 件") if left else ("doing", "報告　完了待ち")
    own = holdings_of(state, month.id)
    if not own:
        return "waiting", "返却・消去　受入待ち"
    here = [one for one in own if not one.is_settled]
    return "doing", f"返却・消去　残り {len(here)} 点" if here else "返却・消去　完了待ち"


def next_act(state: State, month: Month | None, *, may: bool, decides: bool, by: str) -> Next:
    """``may``: whether the person may record; ``decides``: may close gates, as ``by``."""
    if month is None:
        return Next("", "月がありません")
    if not is_closed(state, month, REPORTS):
        if unhanded(state, month):
            return Next("hand", "次の報告物の提出を記録　Ctrl+Enter") if may else Next("", "提出の記録を待っています")
        return _closing(state, month, REPORTS, "報告を完了して署名　Ctrl+Enter", decides, by)
    if not is_closed(state, month, RETURN):
        if unsettled(state, month):
            waits = any(
                one.moved is not None and one.moved.confirmed is None and one.moved.signature.by != by
                for one in holdings_of(state, month.id)
            )
            text = "返却・消去を確認して署名　Ctrl+Enter" if waits else "返却・消去を記録　Ctrl+Enter"
            return Next("confirm" if waits else "move", text) if may else Next("", "返却・消去の記録を待っています")
        return _closing(state, month, RETURN, "返却・消去を完了して署名　Ctrl+Enter", decides, by)
    return Next("pack", "証拠一式を作る　Ctrl+Enter") if decides else Next("", "完了")


def _closing(state: State, month: Month, gate: str, text: str, decides: bool, by: str) -> Next:
    before = open_before(state, month, gate)
    if before:
        return Next("", f"前の工程待ち（{GATES[before[0]].label}）")
    own = {one.signature.by for one in handed_of(state, month).values()}
    if gate == RETURN:
        own = {one.moved.signature.by for one in holdings_of(state, month.id) if one.moved is not None}
    return Next("close", text) if decides and by not in own else Next("", "別の品質責任者の完了を待っています")
