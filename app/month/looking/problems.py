"""What is wrong with files that could be opened: said at once, before any check is run."""

from collections.abc import Iterable, Iterator

import numpy as np

from app.errors import KenpanError
from app.records.counts import CountTable
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import UNKNOWN, NoticeFile
from app.records.text import UTF8_TEXT


def file_problems(notices: Iterable[NoticeFile], counts: Iterable[CountTable]) -> tuple[KenpanError, ...]:
    """One problem a file and cause, naming the first place; the sound records can still be looked at."""
    found: list[KenpanError] = []
    for file in notices:
        found += _notice_file(file)
    for table in counts:
        found += [
            KenpanError(
                problem.rule,
                problem.message,
                "件数表の媒体を確かめてください。",
                file=table.name,
                place=f"レコード {problem.record}（{problem.offset} バイト目）" if problem.length else "",
            )
            for problem in table.problems
        ]
    return tuple(found)


def _notice_file(file: NoticeFile) -> Iterator[KenpanError]:
    if file.in_utf8:
        yield KenpanError("text.encoding", UTF8_TEXT, "シフトJIS での再作成を機構に依頼してください。", file=file.name)
        return
    if file.tail:
        start = len(file) * NOTICE_LENGTH
        yield KenpanError(
            "file.length",
            f"長さが 980 バイトの倍数ではなく、末尾に {len(file.tail)} バイトの端数があります。",
            f"端数より前の {len(file):,} レコードは見られます。媒体から写し直し、同じなら機構に連絡してください。",
            file=file.name,
            place=f"{start:,}〜{start + len(file.tail) - 1:,} バイト目",
        )
    unknown = np.flatnonzero(file.types == UNKNOWN)
    if unknown.size:
        first = int(unknown[0])
        yield KenpanError(
            "record.type",
            f"レコード区分が 00・01・02 のどれでもないレコードが {unknown.size:,} 件あります。",
            "ほかのレコードは見られます。該当レコードのバイトを確かめ、媒体の再作成を相談してください。",
            file=file.name,
            place=f"最初は番号 {first + 1:,}（{first * NOTICE_LENGTH + 14:,} バイト目から 2 バイト）",
        )
