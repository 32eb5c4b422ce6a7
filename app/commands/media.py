"""The subcommands that open a medium."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.bounded import TooLargeError, read_regular, why
from app.commands.login import ask_secret, is_terminal, settings_of, whoever
from app.commands.terminal import print_json, say_error, tell, terminal_progress
from app.errors import KenpanError
from app.shown import json_text

if TYPE_CHECKING:
    from app.media.comparing import MediaComparison
    from app.month.looking.model import ShownRecord
    from app.month.looking.open_files import OpenFiles
    from app.month.looking.who import Who
    from app.month.looking.workbench import Workbench
    from app.notice.piece_id import PieceRun
    from app.workstation.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

SETTINGS_HELP = "設定ファイル（TOML）"
_MOST_BYTES = 1_000
"""Of a file with a password."""


def add_media_commands(commands: "Commands") -> None:
    """Add ``show``, ``render``, ``envelope``, ``check`` and ``glyphs``."""
    show = commands.add_parser("show", help="レコードを項目ごとに表示する")
    media_arguments(show, equipped=False)
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=_show)

    render = commands.add_parser("render", help="紙面を PDF・PNG に書き出す")
    media_arguments(render, run=True)
    render.add_argument("-o", "--out", type=Path, required=True, help="PDF")
    render.add_argument("--png", type=Path, help="PNG を書き出すフォルダー")
    render.add_argument("--items", type=Path, help="印字項目の JSON")
    render.add_argument("--imposed", action="store_true", help="用紙に面付けする")
    render.set_defaults(command=_render)

    envelope = commands.add_parser("envelope", help="封筒の窓から見える範囲を調べる")
    media_arguments(envelope)
    envelope.add_argument("--json", action="store_true")
    envelope.set_defaults(command=_envelope)

    check = commands.add_parser("check", help="媒体全体を検査する（誤りがあれば終了コード 1）")
    media_arguments(check, record=False)
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
    media_arguments(glyphs, record=False)
    glyphs.add_argument("-o", "--out", type=Path, required=True, help="PDF")
    glyphs.set_defaults(command=_glyphs)


def media_arguments(
    parser: argparse.ArgumentParser,
    *,
    record: bool = True,
    run: bool = False,
    needed: bool = True,
    equipped: bool = True,
    lists: bool = True,
) -> None:
    """What every command on a medium takes: where it is, what opens it, perhaps which record, perhaps for which run;
    and what a print of it needs, where it is asked what is printed.

    ``lists``: also where notices go that are sent elsewhere; a command without it takes the medium by an option.
    """
    if lists:
        how: dict[str, Any] = {} if needed else {"nargs": "?"}
        parser.add_argument("media", type=Path, help="媒体のフォルダー", metavar="MEDIA", **how)
    else:
        parser.add_argument("--media", type=Path, help="媒体のフォルダー：照合する", metavar="MEDIA")
    if lists and equipped:
        parser.add_argument("--lists", type=Path, metavar="ZIP", help="別送・引き抜きリストの ZIP：宛名に反映する")
        parser.add_argument("--list-password-file", type=Path, metavar="FILE", help="ZIP のパスワードを書いたファイル")
    if record:
        parser.add_argument("file", help="ファイル名（.cmp なし）", metavar="FILE")
        parser.add_argument("record", type=int, help="レコード（0 から数える）", metavar="RECORD")
    parser.add_argument("--key", type=Path, help="鍵ファイル（TOML：key, iv）")
    if run:
        _run_arguments(parser)
    else:
        parser.set_defaults(month=None, round=None)
    if equipped:
        parser.add_argument("--offices", type=Path, help="年金事務所一覧（xlsx）")
        parser.add_argument("--gaiji-font", type=Path, help="外字フォント")
    # Without a default of its own, so that it does not undo the one before the command.
    parser.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=SETTINGS_HELP)


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    """What the notices are made for, as their 現品ID say it; without it what the ledger knows of the medium."""
    made_for = parser.add_mutually_exclusive_group()
    made_for.add_argument("--month", metavar="YYYY-MM", help="現品IDの月（本番）")
    made_for.add_argument("--round", type=int, metavar="N", help="現品IDの回（検証品の第N回）")
    parser.add_argument("--process", type=int, default=1, metavar="N", help="現品IDの工程の番号（既定 1）")
    parser.add_argument("--making", type=int, default=1, metavar="N", help="現品IDの作成回数（既定 1）")


def _run_of(arguments: argparse.Namespace) -> "PieceRun | None":
    """The run that the command names; ``KenpanError`` ``print.run`` for what no 現品ID can say."""
    from app.notice.piece_id import PieceRun, is_writable

    if arguments.month is None and arguments.round is None:
        return None
    run = PieceRun(arguments.month or "", arguments.process, arguments.making, arguments.round or 0)
    if not is_writable(run):
        raise KenpanError(
            "print.run",
            "現品IDに書けない月・回・工程・作成回数です。",
            "月は 2026-12 の形、回と工程は 1〜99、作成回数は 1〜9 で指定してください。",
        )
    return run


def _show(arguments: argparse.Namespace) -> int:
    from app.month.looking.entering import open_file
    from app.month.looking.export import show_json, show_text
    from app.notice.postal import usable

    settings = settings_of(arguments)
    with whoever(settings) as who:
        files = open_file(
            arguments.media,
            arguments.file,
            settings,
            key_file=arguments.key,
            who=who,
            progress=terminal_progress(),
        )
        _sound(files)
        dictionary, unusable = usable(settings.postal_dictionary())
        for problem in (*unusable, *files.problems):
            say_error(problem)
        look = files.shown_fields(files.named(arguments.file, arguments.record), arguments.record, dictionary)
    if arguments.json:
        print_json(show_json(look))
    else:
        tell(show_text(look))
    return 0


def _look(arguments: argparse.Namespace) -> "ShownRecord":
    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who, only=arguments.file)
        return bench.look_named(arguments.file, arguments.record)


def _sound(files: "OpenFiles") -> None:
    """The file that one record is asked of must have been opened."""
    if files.media.problems:
        raise files.media.problems[0]


def open_bench(arguments: argparse.Namespace, settings: "Settings", who: "Who", only: str | None = None) -> "Workbench":
    """The medium that the command names, open; its problems are said. ``only``: one file of it, which must be sound."""
    from app.month.looking.opening import open_folder

    told = _run_of(arguments)
    bench = open_folder(
        arguments.media,
        settings,
        key_file=arguments.key,
        offices=arguments.offices,
        gaiji_font=arguments.gaiji_font,
        only=only,
        who=who,
        progress=terminal_progress(),
    )
    if only is not None:
        _sound(bench)
    for problem in bench.problems:
        say_error(problem)
    run = told or who.run_of(bench)
    bench = replace(bench, run=lambda: run)
    return bench if getattr(arguments, "lists", None) is None else _with_lists(bench, arguments, whole=only is None)


def _with_lists(bench: "Workbench", arguments: argparse.Namespace, *, whole: bool) -> "Workbench":
    """The medium with what the agency's lists say; of a ``whole`` one, rows that cannot be carried out are said."""
    from app.month.lists.applying import open_lists, with_lists

    progress = terminal_progress()
    lists = open_lists(bench, arguments.lists, list_password(arguments.list_password_file), progress)
    for file in lists.read.problems:
        step = "一覧を確かめ、読めるファイルを受け取ってください（kenpan lists）。"
        say_error(KenpanError("list.unreadable", file.problem, step, file=file.name))
    if lists.open_rows and whole:
        what = f"別送・引き抜きリストに、反映できない行が {len(lists.open_rows):,} 行あります。"
        say_error(
            KenpanError("list.unmatched", what, "kenpan lists で行と理由を確かめてください。", file=lists.read.source)
        )
    return with_lists(bench, lists, progress)


