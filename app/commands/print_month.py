"""``kenpan print``: a month of sample media printed as a contractor would, with defects and captures of paper."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import tell, terminal_progress
from app.errors import KenpanError
from app.shown import json_text

if TYPE_CHECKING:
    from app.filing.safe_write import Write
    from app.training.printing.model import PrintedJob, PrintFile
    from app.training.printing.plan import NoticeId, PrintSource

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_FORMS = {".pdf": "pdf", ".tif": "tiff", ".tiff": "tiff", ".png": "png"}


def add_print_command(commands: "Commands") -> None:
    """Add ``print``."""
    parser = commands.add_parser("print", help="見本媒体を、委託先の印刷物のように PDF にする（見本に限る）")
    media_arguments(parser, record=False, run=True)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--out", type=Path, help="PDF")
    where.add_argument("--per-notice", type=Path, metavar="DIR", help="1件1ファイルでこのフォルダーへ")
    parser.add_argument("--from", dest="first", type=int, help="何件目の通知書から（1から数える）")
    parser.add_argument("--to", dest="last", type=int, help="何件目の通知書まで")
    parser.add_argument(
        "--defects", nargs="*", metavar="NAME", help="欠陥を仕込む（NAME@項目、each、名を省けば一通り）"
    )
    parser.add_argument("--shuffle", type=int, metavar="SEED", help="順序を乱数で入れ替える")
    parser.add_argument("--seed", type=int, default=1, help="欠陥と画像の乱数（既定 1）")
    parser.add_argument("--layout", default="fold", help="印刷の型（既定 fold）")
    parser.add_argument("--imposed", action="store_true", help="2面付けにする")
    parser.add_argument("--truth", type=Path, metavar="JSON", help="何をどこに刷ったか（正解）")
    parser.add_argument(
        "--captures", type=Path, metavar="OUT", help="紙を取り込んだ画像（.pdf .tif、.png はフォルダーへ）"
    )
    parser.add_argument("--envelopes", type=Path, metavar="OUT.pdf", help="封をした封筒を外から写した画像")
    parser.add_argument("--dpi", type=int, default=300, help="画像の解像度（既定 300）")
    parser.add_argument("--noise", default="mid", help="画像の荒れ（low, mid, hard）")
    parser.set_defaults(command=_print)


def _print(arguments: argparse.Namespace) -> int:
    from app.training.printing.job import print_month

    form = None if arguments.captures is None else _form(arguments.captures)
    defects = _defects(arguments.defects, arguments.layout)
    _refuse_images(arguments)
    settings, progress = settings_of(arguments), terminal_progress()
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        if not bench.is_sample:
            raise KenpanError(
                "print.agency", "見本ではない媒体は印刷できません。", "kenpan sample で作った見本を指定してください。"
            )
        job = print_month(
            bench,
            arguments.layout,
            selection=_selection(bench, arguments.first, arguments.last),
            defects=defects,
            seed=arguments.seed if arguments.shuffle is None else arguments.shuffle,
            shuffle=arguments.shuffle is not None,
            per_notice=arguments.per_notice is not None,
            imposed=arguments.imposed,
            progress=progress,
        )
        write = who.write("notice")
        if arguments.per_notice is None:
            _write_files(write, arguments.out, job.files)
        else:
            _write_folder(write, arguments.per_notice, job.files)
        if form is not None:
            _captures(arguments, job, form, write)
        if arguments.envelopes is not None:
            _envelopes(arguments, job, write)
        if arguments.truth is not None:
            _truth(arguments.truth, job, write)
    _tell(job)
    return 0


def _selection(source: "PrintSource", first: int | None, last: int | None) -> "Sequence[NoticeId]":
    from app.training.printing.plan import notices_of

    notices = notices_of(source)
    low, high = 1 if first is None else first, len(notices) if last is None else last
    if not 1 <= low <= high <= len(notices):
        what = f"通知書の範囲（{low}〜{high} 件目）がありません。"
        raise KenpanError("print.range", what, f"1〜{len(notices)} の範囲で指定してください。")
    return notices[low - 1 : high]


def _defects(names: list[str] | None, layout: str) -> tuple[str, ...]:
    """What to plant: nothing, what happens in a print shop (no name given), or what is named."""
    from app.training.printing.defects import known, usual
    from app.training.printing.layout import print_layout

    form = print_layout(layout)
    if names is None:
        return ()
    known(names)
    return tuple(names) or usual(form)


def _refuse_images(arguments: argparse.Namespace) -> None:
    """A resolution or a grade that there is not, before anything is opened."""
    from app.training.printing.captures import permitted_dpi
    from app.training.printing.scanner import capture_grade

    permitted_dpi(arguments.dpi)
    capture_grade(arguments.noise)


def _form(path: Path) -> str:
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        known = "、".join(_FORMS)
        raise KenpanError(
            "capture.form", "この形式の画像は作れません。", f"名前を {known} で終わらせてください。", file=path.name
        )
    return form


def _write_files(write: "Write", out: Path, files: "Sequence[PrintFile]") -> None:
    """One file as named; several beside it, each with its own part of the name."""
    for file in files:
        part = file.name.rpartition("_")[2]
        print(write(out if len(files) == 1 else out.with_name(f"{out.stem}_{part}"), file.data))


def _write_folder(write: "Write", folder: Path, files: "Sequence[PrintFile]") -> None:
    for file in files:
        print(write(folder / file.name, file.data))


def _captures(arguments: argparse.Namespace, job: "PrintedJob", form: str, write: "Write") -> None:
    from app.training.printing.captures import Form, capture_job
    from app.training.printing.truth import captures_json

    kind: Form = "pdf" if form == "pdf" else "tiff" if form == "tiff" else "png"
    captured = capture_job(
        job,
        dpi=arguments.dpi,
        grade=arguments.noise,
        seed=arguments.seed,
        form=kind,
        progress=terminal_progress(),
    )
    if kind == "png":
        _write_folder(write, arguments.captures.with_suffix(""), captured.files)
    else:
        _write_files(write, arguments.captures, captured.files)
    if arguments.truth is not None:
        beside = arguments.truth.with_name(f"{arguments.truth.stem}_captures.json")
        print(write(beside, json_text(captures_json(captured)).encode("utf-8")))


def _envelopes(arguments: argparse.Namespace, job: "PrintedJob", write: "Write") -> None:
    from app.training.printing.sealed import sealed_job

    sealed = sealed_job(job, dpi=arguments.dpi, grade=arguments.noise, seed=arguments.seed)
    print(write(arguments.envelopes, sealed.file.data))


def _truth(path: Path, job: "PrintedJob", write: "Write") -> None:
    from app.training.printing.truth import job_json

    print(write(path, json_text(job_json(job)).encode("utf-8")))


def _tell(job: "PrintedJob") -> None:
    from app.training.printing.truth import defect_lines, overflow_line

    tell(f"印刷の型 {job.layout}　{len(job.pages):,}頁　仕込み {len(job.defects)} 個")
    for line in (*defect_lines(job.defects), overflow_line(job)):
        if line:
            tell(line)
