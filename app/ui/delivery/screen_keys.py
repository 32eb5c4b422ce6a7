"""Keys of 配信, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK = "Ctrl+Return", "Ctrl+F", "Esc"
INNER_KEYS = (
    KeyHelp(("Ctrl+Enter",), "配信：次にすることを行う（取り込み・確認・承認・配信・受領・届出）"),
    KeyHelp((FIND,), "配信：一覧を絞り込む"),
    KeyHelp(("Enter",), "配信：選んだ帳票・届出を開いて見る"),
    KeyHelp(("Alt+E",), "配信：一覧と操作履歴の書き出し"),
)
"""Keys that belong to this screen."""