def list_password(path: Path | None) -> str:
    """The first line of the file, or what a person types; ``KenpanError`` ``list.password``."""
    step = "パスワードを1行目に書いたファイルを指定してください。"
    if path is None and not is_terminal():
        raise KenpanError("list.password", "一覧の ZIP のパスワードが要ります。", step)
    if path is None:
        return ask_secret("一覧の ZIP のパスワード: ")
    try:
        lines = read_regular(path, _MOST_BYTES).decode("utf-8-sig").splitlines()
    except (OSError, TooLargeError) as error:
        what = f"パスワードのファイルを開けません。{why(error) if isinstance(error, OSError) else ''}"
        raise KenpanError("list.password", what, step, file=path.name) from error
    except UnicodeDecodeError as error:
        raise KenpanError(
            "list.password", "パスワードのファイルが文字ではありません。", step, file=path.name
        ) from error
    if not lines or not lines[0]:
        raise KenpanError("list.password", "パスワードのファイルが空です。", step, file=path.name)
    return lines[0]


def _check(arguments: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from app.month.findings.check_json import check_json, check_text
    from app.month.findings.checking import check
    from app.month.looking.no_barcode import no_barcode_rows
    from app.reports.findings_xlsx import CheckedMedia, findings_xlsx
    from app.reports.media_defect import media_defect_xlsx
    from app.reports.no_barcode import no_barcode_xlsx

    settings, progress = settings_of(arguments), terminal_progress()
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        against = None if arguments.against is None else _compared(bench, arguments, settings, who)
        result = check(bench, progress, max(1, arguments.jobs))
        now, label = datetime.now(UTC), bench.media.volume.label
        if arguments.json is not None:
            text = json_text(check_json(result, bench, against))
            who.write("findings")(arguments.json, text.encode("utf-8"))
        if arguments.xlsx is not None:
            told = CheckedMedia(bench.media, result, {}, now, __version__, bench.equipment.form_note)
            who.write("findings")(arguments.xlsx, findings_xlsx(told))
        if arguments.report is not None:
            who.write("defects")(arguments.report, media_defect_xlsx(label, result.findings, now))
        if arguments.no_barcode is not None:
            rows, edition = no_barcode_rows(bench, progress), bench.equipment.postal.edition
            who.write("no_barcode")(arguments.no_barcode, no_barcode_xlsx(label, rows, edition, now))
    tell(check_text(result, bench, against))
    return 1 if result.has_errors or (against is not None and not against.equal) else 0


def _compared(bench: "Workbench", arguments: argparse.Namespace, settings: "Settings", who: "Who") -> "MediaComparison":
    from app.month.looking.comparing import compare_folder

    return compare_folder(
        bench.media, arguments.against, settings, key_file=arguments.key, who=who, progress=terminal_progress()
    )


def _render(arguments: argparse.Namespace) -> int:
    from app.month.looking.export import render_files
    from app.sheet.draw import Drawer

    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who, only=arguments.file)
        look = bench.look_named(arguments.file, arguments.record)
        drawer = Drawer(bench.equipment.fonts, bench.equipment.shown.values())
        paths = render_files(
            drawer,
            look,
            arguments.out,
            png=arguments.png,
            items=arguments.items,
            imposed=arguments.imposed,
            write=who.write("notice"),
        )
    for path in paths:
        print(path)
    return 0


def _envelope(arguments: argparse.Namespace) -> int:
    from app.month.looking.export import envelope_text, require_printed
    from app.sheet.envelope import report_json

    look = _look(arguments)
    _, report = require_printed(look)
    if arguments.json:
        print_json(report_json(report))
    else:
        tell(envelope_text(report))
    return 0


def _glyphs(arguments: argparse.Namespace) -> int:
    from app.month.looking.gaiji_uses import gaiji_uses
    from app.sheet.glyphs import proof_pdf

    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        used = {code: use.count for code, use in gaiji_uses(bench, terminal_progress()).items()}
        path = who.write("gaiji")(arguments.out, proof_pdf(bench.equipment.fonts.roles.get("gaiji"), used))
    print(path)
    return 0
