"""The verdict in words, and the command of the file that is delivered alone."""

import argparse
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from .audit import Checkpoint, Report, held
from .files import prove_file, read_checkpoint
from .packs import is_pack, prove_pack
from .texts import UnreadableError

_SHOWN = 50
_BEFORE = "前の台帳"


def summary(report: Report, local: Callable[[str], str] = lambda time: f"{time}（UTC）") -> str:
    """The verdict in Japanese, for a terminal or a page."""
    lines = [
        *(_facts(report, local) if report.format else ()),
        *(f"注意 {one}" for one in report.remarks),
        *(f"誤り {one}" for one in report.problems[:_SHOWN]),
    ]
    if len(report.problems) > _SHOWN:
        lines.append(f"誤り ほか {len(report.problems) - _SHOWN} 件")
    if report.format and not report.checkpoints:
        lines.append("注意 チェックポイントがないため、末尾の欠落と全体の作り直しは調べていません。")
    verdict = "台帳は健全です。" if report.is_sound else f"台帳に誤りが {len(report.problems)} 件あります。"
    practice = ["練習の台帳です。証拠にはなりません。"] if report.practice else []
    return "\n".join(map(seen, [f"結果 {verdict}", *practice, *lines]))


def seen(text: str) -> str:
    """Text from a ledger as it may go to a terminal: what cannot be seen there, or steers it, as its code."""
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(f"〔U+{ord(one):04X}〕" if unicodedata.category(one) in unseen else one for one in text)


def summaries(reports: Sequence[Report]) -> str:
    """The verdicts on a ledger and, if it was asked for, on the one before."""
    return f"\n\n{_BEFORE}\n".join(summary(report) for report in reports)


def pack_summary(path: Path, checkpoints: Sequence[Checkpoint] = ()) -> tuple[str, bool]:
    """The verdict on an evidence pack in Japanese, and whether nothing is wrong. ``UnreadableError`` if it is none."""
    report, right, wrong = prove_pack(path, checkpoints)
    is_sound = report.is_sound and not wrong
    verdict = "証拠一式は健全です。" if is_sound else "証拠一式に誤りがあります。"
    lines = [f"結果 {verdict}", *right, *(f"誤り {one}" for one in wrong)]
    return "\n".join([*map(seen, lines), "", summary(report)]), is_sound


def _facts(report: Report, local: Callable[[str], str]) -> tuple[str, ...]:
    return (
        f"形式 {report.format}{_after(report)}",
        f"記録 {report.entries} 件、利用者 {len(report.people)} 人（{'、'.join(report.people)}）",
        f"最後の記録 {local(report.time) if report.time else 'なし'}",
        f"最後のハッシュ {report.head}",
    )


def _after(report: Report) -> str:
    before = report.previous
    return "" if before is None else f"、前の台帳（形式 {before.format}、{before.count} 件、{before.head}）から"


def main(argv: Sequence[str] | None = None) -> int:
    """Prove one ledger and say so."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="検版の台帳を調べる（終了コード 0 健全、1 誤りあり、2 読めない）")
    parser.add_argument("ledger", type=Path, help="書き出した台帳（JSON Lines）、SQLite データベース、証拠一式（ZIP）")
    parser.add_argument("--checkpoint", type=Path, nargs="+", action="extend", default=[], help="チェックポイント")
    parser.add_argument("--previous", type=Path, help="この台帳が引き継いだ前の台帳")
    arguments = parser.parse_args(argv)
    try:
        checkpoints = [read_checkpoint(path) for path in arguments.checkpoint]
        if is_pack(arguments.ledger):
            text, is_sound = pack_summary(arguments.ledger, checkpoints)
            print(text)
            return 0 if is_sound else 1
        reports = [prove_file(arguments.ledger, checkpoints)]
        if arguments.previous is not None:
            reports.append(held(prove_file(arguments.previous), reports[0].previous))
    except UnreadableError as error:
        print(seen(str(error)))
        return 2
    print(summaries(reports))
    return 0 if all(report.is_sound for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
