"""The ``kenpan`` command: thin, every subcommand calls what the window calls."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.commands.bench import add_bench_command
from app.commands.compare import add_compare_command
from app.commands.counts import add_counts_command
from app.commands.delivery import add_delivery_commands
from app.commands.learn import add_learn_command
from app.commands.ledger import add_ledger_commands
from app.commands.lists import add_lists_command
from app.commands.login import add_login_commands, settings_of
from app.commands.media import SETTINGS_HELP, add_media_commands, media_arguments
from app.commands.print_month import add_print_command
from app.commands.speaking import OPTION, Parser, speak
from app.commands.terminal import print_json, say, say_error, shown_output, tell, terminal_progress
from app.confined.dumps import keep_out_of_dumps
from app.errors import KenpanError
from app.fault_log import fault_log, places
from app.interpreter import tune
from app.language import LANGUAGES, VARIABLE
from app.media.ending import ends_cleanly

if TYPE_CHECKING:
    from app.month.looking.workbench import Workbench

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0 done, 1 errors found, 2 unusable input, 3 a fault of the program.

    Messages go to standard error. Problems of the medium that leave what was asked for intact are said there too and
    do not change the exit code.
    """
    keep_out_of_dumps()
    tune()
    with shown_output(), fault_log(), ends_cleanly():
        try:
            asked = speak(sys.argv[1:] if argv is None else argv)
        except KenpanError as error:
            say_error(error)
            return 2
        if asked is not None:
            os.environ[VARIABLE] = asked  # of the window, and of programs that a command starts
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
        say_error(error)
        return 2
    except KeyboardInterrupt:
        say("中止しました。")
        return 130
    except BrokenPipeError:
        # Whoever reads the output has seen enough; Python must not complain about it again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # a person must never see a traceback, and a log must never hold record data
        _log.error("command failed: %s at %s", type(fault).__name__, places(fault))
        what, next_step = "プログラムの内部で誤りが起きました。", "同じ操作で続くときは管理者に連絡してください。"
        say_error(KenpanError("program.fault", what, next_step))
        return 3


def _sweep() -> None:
    """Say what a killed program left, and that it is gone."""
    from app.media.private_folder import sweep

    for found in sweep():
        say_error(found)


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(prog="kenpan", description="検版 — 納入告知額・領収済額通知書の検証端末")
    parser.add_argument("--version", action="version", version=f"kenpan {__version__}")
    parser.set_defaults(command=_window, media=None, key=None)
    parser.add_argument("--settings", type=Path, help=SETTINGS_HELP)
    parser.add_argument(OPTION, choices=tuple(LANGUAGES), help="画面とコマンドの言語（既定は ja、日本語）")
    commands = parser.add_subparsers(title="コマンド", metavar="")

    _window_commands(commands)
    add_media_commands(commands)
    add_print_command(commands)
    add_compare_command(commands)
    add_learn_command(commands)
    add_lists_command(commands)
    add_counts_command(commands)
    add_bench_command(commands)
    add_login_commands(commands, SETTINGS_HELP)
    add_ledger_commands(commands)
    add_delivery_commands(commands, SETTINGS_HELP)
    _other_commands(commands)
    return parser


def _window_commands(commands: "Commands") -> None:
    window = commands.add_parser("open", help="媒体を指定して画面を開く")
    media_arguments(window, record=False, equipped=False)
    window.set_defaults(command=_window)

    demo = commands.add_parser("demo", help="見本データで実演する（画面がなければ ./kenpan-demo/ に書き出す）")
    demo.add_argument("--headless", action="store_true", help="画面があっても書き出しだけ行う")
    demo.add_argument("-o", "--out", type=Path, default=Path("kenpan-demo"), help="書き出し先")
    demo.set_defaults(command=_demo)

    tour = commands.add_parser("tour", help="すべての画面の画像を書き出す")
    tour.add_argument("out", type=Path)
    tour.add_argument(
        "--size",
        action="append",
        metavar="幅x高さ[@倍率]",
        help="画面の大きさごとのフォルダーに（all は 3 つ）、収まらないものの一覧も書き出す",
    )
    tour.add_argument("--text", action="append", choices=("normal", "large"), help="文字の大きさ（既定は両方）")
    tour.set_defaults(command=_tour)


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
    sample.add_argument("--dummies", type=Path, metavar="DIR", help="機構ダミー一覧の媒体と件数表もここに作る")
    sample.add_argument("--dummy-defects", nargs="*", metavar="RULE", help="その一覧に仕込む欠陥（名を省けばすべて）")
    sample.add_argument("--redirects", type=Path, metavar="ZIP", help="別送・引き抜きリストの ZIP もここに作る")
    sample.add_argument(
        "--redirect-defects", nargs="*", metavar="RULE", help="そのリストに仕込む欠陥（名を省けばすべて）"
    )
    sample.add_argument("--logs", type=Path, metavar="DIR", help="機械の作業ログもここに作る")
    sample.add_argument("--log-defects", nargs="*", metavar="NAME", help="その作業ログに仕込む欠陥（名を省けばすべて）")
    sample.add_argument("--log-day", metavar="YYYY-MM-DD", help="作業ログの最初の日（既定は --month の15日）")
    sample.add_argument("--month", metavar="YYYY-MM", help="作業ログの現品が作られた月（既定は当月）")
    sample.set_defaults(command=_sample)

    barcode = commands.add_parser("barcode", help="カスタマバーコードを求める")
    barcode.add_argument("postal")
    barcode.add_argument("address")
    barcode.add_argument("--json", action="store_true")
    barcode.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=SETTINGS_HELP)
    barcode.set_defaults(command=_barcode)


