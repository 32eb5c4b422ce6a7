"""The parts of ``kenpan bench``, and what its figures must not exceed."""

from collections.abc import Mapping
from typing import Any

PARTS = ("open", "check", "window", "find", "print", "demo", "start")

GOALS = {
    "start_login_per_bare": ("起動からログイン画面まで（空の画面の起動に対して）", 3.0, "倍"),
    "demo_per_bare": ("実演の最初の通知まで（空の画面の起動に対して）", 6.0, "倍"),
    "show_per_bare": ("kenpan show で1レコード（空の画面の起動に対して）", 2.0, "倍"),
    "print_fast_per_words": ("印刷の照合、速く読めない頁も含む（同じ頁の単語抽出に対して）", 0.4, "倍"),
    "print_variable_per_words": ("印刷の照合、差し込みの文字だけの頁、同上（同じ頁の単語抽出に対して）", 1.2, "倍"),
    "print_full_per_words": ("印刷の照合、全部を見る読み方（同じ頁の単語抽出に対して）", 6.0, "倍"),
    "print_each_per_words": ("印刷の照合、通知ごとのファイル（1本のファイルの単語抽出に対して）", 6.0, "倍"),
    "print_two_per_one": ("印刷の照合、2プロセス（1プロセスの時間に対して、1.8倍の速さ）", 0.556, "倍"),
    "open_and_check_per_container": ("媒体を開いて全件検査（復号・展開・照合だけに対して）", 2.5, "倍"),
    "find_ms_longest": ("どこからでも探す（Ctrl+K）の1打鍵", 100.0, "ミリ秒"),
}
"""Key of the result: what it is in Japanese, the most it may be, and of what."""


def goals_text(results: Mapping[str, Any]) -> str:
    """One line for each goal that was measured: 「○」 within its goal, 「×」 over it."""
    return "\n".join(
        f"{'○' if results[key] <= most else '×'} {what}　{results[key]:g} {unit}（目標 {most:g} {unit}以下）"
        for key, (what, most, unit) in GOALS.items()
        if key in results
    )
