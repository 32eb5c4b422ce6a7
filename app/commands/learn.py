"""``kenpan learn``: where a print has each item, measured with the help of its records."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.compare import files_of
from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import tell, terminal_progress
from app.shown import json_text

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_learn_command(commands: "Commands") -> None:
    """Add ``learn``."""
    parser = commands.add_parser(
        "learn",
        help="印刷した PDF と媒体から、測定した様式を作る（TOML と learned.json）",
    )
    media_arguments(parser, record=False)
    parser.add_argument("printed", type=Path, nargs="+", help="印刷データ（PDF、この順に）", metavar="PRINTED")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="書き出し先のフォルダー")
    parser.add_argument("--pages", type=int, metavar="N", help="各ファイルのはじめの何頁を使うか（指定がなければ全頁）")
    parser.set_defaults(command=_learn)


def _learn(arguments: argparse.Namespace) -> int:
    from app.proof.learning import learned_file, windows
    from app.proof.learning.run import learn_print
    from app.proof.printed.expected import expectation_of
    from app.sheet.measured_file import measured_files

    files = files_of(arguments.printed)
    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        found = learn_print(
            files,
            expectation_of(bench),
            bench.equipment.fonts,
            most_pages=arguments.pages,
            progress=terminal_progress(),
        )
        seen = windows.reports(found.learned, bench.equipment.forms, bench.equipment.envelope)
        table = learned_file.learned_json(found, seen)
        arguments.out.mkdir(parents=True, exist_ok=True)
        write = who.write("findings")
        for name, raw in measured_files(found.form).items():
            write(arguments.out / name, raw)
        write(arguments.out / learned_file.NAME, json_text(table).encode("utf-8"))
    for unreadable in found.unreadable:
        tell(f"  読み取り不可　{unreadable.file}　{unreadable.reason}")
    tell(f"{table['pages']:,} 頁のうち {table['matched']:,} 頁をデータと対応付け")
    asked = table["asked"]
    unplaced = [row for row in table["unplaced"] if row["due"]]
    tell(f"位置が決まった {len(table['items'])} 項目　確認が必要 {len(asked)} 項目　不明 {len(unplaced)} 項目")
    for row in (*asked, *unplaced):
        tell(f"  {'不明' if 'due' in row else '確認'}　{row['scheme']}　{row['item']}")
    for scheme, report in seen.items():
        if report is None:
            tell(f"  封筒　{scheme}　宛名面の端が分からず、窓は判定していません")
            continue
        for item in (*report.hidden, *report.exposed):
            tell(f"  封筒　{scheme}　{item.id}　余裕 {item.worst.mm:.2f} mm（必要 {item.required:.1f} mm）")
    return 2 if not table["items"] else 1 if asked or unplaced else 0
