"""Keys of the findings screen, and the lines of the F1 list that say so."""

from app.ui.kit.shortcuts import KeyHelp

SCREEN, RUN = "Ctrl+T", "Ctrl+Shift+T"
NEXT, LAST = "F12", "Shift+F12"
EXPLAIN = "F2"

KEYS = (
    KeyHelp((SCREEN, RUN), "検査結果・検査を行う"),
    KeyHelp((NEXT, LAST), "次の指摘・前の指摘（確認済を飛ばす）"),
    KeyHelp((EXPLAIN,), "選んだ指摘の規則の説明"),
)
"""Keys that work wherever the keyboard is."""

INNER_KEYS = (
    KeyHelp(("N", "P", "Enter"), "検査結果：次の指摘・前の指摘・この指摘のレコードへ"),
    KeyHelp(("→", "←", "Space"), "検査結果：まとまりを開く・閉じる・切り替える"),
    KeyHelp(("D",), "検査結果：誤りの続行・別紙9を決める（品質責任者）"),
    KeyHelp(("M", "U"), "検査結果：確認済にする・取り消す（まとまりでは、見ていない指摘はまとめて）"),
    KeyHelp(("1", "2", "3"), "検査結果：誤り・注意・情報を表示する／しない"),
    KeyHelp(("4",), "検査結果：まとめて確認済にした指摘だけを表示する／しない"),
    KeyHelp(("H",), "検査結果：規則の説明"),
)
"""Keys that belong to the list of findings."""
