"""Keys of 報告, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

ACT, FIND, BACK = "Ctrl+Return", "Ctrl+F", "Esc"
INNER_KEYS = (
    KeyHelp(("Ctrl+Enter",), "報告：次にすることを行う（提出の記録・返却と消去の記録・確認・完了）"),
    KeyHelp((FIND,), "報告：行を探す（報告物・管理対象）"),
    KeyHelp(("Enter",), "報告：選んだ行の仕事をする（書き出し・返却と消去の記録・確認）"),
    KeyHelp(
        ("Alt+E", "Alt+I", "Alt+D", "Alt+K", "Alt+P"),
        "報告：書き出し・記入・管理対象を加える・ファイルを確かめる・証拠一式",
    ),
)
"""Keys that belong to this screen."""
