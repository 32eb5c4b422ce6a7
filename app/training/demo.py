"""The demonstration without a display: the same job on sample media, written to a folder."""

import os
import sys
from collections import Counter
from pathlib import Path

from app.cases.marks import Mark
from app.filing.safe_write import write_safely
from app.month.looking.export import render_files, show_json
from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.records.notice_file import DETAIL
from app.sheet.draw import Drawer
from app.shown import json_text
from app.training.sample import make_sample
from app.training.worth_showing import telling_records
from app.workstation.settings import Settings

MARK_NAMES = {
    Mark.GANNEN: "元年",
    Mark.GAIJI: "外字",
    Mark.REDIRECT: "別送",
    Mark.WINDOW: "窓に収まらない",
    Mark.NO_BARCODE: "バーコードなし",
    Mark.TWO_MONTHS: "2か月分",
}
CASES = {
    "plain": "標準的な通知",
    "gannen": "元年",
    "gaiji": "外字",
    "two_months": "2か月分",
    "no_barcode": "カスタマバーコードなし",
    "longest_address": "最も長い住所",
    "kana_name": "カナだけの名称",
    "asterisks": "金額が「*」の並び",
    "blank_receipt": "領収済額なし",
    "two_line_name": "2行の名称",
    "extension": "NEC・IBM 拡張文字",
}
_WANTED = 12


def has_display() -> bool:
    """Whether somebody can see a window here."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_headless(out: Path, progress: Progress = no_progress) -> str:
    """Make a sample, open it, write a dozen telling notices (PDF, PNG, fields); returns the summary."""
    sample = out / "sample"
    make_sample(sample, progress=progress)
    bench = open_folder(sample, Settings(), progress=progress)
    drawer = Drawer(bench.equipment.fonts, bench.equipment.shown.values())
    lines = _overview(bench)
    lines.append("")
    lines.append("書き出した通知：")
    for number, (file, record, case) in enumerate(telling_places(bench), 1):
        look = bench.look(file, record)
        folder = out / f"{number:02d}_{case}"
        name = f"{file}_{record:07d}"
        render_files(
            drawer, look, folder / f"{name}.pdf", png=folder, items=folder / f"{name}_items.json", imposed=False
        )
        fields = json_text(show_json(look))
        write_safely(folder / f"{name}_fields.json", fields.encode())
        assert look.content is not None
        barcode = look.content.barcode.reason_text or f"バーコード {look.content.barcode.extracted or '住所番号なし'}"
        lines.append(f"{number:2d}. {CASES[case]}：{file} 番号 {record + 1:,}（{folder.name}/）　{barcode}")
    summary = "\n".join(lines)
    write_safely(out / "summary.txt", (summary + "\n").encode())
    return summary


def telling_places(bench: Workbench) -> list[tuple[str, int, str]]:
    """About a dozen ``(file, record, case)``: every case once, from both schemes."""
    places: list[tuple[str, int, str]] = []
    found = {name: telling_records(file) for name, file in bench.notices.items() if len(file)}
    schemes: list[list[str]] = [
        [name for name in found if bench.notices[name].scheme == scheme] for scheme in ("kounen", "senpo")
    ]
    for number, case in enumerate(CASES):
        # Turn about, so that both layouts are shown.
        for name in (*schemes[number % 2], *schemes[1 - number % 2]):
            if case in found[name]:
                places.append((name, found[name][case], case))
                break
    # The other layout's ordinary notice makes the dozen.
    places += [(name, found[name]["plain"], "plain") for name in schemes[1] if "plain" in found[name]]
    return places[:_WANTED]


def _overview(bench: Workbench) -> list[str]:
    volume = bench.media.volume
    equipment = bench.equipment
    lines = [
        f"検版 見本データの実演　ボリューム {volume.title}",
        f"暗号形式：{bench.media.container_label}",
        "様式は公開資料から推定した草案です。事業所・事務所・外字はすべて人工のものです。",
        "",
    ]
    for name, file in bench.notices.items():
        details = int((file.types == DETAIL).sum())
        marks = Counter({mark: int(((bench.marks[name] & int(mark)) != 0).sum()) for mark in MARK_NAMES})
        special = "　".join(f"{MARK_NAMES[mark]} {count:,}" for mark, count in marks.items() if count)
        lines.append(f"{name}　{bench.title(name)}　{len(file):,} レコード　通知 {details:,} 件　{special}")
    size = equipment.barcode.size
    if size is None:
        lines.append(f"カスタマバーコードはどの寸法でも窓に収まりません：{equipment.barcode.reason}")
    else:
        lines.append(
            f"カスタマバーコード {size.size_pt:g} ポイント・ピッチ {size.pitch_mm:.2f} mm"
            f"（窓枠まで最小 {equipment.barcode.clearance_mm:.2f} mm）"
        )
    lines += [f"！ {problem}" for problem in bench.problems]
    return lines
