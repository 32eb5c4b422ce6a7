"""``kenpan lists``: the agency's 別送・引き抜きリスト, read and held against a medium."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.login import settings_of, whoever
from app.commands.media import list_password, media_arguments, open_bench
from app.commands.terminal import tell, terminal_progress
from app.shown import json_text

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_lists_command(commands: "Commands") -> None:
    """Add ``lists``."""
    parser = commands.add_parser(
        "lists", help="別送・引き抜きリストの ZIP を読み、媒体と照合する（合わない行があれば終了コード 1）"
    )
    parser.add_argument("zip", type=Path, metavar="ZIP", help="機構から受け取った ZIP")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="パスワードを1行目に書いたファイル")
    parser.add_argument("--json", type=Path, help="照合結果の JSON（個人情報を含む）")
    media_arguments(parser, record=False, lists=False)
    parser.set_defaults(command=_lists)


def _lists(arguments: argparse.Namespace) -> int:
    from app.lists.list_zip import read_lists
    from app.lists.redirects import match_lists
    from app.month.lists.shown import lists_json, lists_text

    settings = settings_of(arguments)
    password = list_password(arguments.password_file)
    with whoever(settings) as who:
        bench = None if arguments.media is None else open_bench(arguments, settings, who)
        read = read_lists(arguments.zip, password, progress=terminal_progress())
        matched = None if bench is None else match_lists(read, bench.notices.values(), terminal_progress())
        if arguments.json is not None:
            who.write("findings")(arguments.json, json_text(lists_json(read, matched)).encode("utf-8"))
    tell(lists_text(read, matched))
    if not any(not one.problem for one in read.files):
        return 2
    return 1 if read.problems or (matched is not None and matched.open_rows) else 0
