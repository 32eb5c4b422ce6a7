"""Keys of ダミー, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, SIGN, BACK = "Ctrl+Return", "F10", "Esc"
SAME, OTHER = "Alt+O", "Alt+X"
INNER_KEYS = (
    KeyHelp(("↑", "↓", "N"), "ダミー：前後の現品へ・次の未検査の現品へ"),
    KeyHelp((SIGN,), "ダミー：手に取った現品の検査の署名"),
    KeyHelp(("Ctrl+Enter",), "ダミー：次にすることを行う（一覧・照合・署名・承認）"),
    KeyHelp(
        ("1", "2", "3", "O", "X", "M", "Y", "C", "T"), "ダミー：読み取る面・可・否・IDなし・読めない・コメント・見直し"
    ),
    KeyHelp((SAME, OTHER), "ダミー：取り込み画像で判定できない所を見て、一致・相違を決める"),
    KeyHelp(("Alt+I", "Alt+P", "Alt+R", "Alt+E"), "ダミー：一覧の取り込み・照合・刷り直しの照合・結果表の書き出し"),
    KeyHelp(("Alt+K",), "ダミー：取り込み画像で区別できない文字の組を、責任者が決める"),
)
"""Keys that belong to this screen."""
