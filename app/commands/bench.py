"""``kenpan bench``: speed and memory, or how well captures from a site's own scanner are judged."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.bounded import read_regular
from app.commands.compare import files_of
from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import print_json, tell, terminal_progress
from app.errors import KenpanError
from app.shown import json_text

if TYPE_CHECKING:
    from app.proof.captures.trial import Trial

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_SHOWN = 10
_MOST_BYTES = 1 << 20
PARTS = ("open", "check", "window", "find", "logs", "lists", "use", "print", "print-fast", "demo", "start")

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
    "logs_seconds_per_half_million": ("作業ログ50万行を読み、現品ごとに突き合わせる", 10.0, "秒"),
    "counts_seconds": ("件数をすべての局・方式で数える（差出票と封入計画を含む）", 2.0, "秒"),
    "lists_seconds": ("別送・引き抜きリストを読み、媒体と照合して反映する", 15.0, "秒"),
    "incident_seconds_longest": ("事故の該当の現品を全件から探す（最も長い条件）", 2.0, "秒"),
    "find_ms_longest": ("どこからでも探す（Ctrl+K）の1打鍵", 100.0, "ミリ秒"),
    "filter_ms_p95": ("一覧の絞り込み（Ctrl+F）の1打鍵", 100.0, "ミリ秒"),
    "use_ms_longest": ("1回の操作で画面が応じない最も長い間（使い始めの画面づくりを含む）", 50.0, "ミリ秒"),
}
"""Key of the result: what it is in Japanese, the most it may be, and of what."""


def add_bench_command(commands: "Commands") -> None:
    """Add ``bench``."""
    parser = commands.add_parser("bench", help="速さとメモリを測る。--captures では取り込み画像の判定の確かさと速さ")
    media_arguments(parser, record=False, run=True, needed=False)
    parser.add_argument("--notices", type=int, default=480_000, help="通知件数（既定 480000）")
    parser.add_argument("--only", choices=PARTS, metavar="NAME", help=f"測る部分（既定 すべて）：{'、'.join(PARTS)}")
    parser.add_argument("--work", type=Path, help="見本を置くフォルダー（既定は一時フォルダー）")
    what = "正しく印字された紙の取り込み画像（PDF・TIFF・PNG）。MEDIA も指定する（誤りの受け入れがあれば終了コード 1）"
    parser.add_argument("--captures", type=Path, nargs="+", metavar="FOLDER", help=what)
    parser.add_argument("--sealed", action="store_true", help="画像は封をした封筒を外から写したもの")
    parser.add_argument("--forms", type=Path, metavar="DIR", help="様式のフォルダー（省略可）")
    what = "画像の紙の印刷データ。実測様式（--forms か承認した参照）の紙のときに指定する"
    parser.add_argument("--print", dest="source", type=Path, nargs="+", default=[], metavar="PDF", help=what)
    parser.add_argument("--each", type=int, default=2, metavar="N", help="1枠に仕込む別の文字の数（既定 2）")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--before", type=Path, metavar="JSON", help="前に --json で書き出した結果と並べる")
    parser.set_defaults(command=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    if arguments.captures:
        return _bench_captures(arguments)
    from app.filing.safe_write import write_safely
    from app.ui.bench import run_bench

    before = read_results(arguments.before) if arguments.before else None
    results = {"version": __version__, **run_bench(arguments.notices, arguments.work, arguments.only)}
    print_json(results)
    tell(goals_text(results, before))
    if before is not None:
        tell(beside_text(results, before))
    if arguments.json:
        write_safely(arguments.json, json_text(results).encode())
    return 0


def _bench_captures(arguments: argparse.Namespace) -> int:
    from app.month.printed.captured import compare_capture_files
    from app.month.printed.print_paper import source_print
    from app.proof.captures.alternatives import Alternatives
    from app.proof.captures.kinds import are_captures
    from app.proof.captures.trial import Trial

    if arguments.media is None:
        raise KenpanError("media.none", "媒体が指定されていません。", "画像のもとの媒体を MEDIA に指定してください。")
    files = files_of(arguments.captures)
    if not are_captures(files):
        raise KenpanError("print.none", "取り込み画像がありません。", "画像のフォルダーを指定してください。")
    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        fonts = bench.equipment.fonts
        trial = Trial(fonts, Alternatives(fonts), each=max(arguments.each, 0))
        printed = files_of(arguments.source) if arguments.source else ()
        source = source_print(bench, printed, arguments.forms, terminal_progress(), sealed=arguments.sealed)
        compare_capture_files(
            bench,
            files,
            arguments.forms,
            terminal_progress(),
            trial=trial,
            sealed=arguments.sealed,
            source=source,
        )
        if arguments.json is not None:
            who.write("findings")(arguments.json, json_text(trial.as_json()).encode("utf-8"))
    _tell(trial)
    return 1 if trial.accepted else 0


def _tell(trial: "Trial") -> None:
    own = trial.as_json()
    tell(f"取り込み画像 {own['captures']:,} 枚　枠 {own['boxes']:,} か所　判定不能の画像 {len(own['refused']):,} 枚")
    for reason in sorted(set(own["refused"])):
        tell(f"  {reason}")
    if not own["boxes"]:
        return
    tell(f"正しい文字を自動で一致とした割合 {own['judged_alone']:.2%}　誤って相違とした割合 {own['false_alarms']:.3%}")
    tell(f"人の判定に回した枠　1枚の中央値 {own['to_people_median']:g}　最多 {own['to_people_most']}")
    tell(f"仕込んだ別の文字 {own['planted']:,} 字　うち一致としたもの {own['wrong_accepted']:,} 字")
    for expected, printed, margin in own["accepted"][:_SHOWN]:
        tell(f"  「{expected}」のはずの枠に「{printed}」　余裕 {margin}")
    read, all_ = own["code128"]
    bars, all_bars = own["customer"]
    tell(f"コード Code 128 {read:,}/{all_:,} 個　カスタマバーコード {bars:,}/{all_bars:,} 個")
    tell(f"枠の外の印字か汚れ {own['ink_added']:,} か所　様式の欠け {own['ink_lost']:,} か所")
    tell(f"速さ {own['captures_per_second']:.2f} 枚/秒（1コア）")


def goals_text(results: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> str:
    """A line for each goal that was measured: 「○」 within it, 「×」 over it; what was measured ``before``, too."""
    earlier = before or {}
    return "\n".join(
        f"{'○' if results[key] <= most else '×'} {what}　{results[key]:g} {unit}（目標 {most:g} {unit}以下"
        + (f"、前回 {earlier[key]:g} {unit}）" if key in earlier else "）")
        for key, (what, most, unit) in GOALS.items()
        if key in results
    )


def beside_text(results: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Each figure that has no goal, beside that of ``before``; a line of both versions first, where the earlier one is
    told.
    """
    lines = [f"kenpan {results['version']}（前回 {before['version']}）"] if "version" in before else []
    for key, value in results.items():
        if key in before and key not in GOALS and isinstance(value, int | float):
            lines.append(f"・ {key}　{value:g}（前回 {before[key]:g}）")
    return "\n".join(lines)


def read_results(path: Path) -> dict[str, Any]:
    """What ``--json`` wrote of an earlier one: its numbers, and the version. ``KenpanError`` ``bench.before``."""
    try:
        told = json.loads(read_regular(path, _MOST_BYTES))
        numbers = {str(key): float(value) for key, value in told.items() if isinstance(value, int | float)}
        version = told.get("version")
        return numbers | ({"version": version} if isinstance(version, str) else {})
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        what = "前に測った結果を読めません。"
        raise KenpanError(
            "bench.before", what, "--json で書き出したファイルを指定してください。", file=path.name
        ) from error
