"""``kenpan ledger``: proving a ledger, for anybody, without the window."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_ledger_commands(commands: "Commands") -> None:
    """Add ``ledger`` and what it can do."""
    ledger = commands.add_parser("ledger", help="台帳を調べる（ログインは要らない）")
    acts = ledger.add_subparsers(title="コマンド", metavar="", required=True)

    verify = acts.add_parser("verify", help="書き換えられていないことを確かめる（誤りがあれば終了コード 1）")
    verify.add_argument(
        "place", help="データベース（SQLite か URL）、書き出した台帳、証拠一式（ZIP）", metavar="LEDGER"
    )
    verify.add_argument("--checkpoint", type=Path, nargs="+", action="extend", default=[], help="チェックポイント")
    verify.add_argument("--previous", help="この台帳が引き継いだ前の台帳（書き方は LEDGER と同じ）")
    verify.set_defaults(command=_verify)
    known = acts.add_parser("known", help="書き出したままのファイルか調べる（変わっていれば終了コード 1）")
    known.add_argument("place", help="SQLite データベースか、データベースの URL", metavar="LEDGER")
    known.add_argument("files", type=Path, nargs="+", help="検版が書き出したファイル", metavar="FILE")
    known.set_defaults(command=_known)
    erase = acts.add_parser("erase", help="二人が消去を決めた添付を消す（データベースの所有者が行う）")
    erase.add_argument("place", help="SQLite データベースか、データベースの URL", metavar="LEDGER")
    erase.set_defaults(command=_erase)
    verifier = acts.add_parser("verifier", help="台帳を調べるプログラムを1つのファイルに書き出す")
    verifier.add_argument("-o", "--out", type=Path, required=True, help="Python ファイル（pycryptodome が要る）")
    verifier.set_defaults(command=_verifier)


def _verify(arguments: argparse.Namespace) -> int:
    from app.filing.ledger_copies import verify_ledger, verify_pack, verify_with_previous
    from app.signoff.verify import Report, is_pack, summaries

    if is_pack(Path(arguments.place)):
        text, is_sound = verify_pack(Path(arguments.place), arguments.checkpoint)
        tell(text)
        return 0 if is_sound else 1
    reports: tuple[Report, ...]
    if arguments.previous:
        reports = verify_with_previous(arguments.place, arguments.checkpoint, arguments.previous)
    else:
        reports = (verify_ledger(arguments.place, arguments.checkpoint),)
    tell(summaries(reports))
    return 0 if all(report.is_sound for report in reports) else 1


def _known(arguments: argparse.Namespace) -> int:
    from app.filing.known_files import look_up, told
    from app.filing.ledger_copies import database_at
    from app.signoff.book import open_past

    book = open_past(database_at(arguments.place))
    found = [look_up(book, path) for path in arguments.files]
    tell("\n".join(map(told, found)))
    return 0 if all(one.is_unchanged for one in found) else 1


def _erase(arguments: argparse.Namespace) -> int:
    from app.filing.erasing import carry_out

    tell(carry_out(arguments.place))
    return 0


def _verifier(arguments: argparse.Namespace) -> int:
    from app.filing.ledger_copies import verifier_source
    from app.filing.safe_write import write_safely

    print(write_safely(arguments.out, verifier_source().encode("utf-8")))
    return 0
