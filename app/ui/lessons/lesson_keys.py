"""Keys of 研修, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

NEXT, BACK, ANSWER, PEN = "Alt+Right", "Alt+Left", "Alt+A", "Alt+P"
INNER_KEYS = (
    KeyHelp(("Alt+→", "Alt+←"), "研修：次の 1 枚・前の 1 枚"),
    KeyHelp(("1", "2", "3", "4", "5"), "研修：番号で答える"),
    KeyHelp((ANSWER,), "研修：答えを見る"),
    KeyHelp((PEN,), "研修：画面に線を書く・消す"),
)
"""Keys that belong to this screen."""
