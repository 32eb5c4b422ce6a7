"""The ``kenpan`` command: thin, every subcommand calls what the window calls."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.cli_ledger import add_ledger_commands
from app.confined.dumps import keep_out_of_dumps
from app.errors import KenpanError
from app.fault_log import fault_log, places
from app.media.ending import ends_cleanly
from app.progress import Progress, no_progress
from app.shown import json_text
from app.terminal import shown_output, steer

if TYPE_CHECKING:
    from app.media.comparing import MediaComparison
    from app.workbench import Look, Settings, Workbench

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]

_log = logging.getLogger(__name__)
_BAR_WIDTH = 30
_SETTINGS_HELP = "設定ファイル（TOML）"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0 done, 1 errors found, 2 unusable input, 3 a fault of the program.

    Messages go to standard error. Problems of the medium that leave what was asked for intact are said there too and
    do not change the exit code.
    """
    keep_out_of_dumps()
    with shown_output(), fault_log(), ends_cleanly():
        arguments = _parser().parse_args(argv)
        return _done(arguments)


def _done(arguments: argparse.Namespace) -> int:
    command: Command = arguments.command
    try:
        if command not in (_window, _demo):  # a window says it itself
            _sweep()
        code = command(arguments)
        sys.stdout.flush()
        return code
    except KenpanError as error:
        _say(error)
        return 2
    except KeyboardInterrupt:
        print("kenpan: 中止しました。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever reads the output has seen enough; Python must not complain about it again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # a person must never see a traceback, and a log must never hold record data
        _log.error("command failed: %s at %s", type(fault).__name__, places(fault))
        what, next_step = "プログラムの内部で誤りが起きました。", "同じ操作で続くときは管理者に連絡してください。"
        _say(KenpanError("program.fault", what, next_step))
        return 3


def _sweep() -> None:
    """Say what a killed program left, and that it is gone."""
    from app.media.private_folder import sweep

    for found in sweep():
        _say(found)


def _say(problem: KenpanError) -> None:
    print(f"kenpan: [{problem.code}] {problem}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kenpan", description="検版 — 納入告知額・領収済額通知書の検証端末")
    parser.add_argument("--version", action="version", version=f"kenpan {__version__}")
    parser.set_defaults(command=_window, media=None, key=None)
    parser.add_argument("--settings", type=Path, help=_SETTINGS_HELP)
    commands = parser.add_subparsers(title="コマンド", metavar="")

    _window_commands(commands)
    _media_commands(commands)
    add_ledger_commands(commands)
    _other_commands(commands)
    return parser


def _window_commands(commands: "Commands") -> None:
    window = commands.add_parser("open", help="媒体を指定して画面を開く")
    _media_arguments(window, record=False)
    window.set_defaults(command=_window)

    demo = commands.add_parser("demo", help="見本データで実演する（画面がなければ ./kenpan-demo/ に書き出す）")
    demo.add_argument("--headless", action="store_true", help="画面があっても書き出しだけ行う")
    demo.add_argument("-o", "--out", type=Path, default=Path("kenpan-demo"), help="書き出し先")
    demo.set_defaults(command=_demo)

    tour = commands.add_parser("tour", help="すべての画面の画像を書き出す")
    tour.add_argument("out", type=Path)
    tour.set_defaults(command=_tour)


def _media_commands(commands: "Commands") -> None:
    show = commands.add_parser("show", help="レコードを項目ごとに表示する")
    _media_arguments(show)
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=_show)

    render = commands.add_parser("render", help="紙面を PDF・PNG に書き出す")
    _media_arguments(render)
    render.add_argument("-o", "--out", type=Path, required=True, help="PDF")
    render.add_argument("--png", type=Path, help="PNG を書き出すフォルダー")
    render.add_argument("--items", type=Path, help="印字項目の JSON")
    render.add_argument("--imposed", action="store_true", help="用紙に面付けする")
    render.set_defaults(command=_render)

    envelope = commands.add_parser("envelope", help="封筒の窓から見える範囲を調べる")
    _media_arguments(envelope)
    envelope.add_argument("--json", action="store_true")
    envelope.set_defaults(command=_envelope)

    check = commands.add_parser("check", help="媒体全体を検査する（誤りがあれば終了コード 1）")
    _media_arguments(check, record=False)
    check.add_argument("--json", type=Path, help="検査結果の JSON")
    check.add_argument("--xlsx", type=Path, help="検査結果の Excel")
    check.add_argument("--report", type=Path, help="記録媒体不備報告書（委託要領別紙9）の Excel")
    check.add_argument("--no-barcode", type=Path, help="カスタマバーコード印字不可分の一覧（委託要領別紙8）の Excel")
    check.add_argument(
        "--against", type=Path, metavar="OTHER", help="正（副）の媒体：内容を比べる（違えば終了コード 1）"
    )
    check.add_argument("--jobs", type=int, default=2, help="並列数（既定 2）")
    check.set_defaults(command=_check)

    glyphs = commands.add_parser("glyphs", help="外字全件一覧（PDF）を書き出す")
    _media_arguments(glyphs, record=False)
    glyphs.add_argument("-o", "--out", type=Path, required=True, help="PDF")
    glyphs.set_defaults(command=_glyphs)


