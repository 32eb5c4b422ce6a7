"""``kenpan compare``: what was printed against what had to be printed."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import say, tell, terminal_progress
from app.errors import KenpanError
from app.shown import json_text, shown

if TYPE_CHECKING:
    from app.month.looking.who import Who
    from app.proof.captures.comparison import CaptureComparison
    from app.proof.printed.comparison import Comparison
    from app.proof.printed.model import Difference, Notice
    from app.proof.printed.run import WorkersOf
    from app.sheet.measured_form import MeasuredForm

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_SHOWN = 20
_SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")


def add_compare_command(commands: "Commands") -> None:
    """Add ``compare``."""
    parser = commands.add_parser(
        "compare", help="印刷した PDF か紙の取り込み画像を媒体のデータと照合する（違いがあれば終了コード 1）"
    )
    media_arguments(parser, record=False, run=True)
    what = "印刷データ（PDF）か取り込み画像（PDF・TIFF・PNG）、この順に数える"
    parser.add_argument("printed", type=Path, nargs="+", help=what, metavar="PRINTED")
    parser.add_argument("--forms", type=Path, metavar="DIR", help="測定した様式のフォルダー（省けば手元の様式）")
    parser.add_argument(
        "--alike", nargs="*", default=[], metavar="PAIR", help="区別できなくてよいと責任者が決めた2字の組"
    )
    what = "取り込み画像は封をした封筒を外から写したもの。窓から見える所だけを判定する"
    parser.add_argument("--sealed", action="store_true", help=what)
    what = "取り込んだ紙の印刷データ（PDF）。実測様式（--forms か承認した参照）の紙を判定するときに指定する"
    parser.add_argument("--print", dest="source", type=Path, nargs="+", default=[], metavar="PDF", help=what)
    parser.add_argument("--from", dest="first", type=int, help="何件目の通知書から刷ったか（1から数える）")
    parser.add_argument("--to", dest="last", type=int, help="何件目の通知書まで刷ったか")
    parser.add_argument("--jobs", type=int, default=2, help="並列数（既定 2）")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="Dask のスケジューラー（tls://HOST:PORT）に任せる")
    parser.add_argument("--tls", type=Path, metavar="DIR", help="証明書（ca.pem・cert.pem・key.pem）のフォルダー")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="途中経過（中止しても続きから）")
    parser.add_argument("--json", type=Path, help="照合結果の JSON")
    parser.set_defaults(command=_compare)


def _compare(arguments: argparse.Namespace) -> int:
    from app.month.printed.comparing import compare_with_volume
    from app.proof.captures.kinds import are_captures
    from app.proof.printed.draft_form import form_at_hand
    from app.proof.printed.expected import expectation_of
    from app.proof.printed.pace import Pace
    from app.sheet.measured_file import read_measured_folder

    files = files_of(arguments.printed)
    if are_captures(files):
        return _compare_captures(arguments, files)
    if arguments.sealed or arguments.source:
        raise KenpanError("print.none", "取り込み画像がありません。", "紙か封筒を写した画像を指定してください。")
    measured = None if arguments.forms is None else read_measured_folder(arguments.forms)
    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        expectation, own = expectation_of(bench), bench.equipment
        form = measured or own.reference or form_at_hand(files, own.forms.values(), own.fonts, own.barcode.size)
        say(f"様式：{_form_said(arguments, form, own.form_note)}")
        result = compare_with_volume(
            bench,
            files,
            form,
            terminal_progress(Pace().words),
            wanted=_wanted(expectation.all(), arguments.first, arguments.last),
            jobs=max(1, arguments.jobs),
            workers=_workers(arguments),
            resume=arguments.resume,
            tell=say,
        )
        signed = _written(result, arguments.json, who)
    _tell(result)
    _tell_standing(signed)
    return 0 if result.equal else 1


def _form_said(arguments: argparse.Namespace, form: "MeasuredForm", note: str) -> str:
    """Which form it is, and what may close on it."""
    from app.proof.printed.basis import form_hash
    from app.reports.signs import form_words
    from app.signoff.reference import FormUsed

    if form.drafts:
        return f"{note}　参照として承認されていなければ見本で、印刷照合は閉じません"
    if arguments.forms is None:
        return note
    return f"{form_words(None, FormUsed(form_hash(form), draft=False))}　{shown(arguments.forms.name)}"


def _workers(arguments: argparse.Namespace) -> "WorkersOf | None":
    """Who does the work, if others than processes of this machine."""
    if arguments.scheduler is None:
        return None
    from app.proof.printed.cluster import cluster_of

    return lambda job: cluster_of(arguments.scheduler, arguments.tls, job)


def _compare_captures(arguments: argparse.Namespace, files: list[Path]) -> int:
    from app.month.printed.captured import compare_capture_files
    from app.month.printed.print_paper import source_print
    from app.proof.printed.expected import expectation_of

    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        whole = arguments.first is None and arguments.last is None
        notices = expectation_of(bench).all()
        printed = files_of(arguments.source) if arguments.source else ()
        source = source_print(bench, printed, arguments.forms, terminal_progress(), sealed=arguments.sealed)
        result = compare_capture_files(
            bench,
            files,
            arguments.forms,
            terminal_progress(),
            wanted=None if whole else _wanted(notices, arguments.first, arguments.last),
            decided=frozenset(map(frozenset, arguments.alike)),
            sealed=arguments.sealed,
            source=source,
        )
        signed = _written(result, arguments.json, who)
    _tell(result, _sealed(result) if result.sealed else "")
    _tell_standing(signed, "")
    words = {"same": "一致", "changed": "相違", "undecided": "判定できない", "unproved": "未証明"}
    tell("枠：" + "　".join(f"{word} {result.verdicts[name]:,}" for name, word in words.items()))
    for (one, other), count in sorted(result.unproved.items()):
        tell(f"  未証明　「{one}」と「{other}」を区別できない枠 {count:,} か所")
    return 0 if result.equal else 1


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files in the order given, folders file by file; ``KenpanError`` ``print.none`` for what is not there."""
    found: list[Path] = []
    for path in paths:
        own = sorted(one for one in path.glob("*") if one.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
        if not own or not own[0].is_file():
            raise KenpanError("print.none", "印刷データがありません。", "PDF を指定してください。", file=path.name)
        found += own
    return found


def _wanted(notices: "Sequence[Notice]", first: int | None, last: int | None) -> "Sequence[Notice]":
    low, high = 1 if first is None else first, len(notices) if last is None else last
    if notices and not 1 <= low <= high <= len(notices):
        what = f"通知書の範囲（{low}〜{high} 件目）がありません。"
        raise KenpanError("print.range", what, f"1〜{len(notices)} の範囲で指定してください。")
    return notices[low - 1 : high]


def _written(result: "Comparison", out: Path | None, who: "Who") -> bool:
    """Write the result out, if it is wanted; whether a signature in the ledger stands for exactly this result."""
    raw = json_text(result.as_json()).encode("utf-8")
    if out is not None:
        who.write("findings")(out, raw)
    return who.is_signed(raw)


def _tell_standing(signed: bool, where: str = "（署名は画面の照合で）") -> None:
    tell("確認済　署名された照合の結果です。" if signed else f"未確認　この結果に署名はありません{where}。")


def _sealed(result: "CaptureComparison") -> str:
    """What was looked at of sealed envelopes, and what was not."""
    from app.proof.captures.comparison import SEALED_SIDES
    from app.proof.compared.captions import item_label
    from app.proof.compared.differences import SIDE_NAMES

    inside = "・".join(SIDE_NAMES[side] for side in SEALED_SIDES)
    lines = [f"封筒 {result.pages:,} 通　通知書 {result.records:,} 件の窓から見える所を照合"]
    lines += [
        f"  判定していません　{item_label(item)}　{count:,} 通" for (_, item), count in sorted(result.unseen.items())
    ]
    return "\n".join([*lines, f"  判定していません　封筒の中の {inside}　すべて"])


def _tell(result: "Comparison", head: str = "") -> None:
    tell(head or f"{result.pages:,} 頁　通知書 {result.records:,} 件のうち {result.matched:,} 件の全面を照合")
    if result.machines:
        tell(f"個人データの写しを渡した端末：{'、'.join(result.machines)}")
    for unreadable in result.unreadable[:_SHOWN]:
        page = "" if unreadable.page is None else f"・{unreadable.page}頁"
        tell(f"  読み取り不可　{unreadable.file}{page}　{unreadable.reason}")
    for rule, count in result.counts.items():
        tell(f"  {rule}　{count:,} 件")
    for one in result.findings[:_SHOWN]:
        tell(f"  {_place(one)}　{one.message}")
    if len(result.findings) > _SHOWN:
        tell(f"  ほか {len(result.findings) - _SHOWN:,} 件（--json OUT ですべて書き出します）")
    for zone in result.ignored:
        tell(f"  除外域「{zone['zone']}」で違い {zone['pages']:,} 頁（判定せず）　理由：{zone['reason']}")
    if result.plainly_equal:
        tell("窓から見えた所に違いはありません。" if head else "違いはありません。")
    elif result.equal:
        tell("除外域のほかに違いはありません。除外域の違いは見ていません。")


def _place(one: "Difference") -> str:
    parts = [one.rule, one.file]
    parts += [] if one.record is None else [f"レコード{one.record}"]
    parts += [] if one.page is None else [f"{one.page}頁"]
    parts += [part for part in (one.side, one.item) if part]
    return "・".join(parts)
