"""Keys of 照合, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

SIDE, OVERLAY, BLINK, SWIPE, DIFFERENCE = "1", "2", "3", "4", "5"
LOCK, MARKS, ZONE = "L", "M", "Z"
LESS, MORE = "[", "]"
NEXT, LAST, TICK = "N", "P", "Space"
DECIDE, RECORD = "D", "Ctrl+G"
SAME, OTHER = "O", "X"
ALL, ERRORS, WARNINGS, UNDECIDED = "F5", "F6", "F7", "F8"
ACT, BACK = "Ctrl+Return", "Esc"
INNER_KEYS = (
    KeyHelp(
        (SIDE, OVERLAY, BLINK, SWIPE, DIFFERENCE), "照合：並べる・重ねる・あおり（押すたびに速さ）・めくる・違いだけ"
    ),
    KeyHelp((LESS, MORE), "照合：めくる境を左へ・右へ"),
    KeyHelp((LOCK, MARKS), "照合：左右の拡大と位置を連動する／しない・印を表示する／しない"),
    KeyHelp((NEXT, LAST, "↑", "↓"), "照合：次の違い・前の違い"),
    KeyHelp((TICK,), "照合：この違いを見た／まだ"),
    KeyHelp((DECIDE,), "照合：同じ違いのまとまりを決める（差し支えなし・刷り直し）"),
    KeyHelp((SAME, OTHER), "照合：取り込み画像で判定できない所を見て、一致・相違を決める"),
    KeyHelp((ALL, ERRORS, WARNINGS, UNDECIDED), "照合：すべて・誤り・注意・決めていない違いだけを表示する"),
    KeyHelp((RECORD,), "照合：この違いのレコードを媒体で見る"),
    KeyHelp((ZONE,), "照合：除外域を描く（名前と理由を付ける）"),
    KeyHelp(("Ctrl+Enter", BACK), "照合：次にすることを行う・選び直す"),
)
"""Keys that belong to this screen."""