def _other_commands(commands: "Commands") -> None:
    sample = commands.add_parser("sample", help="見本媒体を作る")
    sample.add_argument("out", type=Path)
    sample.add_argument("--establishments", type=int, default=600, help="事業所数（既定 600）")
    sample.add_argument("--seed", type=int, default=1)
    sample.add_argument("--volume", default="PAP03A", help="ボリューム名（既定 PAP03A）")
    sample.add_argument("--plain", action="store_true", help="暗号化しない")
    sample.add_argument("--defects", nargs="*", metavar="RULE", help="欠陥を仕込む（規則名。名を省けばすべて）")
    sample.add_argument("--split", type=int, metavar="N", help="N レコードを超える県のファイルを分割する（#PP02 …）")
    sample.add_argument("--pages", default="plain", help="件数表の改頁の型（plain, full, total, prefecture …）")
    sample.add_argument("--office-count", type=int, metavar="N", help="年金事務所の数（件数表の頁数が変わる）")
    sample.add_argument("--asterisks", type=int, metavar="N", help="「*」の並びの長さ（既定は取り混ぜる）")
    sample.set_defaults(command=_sample)

    barcode = commands.add_parser("barcode", help="カスタマバーコードを求める")
    barcode.add_argument("postal")
    barcode.add_argument("address")
    barcode.add_argument("--json", action="store_true")
    barcode.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=_SETTINGS_HELP)
    barcode.set_defaults(command=_barcode)

    bench = commands.add_parser("bench", help="速さとメモリを測る")
    bench.add_argument("--notices", type=int, default=480_000, help="通知件数（既定 480000）")
    bench.add_argument("--work", type=Path, help="見本を置くフォルダー（既定は一時フォルダー）")
    bench.add_argument("--json", type=Path)
    bench.set_defaults(command=_bench)


def _media_arguments(parser: argparse.ArgumentParser, *, record: bool = True) -> None:
    parser.add_argument("media", type=Path, help="媒体のフォルダー", metavar="MEDIA")
    if record:
        parser.add_argument("file", help="ファイル名（.cmp なし）", metavar="FILE")
        parser.add_argument("record", type=int, help="レコード（0 から数える）", metavar="RECORD")
    parser.add_argument("--key", type=Path, help="鍵ファイル（TOML：key, iv）")
    parser.add_argument("--offices", type=Path, help="年金事務所一覧（xlsx）")
    parser.add_argument("--gaiji-font", type=Path, help="外字フォント")
    # Without a default of its own, so that it does not undo the one before the command.
    parser.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=_SETTINGS_HELP)


def _print_json(value: Any) -> None:
    print(json_text(value))


def _window(arguments: argparse.Namespace) -> int:
    from app.workbench.demo import has_display

    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        what = "画面を開けません（ディスプレイがありません）。"
        raise KenpanError(
            "display.none", what, "画面のある端末で起動するか、kenpan --help のコマンドを使ってください。"
        )
    from app.ui.start import run_window

    return run_window(arguments.media, arguments.key, _settings(arguments))


def _settings(arguments: argparse.Namespace) -> "Settings":
    from app.workbench.settings import load_settings

    return load_settings(arguments.settings)


def _demo(arguments: argparse.Namespace) -> int:
    from app.workbench.demo import has_display, run_headless

    if has_display() and not arguments.headless:
        from app.ui.start import run_demo

        return run_demo(_settings(arguments))
    _sweep()
    print(run_headless(arguments.out))
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    from app.training.sample import Shape, make_sample

    summary = make_sample(
        arguments.out,
        establishments=arguments.establishments,
        seed=arguments.seed,
        volume=arguments.volume,
        plain=arguments.plain,
        defects=_defects(arguments.defects),
        shape=Shape(arguments.pages, arguments.office_count, arguments.split, arguments.asterisks),
        progress=_terminal_progress(),
    )
    print(summary)
    return 0


def _defects(names: list[str] | None) -> frozenset[str]:
    """What to plant: nothing, everything (no name given), or the rules and variants named."""
    from app.training.defects import DEFECTS

    unknown = sorted(set(names or ()) - set(DEFECTS))
    if unknown:
        known = "、".join(DEFECTS)
        raise KenpanError("sample.defect", f"仕込めない欠陥です（{unknown[0]}）。", f"次から選んでください：{known}")
    if names is None:
        return frozenset()
    # One plant a rule: variants spoil the same things again.
    return frozenset(names) or frozenset(name for name in DEFECTS if "/" not in name)


def _show(arguments: argparse.Namespace) -> int:
    from app.workbench.export import show_json, show_text

    look = _look(arguments)
    if arguments.json:
        _print_json(show_json(look))
    else:
        print(show_text(look))
    return 0


