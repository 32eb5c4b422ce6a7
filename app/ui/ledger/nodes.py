"""What the ledger's table shows, worked out from the entries. Nothing of Qt."""

from collections.abc import Iterable

from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Entry
from app.signoff.model import State
from app.signoff.two_persons import is_hidden
from app.signoff.wording import KIND_NAMES, describe, values
from app.ui.kit.words import shown_time
from app.ui.people.nodes import PlainRow

HEADERS = ("番号", "日時", "人", "記録", "内容", "意味", "端末")
DETAIL_HEADERS = ("項目", "値")
HIDDEN = "（判定する人には、自分の確認が済むまで表示しません）"
_UNSIGNED = "（署名なし）"
_ALARMS = frozenset({"access.refused", "access.locked", "media.refused", "round.rejected", "round.reopened"})


def ledger_rows(entries: Iterable[Entry], state: State, viewer: str) -> tuple[PlainRow, ...]:
    """One line an entry, newest first. A line is marked where the clock ran backwards."""
    rows: list[PlainRow] = []
    before = ""
    for entry in entries:
        back = entry.time < before
        before = entry.time
        text = HIDDEN if is_hidden(entry, state, viewer) else describe(entry, state)
        if back:
            text = f"× 時計が戻っています　{text}"
        cells = (
            f"{entry.seq:,}",
            shown_time(entry.time),
            entry.name or _UNSIGNED,
            KIND_NAMES.get(entry.kind, entry.kind),
            text,
            entry.meaning,
            entry.terminal,
        )
        rows.append(PlainRow(cells, entry.hash, back or entry.kind in _ALARMS))
    return tuple(reversed(rows))


def detail_rows(entry: Entry, state: State, viewer: str, sheet: CheckSheet) -> tuple[PlainRow, ...]:
    """Everything one entry says, a line each value."""
    shown = (("内容", HIDDEN),) if is_hidden(entry, state, viewer) else values(entry, sheet, state)
    pairs = (
        ("番号", f"{entry.seq:,}"),
        ("記録", KIND_NAMES.get(entry.kind, entry.kind)),
        ("人", entry.name or _UNSIGNED),
        ("日時", shown_time(entry.time)),
        *((("署名の意味", entry.meaning),) if entry.meaning else ()),
        ("端末", entry.terminal),
        *shown,
        ("この記録のハッシュ", entry.hash),
        ("前の記録のハッシュ", entry.prev),
        ("署名", entry.signature or "なし（ログイン前）"),
    )
    return tuple(PlainRow(pair, f"{at}") for at, pair in enumerate(pairs))
