"""The parts of ``kenpan bench``, and what its ratios must not exceed."""

from collections.abc import Mapping
from typing import Any

PARTS = ("open", "check", "window", "print", "demo", "start")

GOALS = {
    "start_login_per_bare": ("起動からログイン画面まで（空の画面の起動に対して）", 3.0),
    "demo_per_bare": ("実演の最初の通知まで（空の画面の起動に対して）", 6.0),
    "show_per_bare": ("kenpan show で1レコード（空の画面の起動に対して）", 2.0),
    "print_fast_per_words": ("印刷の照合、速く読めない頁も含む（同じ頁の単語抽出に対して）", 0.4),
    "print_variable_per_words": ("印刷の照合、差し込みの文字だけの頁、同上（同じ頁の単語抽出に対して）", 1.2),
    "print_full_per_words": ("印刷の照合、全部を見る読み方（同じ頁の単語抽出に対して）", 6.0),
    "print_each_per_words": ("印刷の照合、通知ごとのファイル（1本のファイルの単語抽出に対して）", 6.0),
    "print_two_per_one": ("印刷の照合、2プロセス（1プロセスの時間に対して、1.8倍の速さ）", 0.556),
    "open_and_check_per_container": ("媒体を開いて全件検査（復号・展開・照合だけに対して）", 2.5),
}
"""Key of the result: what it is in Japanese, and the most it may be."""


def goals_text(results: Mapping[str, Any]) -> str:
    """One line for each ratio that was measured: 「○」 within its goal, 「×」 over it."""
    return "\n".join(
        f"{'○' if results[key] <= most else '×'} {what}　{results[key]:g} 倍（目標 {most:g} 倍以下）"
        for key, (what, most) in GOALS.items()
        if key in results
    )