def _look(arguments: argparse.Namespace) -> "Look":
    return _open(arguments, only=arguments.file).look_named(arguments.file, arguments.record)


def _open(arguments: argparse.Namespace, only: str | None = None) -> "Workbench":
    from app.workbench.opening import open_folder

    bench = open_folder(
        arguments.media,
        _settings(arguments),
        key_file=arguments.key,
        offices=arguments.offices,
        gaiji_font=arguments.gaiji_font,
        only=only,
        progress=_terminal_progress(),
    )
    if only is not None and bench.media.problems:
        raise bench.media.problems[0]
    for problem in bench.problems:
        _say(problem)
    return bench


def _check(arguments: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from app.reports.findings_xlsx import CheckedMedia, findings_xlsx
    from app.reports.media_defect import media_defect_xlsx
    from app.reports.no_barcode import no_barcode_xlsx
    from app.workbench import write_safely
    from app.workbench.check_json import check_json, check_text
    from app.workbench.checking import check
    from app.workbench.no_barcode import no_barcode_rows

    bench = _open(arguments)
    against = None if arguments.against is None else _compared(bench, arguments)
    result = check(bench, _terminal_progress(), max(1, arguments.jobs))
    now = datetime.now(UTC)
    if arguments.json is not None:
        text = json_text(check_json(result, bench, against))
        write_safely(arguments.json, text.encode("utf-8"))
    if arguments.xlsx is not None:
        write_safely(arguments.xlsx, findings_xlsx(CheckedMedia(bench.media, result, {}, now, __version__)))
    if arguments.report is not None:
        write_safely(arguments.report, media_defect_xlsx(bench.media.volume.label, result.findings, now))
    if arguments.no_barcode is not None:
        rows, edition = no_barcode_rows(bench, _terminal_progress()), bench.equipment.postal.edition
        write_safely(arguments.no_barcode, no_barcode_xlsx(bench.media.volume.label, rows, edition, now))
    print(check_text(result, bench, against))
    return 1 if result.has_errors or (against is not None and not against.equal) else 0


def _compared(bench: "Workbench", arguments: argparse.Namespace) -> "MediaComparison":
    from app.workbench.comparing import compare_folder

    return compare_folder(
        bench.media,
        arguments.against,
        _settings(arguments),
        key_file=arguments.key,
        progress=_terminal_progress(),
    )


def _render(arguments: argparse.Namespace) -> int:
    from app.sheet.draw import Drawer
    from app.workbench.export import render_files

    bench = _open(arguments, only=arguments.file)
    look = bench.look_named(arguments.file, arguments.record)
    drawer = Drawer(bench.equipment.fonts, bench.equipment.forms.values())
    for path in render_files(
        drawer, look, arguments.out, png=arguments.png, items=arguments.items, imposed=arguments.imposed
    ):
        print(path)
    return 0


def _envelope(arguments: argparse.Namespace) -> int:
    from app.sheet.envelope import report_json
    from app.workbench.export import envelope_text, require_printed

    look = _look(arguments)
    _, report = require_printed(look)
    if arguments.json:
        _print_json(report_json(report))
    else:
        print(envelope_text(report))
    return 0


def _barcode(arguments: argparse.Namespace) -> int:
    from app.notice.customer_barcode import customer_barcode
    from app.workbench.export import barcode_json, barcode_text

    barcode = customer_barcode(arguments.postal, arguments.address, _settings(arguments).postal_dictionary())
    if arguments.json:
        _print_json(barcode_json(barcode))
    else:
        print(barcode_text(barcode))
    return 0


def _glyphs(arguments: argparse.Namespace) -> int:
    from app.sheet.glyphs import proof_pdf
    from app.workbench import gaiji_uses, write_safely

    bench = _open(arguments)
    used = {code: use.count for code, use in gaiji_uses(bench, _terminal_progress()).items()}
    print(write_safely(arguments.out, proof_pdf(bench.equipment.fonts.roles.get("gaiji"), used)))
    return 0


def _tour(arguments: argparse.Namespace) -> int:
    from app.ui.tour import run_tour

    for path in run_tour(arguments.out):
        print(path)
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from app.ui.bench import run_bench
    from app.workbench import write_safely

    results = run_bench(arguments.notices, arguments.work)
    _print_json(results)
    if arguments.json:
        write_safely(arguments.json, json_text(results).encode())
    return 0


def _terminal_progress() -> Progress:
    """A bar on the terminal; nothing when nobody watches."""
    if not sys.stderr.isatty():
        return no_progress

    def report(stage: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        bar = "■" * int(share * _BAR_WIDTH)
        end = "\n" if share >= 1 else ""
        steer(f"\r{stage} {bar:<{_BAR_WIDTH}} {share:4.0%}{end}")

    return report


if __name__ == "__main__":
    sys.exit(main())
