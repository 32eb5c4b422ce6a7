"""Keys of 件数, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK, AGAIN = "Ctrl+Return", "Ctrl+F", "Esc", "F5"
ACT_WORD = "Ctrl+Enter"
COUNT_KEYS = (
    KeyHelp((ACT_WORD,), "件数：次にすることを行う（突合せ・下書き・転記・署名・完了・書き出し）"),
    KeyHelp((FIND,), "件数：行を探す（事務所・区分・内容）"),
    KeyHelp((AGAIN,), "件数：突き合わせ直す"),
    KeyHelp(("Enter",), "件数：選んだ行のレコードを媒体で見る"),
    KeyHelp(("Alt+R", "Alt+T", "Alt+U", "Alt+E"), "件数：照合結果の指定・差出票（写）の転記・違いの理由・表の書き出し"),
)
"""Keys that belong to this page."""
