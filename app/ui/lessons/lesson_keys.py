"""Keys of 研修, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

NEXT, BACK, ANSWER = "Alt+Right", "Alt+Left", "Alt+A"
MORE, LESS = "Alt+Down", "Alt+Up"
PEN, ARROW, SPOT, WIPE = "Alt+P", "Alt+D", "Alt+S", "Esc"
BASE, PLAY = "Alt+O", "Alt+M"
INNER_KEYS = (
    KeyHelp(("Alt+→", "Alt+←"), "研修：次の 1 枚・前の 1 枚"),
    KeyHelp(("1", "2", "3", "4", "5"), "研修：番号で答える"),
    KeyHelp((ANSWER,), "研修：答えを見る"),
    KeyHelp(("Alt+↓", "Alt+↑"), "研修：たどる（次の段・前の段）"),
    KeyHelp((PEN, ARROW, SPOT), "研修：画面に線を書く・矢印を引く・丸く照らす"),
    KeyHelp((WIPE,), "研修：書いたものを消す（もう一度で終わる）"),
    KeyHelp((BASE,), "研修：位置を 0 から・1 から数える"),
    KeyHelp((PLAY,), "研修：封筒の中で通知を動かす・止める"),
)
"""Keys that belong to this screen."""
