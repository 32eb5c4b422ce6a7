"""Keys of the board and of choosing proofs, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT = "Ctrl+Return"

INNER_KEYS = (
    KeyHelp(("↑", "↓", "Enter"), "月と工程：月・工程を移る・検証品を開く"),
    KeyHelp(("Ctrl+Enter",), "月と工程：次にすることを行う（検証品・設定・月の関門）"),
    KeyHelp(("Alt+M",), "月と工程：自分の番だけにする"),
    KeyHelp(("Enter", "Alt+X", "Alt+A"), "検証品を選ぶ：レコードを見る・差し替える・選び直す"),
    KeyHelp(("Alt+S", "Esc"), "検証品を選ぶ：検査を始める・一覧に戻る"),
)
"""Keys that belong to these screens."""
