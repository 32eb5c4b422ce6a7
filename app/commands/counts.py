"""``kenpan counts``: one table in which every number of the month must agree, and the slip."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.login import settings_of, whoever
from app.commands.media import media_arguments, open_bench
from app.commands.terminal import tell, terminal_progress
from app.shown import json_text

if TYPE_CHECKING:
    from app.tally.planner import InsertPlan

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_counts_command(commands: "Commands") -> None:
    """Add ``counts``."""
    parser = commands.add_parser("counts", help="件数をすべて突き合わせる（合わない件数があれば終了コード 1）")
    media_arguments(parser, record=False)
    parser.add_argument("--compared", type=Path, metavar="JSON", help="kenpan compare の照合結果")
    parser.add_argument("--logs", type=Path, metavar="DIR", help="機械の作業ログのフォルダー")
    parser.add_argument("--slip", type=Path, metavar="FILE", help="差出票の表（xlsx・CSV）")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="同封計画（xlsx か JSON）を書き出す")
    parser.add_argument("--json", type=Path, help="件数の表の JSON")
    parser.set_defaults(command=_counts)


def _counts(arguments: argparse.Namespace) -> int:
    from app.lists.slip import read_slip
    from app.month.counts.gathering import open_print, slips_of, tally
    from app.month.counts.shown import counts_text
    from app.month.logs.naming import named_once
    from app.month.logs.reading import codes_of, open_logs
    from app.month.logs.shown import logs_text
    from app.tally.counts_json import counts_json

    settings, progress = settings_of(arguments), terminal_progress()
    compared = None if arguments.compared is None else open_print(arguments.compared)
    told = None if arguments.slip is None else read_slip(arguments.slip, progress)
    with whoever(settings) as who:
        bench = open_bench(arguments, settings, who)
        logs = named = None
        if arguments.logs is not None:
            with who.ledger() as book:
                named = named_once(book, settings, bench)
            own = codes_of(settings), None, named.columns, progress, named.results
            logs = open_logs(bench, arguments.logs, *own)
        found = tally(bench, compared, None if logs is None else logs.tally.lives, progress)
        slip = found.slips(*((None, None) if told is None else slips_of(told.lines)))
        unconfirmed: dict[str, str] = {}
        if found.printed is not None and (found.printed.why or not who.is_signed(found.printed.raw)):
            unconfirmed[found.printed.name] = found.printed.why or "この照合結果に署名はありません"
        if arguments.json is not None:
            content = counts_json(found.table, slip, tuple(unconfirmed))
            who.write("findings")(arguments.json, json_text(content).encode("utf-8"))
        if arguments.plan is not None:
            who.write("findings")(arguments.plan, _plan(arguments.plan, found.plan, bench.media.volume.label))
    if logs is not None:
        tell(logs_text(logs, () if named is None else named.told))
    tell(counts_text(found, slip, unconfirmed))
    is_open = logs is not None and bool(logs.tally.errors or logs.unread)
    return 1 if is_open or found.table.differences or slip.differences else 0


def _plan(path: Path, plan: "InsertPlan", volume: str) -> bytes:
    from datetime import UTC, datetime

    from app.reports.insert_plan import insert_plan_xlsx
    from app.tally.plan_json import plan_json

    if path.suffix.lower() == ".xlsx":
        return insert_plan_xlsx(plan, "", volume, datetime.now(UTC))
    return json_text(plan_json(plan)).encode("utf-8")
