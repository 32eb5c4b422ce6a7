"""What ダミー shows, as plain rows, and what is to be done next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.lists.dummies import RULES, DummyList
from app.month.dummies.comparing import DummyPrint
from app.proof.model import GROUP_NAMES
from app.signoff.dummies import as_round
from app.signoff.dummy_model import Dummies, PrintSeen, Roll
from app.signoff.dummy_standing import dummies_of, is_signed, kept_until, left_to_sign
from app.signoff.gates import DUMMIES, is_closed, open_before
from app.signoff.model import Month, State
from app.ui.board.cells import BoardRow, Cell, Kind, row
from app.ui.kit.tokens import Tone

HEADERS, WIDTHS = ("番号", "状態・現品ID", "印刷データ"), (2.6, 0, 7)
FINDING_HEADERS, FINDING_WIDTHS = ("場所", "誤り"), (6, 0)
ROLL_HEADERS, ROLL_WIDTHS = ("ロール・印刷機", "現品・保管場所", "保管期限"), (6.5, 0, 7.5)


def dummy_rows(
    state: State,
    month: Month,
    dummies: Dummies,
    seen_of: Callable[[int], PrintSeen | None],
    pairs_of: Callable[[int], str],
) -> tuple[BoardRow, ...]:
    """Every dummy with its verdict and what its print says."""
    standing = as_round(state, month, dummies).results
    rows = []
    kind: Kind
    for piece in dummies.pieces:
        result, kept = standing.get(piece.number), dummies.results.get(piece.number)
        if result is not None:
            word, kind = ("○ 合格", "") if result.passed else ("× 不合格", "alarm")
        elif kept is not None:
            word, kind = "▲ 要再検査", "alarm"
        else:
            word, kind = "□ 未検査", ""
        what = Cell(f"{word}　{GROUP_NAMES[piece.group]}\n{piece.piece_id}", kind)
        printed = _printed(seen_of(piece.number), pairs_of(piece.number))
        rows.append(row(str(piece.number), str(piece.number), what, printed))
    return tuple(rows)


def _printed(seen: PrintSeen | None, pairs: str) -> Cell:
    if seen is None:
        return Cell("― 判定していません", "faint")
    if not seen.pages:
        return Cell("× 頁なし", "alarm")
    if seen.differences:
        return Cell(f"× 違い {seen.differences:,} 件", "alarm")
    if pairs:
        return Cell(f"◆ 責任者が決める文字の組\n{pairs}", "strong")
    return Cell(f"○ 一致\n（除外域の違い {seen.ignored} 頁）", "strong") if seen.ignored else Cell("○ 一致")


def finding_rows(found: DummyList) -> tuple[BoardRow, ...]:
    """What is wrong with a list."""
    return tuple(
        row(str(at), one.place or "一覧全体", Cell(f"× {RULES[one.rule]}\n{one.message}", "alarm"))
        for at, one in enumerate(found.findings)
    )


def roll_rows(rolls: Sequence[Roll], month: Month, today: str) -> tuple[BoardRow, ...]:
    """Every 業者ダミー with its date."""
    return tuple(
        row(f"{at}", f"{one.roll}\n{one.machine}", _piece_of(one), _until(one, month, today))
        for at, one in enumerate(rolls)
    )


def _piece_of(one: Roll) -> str:
    edges = f"\n{one.first or '―'} ～ {one.last or '―'}" if one.first or one.last else ""
    return f"{one.piece}\n{one.place}{edges}"


def _until(one: Roll, month: Month, today: str) -> Cell:
    until = kept_until(one, month)
    if one.discarded is not None:
        return Cell(f"廃棄済\n{one.method}", "faint")
    return Cell(f"▲ {until}\n期限超過", "alarm") if until < today else Cell(f"{until} まで")


def badge_of(state: State, month: Month) -> tuple[Tone, str]:
    """The whole in a tone and a word."""
    dummies = dummies_of(state, month)
    if is_closed(state, month, DUMMIES):
        return "good", "承認済"
    if dummies is None:
        return "waiting", "一覧待ち"
    standing = as_round(state, month, dummies).results.values()
    failed = sum(not one.passed for one in standing)
    if failed:
        return "bad", f"不合格 {failed} 部"
    return ("asked", "承認待ち") if is_signed(state, month) else ("doing", "検査中")


Act = Literal["", "take", "compare", "again", "sign", "approve", "export"]


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do; with no ``act`` ``text`` says what is waited for."""

    act: Act
    text: str


def next_act(
    state: State,
    month: Month,
    found: DummyPrint | None,
    *,
    checks: bool,
    decides: bool,
    by: str,
    old_form: bool = False,
) -> Next:
    """``checks``, ``decides``: whether the person may look at dummies, and approve them; ``old_form``: another form was
    approved after the print was compared.
    """
    dummies = dummies_of(state, month)
    if is_closed(state, month, DUMMIES):
        return Next("export", "結果表を書き出す　Ctrl+Enter")
    if dummies is None:
        return (
            Next("take", "機構ダミーの一覧を取り込む　Ctrl+Enter")
            if checks or decides
            else Next("", "一覧を待っています")
        )
    if is_signed(state, month):
        if open_before(state, month, DUMMIES):
            return Next("", "前の関門が済むのを待っています")
        mine = decides and by not in dummies.checkers
        return Next("approve", "承認して署名　Ctrl+Enter") if mine else Next("", "別の品質責任者の承認を待っています")
    left = left_to_sign(state, month)
    if not left:
        return Next("sign", "全数の検査に署名　Ctrl+Enter") if checks else Next("", "検査員の署名を待っています")
    if old_form and checks:
        return Next("again", "承認された様式で照合し直す　Ctrl+Enter")
    if found is None and checks:
        return Next("compare", "印刷データと照合　Ctrl+Enter")
    return Next("", "残り：" + "・".join(left))
