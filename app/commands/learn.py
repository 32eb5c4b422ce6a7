"""``kenpan learn``: where a print has each item, measured with the help of its records."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import terminal_progress
from app.errors import KenpanError
from app.shown import json_text

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

NAME = "learned.json"


def add_learn_command(commands: "Commands") -> None:
    """Add ``learn``."""
    parser = commands.add_parser("learn", help="印刷した PDF と媒体のデータから、印字項目の位置を測る（learned.json）")
    media_arguments(parser, record=False)
    parser.add_argument("printed", type=Path, help="印刷データ（PDF）", metavar="PRINTED")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="書き出し先のフォルダー")
    parser.add_argument("--pages", type=int, metavar="N", help="はじめの何頁を使うか（指定がなければ全頁）")
    parser.set_defaults(command=_learn)


def _learn(arguments: argparse.Namespace) -> int:
    from itertools import islice

    from app.confined.children import Children
    from app.proof.learning.learn import learn, learned_json
    from app.proof.printed.comparison import Comparison
    from app.proof.printed.expected import Expectation
    from app.proof.printed.glyph_ledger import GlyphLedger
    from app.proof.printed.model import MeasuredForm, ReadPage
    from app.proof.printed.run import read_print

    if not arguments.printed.is_file():
        what, next_step = "印刷データがありません。", "PDF を指定してください。"
        raise KenpanError("print.none", what, next_step, file=arguments.printed.name)
    settings = settings_of(arguments)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        expectation = Expectation(bench.notices, bench.content)
        result = Comparison()
        ledger = GlyphLedger(bench.equipment.fonts)
        with Children(1) as children:
            read = read_print(children, [arguments.printed], MeasuredForm((), {}), ledger, result)
            pages = [page for page in islice(read, arguments.pages) if isinstance(page, ReadPage)]
        learned = learn(pages, expectation.all(), expectation.content, terminal_progress())
        arguments.out.mkdir(parents=True, exist_ok=True)
        who.write("findings")(arguments.out / NAME, json_text(learned_json(learned)).encode("utf-8"))
    for unreadable in result.unreadable:
        print(f"  読み取り不可　{unreadable.file}　{unreadable.reason}")
    print(f"{learned.pages:,} 頁のうち {learned.matched:,} 頁をデータと対応付け")
    print(f"位置が決まった項目 {len(learned.items)}　確認が必要 {len(learned.asked)}　不明 {len(learned.unplaced)}")
    return 2 if not learned.items else 1 if learned.asked or learned.unplaced else 0
