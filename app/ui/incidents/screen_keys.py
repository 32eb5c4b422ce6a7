"""Keys of 事故, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK = "Ctrl+Return", "Ctrl+F", "Esc"
INNER_KEYS = (
    KeyHelp(("Ctrl+Enter",), "事故：次にすることを行う（範囲を調べる・記録・連絡・回収・終結）"),
    KeyHelp((FIND,), "事故：該当する現品を探す"),
    KeyHelp(("Enter",), "事故：選んだ現品の通知書を媒体で見る"),
    KeyHelp(("Alt+L", "Alt+E", "Alt+T", "Alt+R", "Alt+K"), "事故：調べる・一覧の書き出し・連絡・回収・指摘"),
)
"""Keys that belong to this screen."""
