"""Keys of 別送引抜, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK = "Ctrl+Return", "Ctrl+F", "Esc"
ACT_WORD = "Ctrl+Enter"
INNER_KEYS = (
    KeyHelp((ACT_WORD,), "別送引抜：次にすることを行う（読み込み・取り込みの署名・束の確認・完了・書き出し）"),
    KeyHelp((FIND,), "別送引抜：行を探す（事業所・別送先・理由）"),
    KeyHelp(("Enter",), "別送引抜：選んだ行の通知書を媒体で見る・束の現品を読み取る"),
    KeyHelp(("Alt+I", "Alt+E", "Alt+P", "Alt+U"), "別送引抜：リストの読み込み・結果一覧と送付票の書き出し・束の再開"),
)
"""Keys that belong to this screen."""
