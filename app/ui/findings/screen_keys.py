"""Keys of the findings screen, and the lines of the F1 list that say so."""

from app.ui.kit.shortcuts import KeyHelp

SCREEN, RUN = "Ctrl+T", "Ctrl+Shift+T"
NEXT, LAST = "F12", "Shift+F12"
EXPLAIN = "F2"

KEYS = (
    KeyHelp((SCREEN, RUN), "検査結果・検査を行う"),
    KeyHelp((NEXT, LAST), "次の指摘・前の指摘（確認済を飛ばす）"),
    KeyHelp((EXPLAIN,), "指摘の規則の説明を出す・しまう"),
)
"""Keys that work wherever the keyboard is."""

INNER_KEYS = (
    KeyHelp(("→", "←"), "検査：次の指摘・前の指摘（レコードと紙面を示す）"),
    KeyHelp(("N", "P", "Enter"), "検査：確認済でない次・前の指摘へ、この指摘のレコードへ"),
    KeyHelp(("Space",), "検査：まとまりを開く・閉じる"),
    KeyHelp(("M", "Shift+M", "U"), "検査：確認済にする（同じ規則は同じ理由で）・別の理由で・取り消す"),
    KeyHelp(("D",), "検査：誤りの続行・別紙9を決める（品質責任者）"),
    KeyHelp(("1", "2", "3"), "検査：誤り・注意・情報を表示する／しない"),
    KeyHelp(("4",), "検査：まとめて確認済にした指摘だけを表示する／しない"),
    KeyHelp(("H",), "検査：規則の説明を出す・しまう"),
)
"""Keys that belong to the list of findings."""
