"""Keys of 封入ログ, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK = "Ctrl+Return", "Ctrl+F", "Esc"
ACT_WORD = "Ctrl+Enter"
LOG_KEYS = (
    KeyHelp((ACT_WORD,), "封入ログ：次にすることを行う（読み込み・署名・残りの記録・完了）"),
    KeyHelp((FIND,), "封入ログ：行を探す、現品IDを読み取って流れを見る"),
    KeyHelp(("Enter",), "封入ログ：選んだ行のレコードを媒体で見る"),
    KeyHelp(("Alt+I", "Alt+L", "Alt+R"), "封入ログ：作業ログの読み込み・列か結果の語の指定・選んだ残りの記録"),
)
"""Keys that belong to this page."""
