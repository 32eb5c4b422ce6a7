"""Keys of 様式の測定, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

CHOICES = ("1", "2", "3", "4", "5", "6", "7")
NONE = "0"
NEXT, LAST = "N", "P"
ACT, BACK = "Ctrl+Return", "Esc"
INNER_KEYS = (
    KeyHelp((f"{CHOICES[0]}〜{CHOICES[-1]}", NONE), "様式の測定：光っている場所から選ぶ・どれでもない"),
    KeyHelp((NEXT, LAST), "様式の測定：次の確認・前の確認"),
    KeyHelp(("Ctrl+Enter", BACK), "様式の測定：次にすることを行う・選び直す（照合へ戻る）"),
)
"""Keys that belong to this screen."""
