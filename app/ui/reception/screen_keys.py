"""Keys of 受入, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, BACK = "Ctrl+Return", "Esc"
INNER_KEYS = (
    KeyHelp(("Enter", "Tab", "Ctrl+PageDown"), "受入：次の欄へ・次の区分へ"),
    KeyHelp(("Ctrl+Enter",), "受入：記録・受入可・受入不可に署名する"),
    KeyHelp(("Alt+M", "Alt+E", "Esc"), "受入：正・副を比べる・判定書を書き出す・月と工程に戻る"),
)
"""Keys that belong to this screen."""
