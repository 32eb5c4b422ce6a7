"""Keys of the spotting drill, as the F1 list says them."""

from app.ui.kit.shortcuts import KeyHelp

SOUND, WRONG, NEXT, STOP = "O", "X", "Return", "Esc"
BEGIN, WARM_UP, EXPORT = "Alt+S", "Alt+W", "Alt+E"
INNER_KEYS = (
    KeyHelp((SOUND,), "欠陥を見つける練習：異常なし"),
    KeyHelp((WRONG,), "欠陥を見つける練習：＋の所が異常（紙面を押しても同じ）"),
    KeyHelp(("←", "→", "↑", "↓"), "欠陥を見つける練習：＋を動かす（Shift で大きく）"),
    KeyHelp((NEXT,), "欠陥を見つける練習：次の紙へ"),
    KeyHelp((BEGIN, WARM_UP), "欠陥を見つける練習：練習を始める・検査前の練習を始める"),
    KeyHelp((EXPORT,), "欠陥を見つける練習：成績を Excel に書き出す"),
    KeyHelp((STOP,), "欠陥を見つける練習：中止する・戻る"),
)
"""Keys that belong to this screen."""