def _window(arguments: argparse.Namespace) -> int:
    from app.training.demo import has_display

    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        what = "画面を開けません（ディスプレイがありません）。"
        raise KenpanError(
            "display.none", what, "画面のある端末で起動するか、kenpan --help のコマンドを使ってください。"
        )
    from app.ui.shell.start import run_window

    return run_window(arguments.media, arguments.key, settings_of(arguments))


def _demo(arguments: argparse.Namespace) -> int:
    from app.training.demo import has_display, run_headless

    if has_display() and not arguments.headless:
        from app.training.sample_ahead import DEFECTS, SampleAhead

        with closing(SampleAhead(DEFECTS)) as ahead:  # before all that the window has to load
            from app.ui.shell.start import run_demo

            return run_demo(settings_of(arguments), ahead)
    _sweep()
    tell(run_headless(arguments.out))
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
        progress=terminal_progress(),
    )
    tell(str(summary))
    if any(one is not None for one in (arguments.dummies, arguments.redirects, arguments.logs)):
        _sample_lists(arguments)
    return 0


def _sample_lists(arguments: argparse.Namespace) -> None:
    """The agency's lists, and the logs of the machines, that belong to the sample."""
    from app.month.looking.opening import open_folder
    from app.workstation.settings import Settings

    bench = open_folder(arguments.out, Settings())
    notices = bench.notices.values()
    if arguments.dummies is not None:
        from app.training.dummy_disc import DEFECTS, make_dummy_disc

        for path in make_dummy_disc(arguments.dummies, notices, defects=_named(arguments.dummy_defects, DEFECTS)):
            print(path)
    if arguments.redirects is not None:
        from app.training.redirect_zip import DEFECTS as OF_LISTS
        from app.training.redirect_zip import PASSWORD, make_redirect_zip

        make_redirect_zip(arguments.redirects, notices, defects=_named(arguments.redirect_defects, OF_LISTS))
        tell(f"{arguments.redirects}　パスワード {PASSWORD}（見本）")
    if arguments.logs is not None:
        _sample_logs(arguments, bench)


def _sample_logs(arguments: argparse.Namespace, bench: "Workbench") -> None:
    from app.japan_time import JST
    from app.month.lists.applying import open_lists
    from app.notice.piece_id import PieceRun, is_writable
    from app.training.machine_logs import DEFECTS, make_machine_logs
    from app.training.redirect_zip import PASSWORD

    run = PieceRun(arguments.month or datetime.now(JST).strftime("%Y-%m"), 1)
    if not is_writable(run):
        raise KenpanError(
            "sample.month", f"月として読めません（{arguments.month}）。", "2026-12 の形で指定してください。"
        )
    lists = None if arguments.redirects is None else open_lists(bench, arguments.redirects, PASSWORD)
    pulled = () if lists is None else lists.pulled_records
    volume, defects = bench.media.volume.volume, _named(arguments.log_defects, DEFECTS)
    try:
        day = None if arguments.log_day is None else date.fromisoformat(arguments.log_day)
    except ValueError as error:
        what = f"日として読めません（{arguments.log_day}）。"
        raise KenpanError("sample.day", what, "2026-12-15 の形で指定してください。") from error
    notices = bench.notices.values()
    for name, what in make_machine_logs(arguments.logs, notices, volume, run, defects, pulled, day=day).items():
        tell(f"{name}　{what}")
    print(arguments.logs)


def _named(names: list[str] | None, every: Sequence[str]) -> Sequence[str]:
    """What to plant in lists and logs: nothing, everything (no name given), or what is named."""
    return () if names is None else names or every


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


def _barcode(arguments: argparse.Namespace) -> int:
    from app.month.looking.export import barcode_json, barcode_text
    from app.notice.customer_barcode import customer_barcode

    barcode = customer_barcode(arguments.postal, arguments.address, settings_of(arguments).postal_dictionary())
    if arguments.json:
        print_json(barcode_json(barcode))
    else:
        tell(barcode_text(barcode))
    return 0


def _tour(arguments: argparse.Namespace) -> int:
    from app.ui.tour import look_at_sizes, run_tour
    from app.ui.tour.screen_size import ALL, size_of

    if arguments.size is None:
        written = run_tour(arguments.out)
    else:
        try:
            sizes = [one for text in arguments.size for one in (ALL if text == "all" else (size_of(text),))]
        except ValueError as error:
            raise KenpanError(
                "tour.size", f"大きさが読めません（{error}）。", "1366x768 のように書いてください。"
            ) from None
        written = look_at_sizes(arguments.out, sizes, arguments.text or ("normal", "large"))
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
