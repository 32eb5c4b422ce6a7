"""検査結果: everything the checks found on one medium, as an Excel book."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.checks.catalogue import RULES
from app.checks.model import Finding
from app.checks.run import CheckResult
from app.checks.totals import OFFICE_COLUMNS
from app.media.manifest import manifest
from app.media.model import OpenedMedia
from app.progress import Progress, no_progress
from app.reports.finding_words import SIGNS, bytes_text, record_text, rule_of, signed
from app.reports.signs import ZONE_NOTE, local_time
from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book

_HEADERS = (
    "重さ", "規則", "内容", "ファイル", "番号（1から）", "レコード数", "バイト位置（1から）", "メッセージ",
    "確認済の理由", "確認者", "確認日時", "確認のしかた",
)  # fmt: skip
_WIDTHS = (8, 19, 23, 13, 13, 8, 12, 54, 24, 13, 13, 9)
_HOW = {False: "1件ずつ", True: "まとめて"}
_KINDS = {"notices": "通知書", "counts": "件数表"}
_SCHEMES = {"kounen": "厚年", "senpo": "船保"}
_STEP = 1_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """That a person let a finding stand: why, who, when (UTC, ISO 8601), and whether ``together`` with others without
    looking at each.
    """

    reason: str
    who: str
    when: str
    together: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CheckedMedia:
    """What the book tells. ``reviewed`` is by place in ``result.findings``; ``made`` and ``program`` say when (UTC)
    and by which version the book was made; ``form``: by which form the windows were judged."""

    media: OpenedMedia
    result: CheckResult
    reviewed: Mapping[int, Reviewed]
    made: datetime
    program: str
    form: str = ""


def findings_xlsx(checked: CheckedMedia, progress: Progress = no_progress) -> bytes:
    """Sheets 概要, 指摘, 規則別件数, 合計の照合 and ファイル; the same bytes for the same content.

    More findings than a sheet has rows go on in 指摘(2) and so on.
    """
    book = new_book(f"検査結果 {checked.media.volume.label}")
    with closing_sheets(book):
        _overview(book, checked)
        _findings(book, checked, progress)
        _by_rule(book, checked)
        _totals(book, checked)
        _files(book, checked)
    return book_bytes(book, checked.made)


def _overview(book: Any, checked: CheckedMedia) -> None:
    media, result = checked.media, checked.result
    by_severity = Counter(finding.severity for finding in result.findings)
    rows: list[tuple[str, Value]] = [
        ("媒体", media.volume.title),
        ("復号の方式", media.container_label),
        ("媒体の識別（SHA-256）", manifest(media)["sha256"]),
        ("様式（紙面と封筒の窓）", checked.form or "—"),
        ("ファイル数", len(media.files)),
        *((sign, by_severity[severity]) for severity, sign in SIGNS.items()),
        ("一覧に載せきれないものを含む全件数", sum(result.counts.values())),
        ("うち確認済", len(checked.reviewed)),
        ("うちまとめて確認済（1件ずつは見ていない）", sum(one.together for one in checked.reviewed.values())),
        ("作成日時", local_time(checked.made.isoformat())),
        ("プログラム", f"検版 {checked.program}"),
        *(("開けなかったもの", str(problem)) for problem in media.problems),
        ("", ZONE_NOTE),
    ]
    sheet = add_sheet(book, "概要", (), (34, 76))
    for row in rows:
        add_row(sheet, row)


def _findings(book: Any, checked: CheckedMedia, progress: Progress) -> None:
    findings = checked.result.findings

    def rows() -> Iterator[Sequence[Value]]:
        for index, finding in enumerate(findings):
            if index % _STEP == 0:
                progress("書き出し", index, len(findings))
            yield _row(finding, checked.reviewed.get(index))

    add_rows(book, "指摘", _HEADERS, _WIDTHS, rows())


def _row(finding: Finding, reviewed: Reviewed | None) -> Sequence[Value]:
    return (
        SIGNS[finding.severity],
        finding.rule,
        rule_of(finding.rule, finding.severity).title,
        finding.file,
        record_text(finding),
        finding.records if finding.record is not None else None,
        bytes_text(finding),
        finding.message,
        *(_reviewed(reviewed) if reviewed is not None else (None,) * 4),
    )


def _reviewed(one: Reviewed) -> tuple[Value, ...]:
    return one.reason, one.who, local_time(one.when), _HOW[one.together]


def _by_rule(book: Any, checked: CheckedMedia) -> None:
    headers = ("重さ", "規則", "内容", "指摘（一覧）", "うち確認済", "全件数")
    sheet = add_sheet(book, "規則別件数", headers, (9, 22, 44, 13, 12, 12))
    listed: Counter[tuple[str, str]] = Counter((one.severity, one.rule) for one in checked.result.findings)
    marked = [checked.result.findings[number] for number in checked.reviewed]
    done = Counter((one.severity, one.rule) for one in marked)
    for one in sorted(RULES, key=lambda one: list(SIGNS).index(one.severity)):
        kind = one.severity, one.name
        # What was counted but not listed is known of the rule as a whole only.
        alone = sum(1 for other in RULES if other.name == one.name) == 1
        every = checked.result.counts[one.name] if alone else None
        add_row(sheet, (SIGNS[one.severity], one.name, one.title, listed[kind], done[kind], every))


def _totals(book: Any, checked: CheckedMedia) -> None:
    figures = [13.0 if "額合計" in header else 9.0 for header in OFFICE_COLUMNS[4:-3]]
    sheet = add_sheet(book, "合計の照合", OFFICE_COLUMNS, (6, 9, 18, 13, *figures, 13, 13, 28))
    for line in checked.result.totals:
        add_row(sheet, [signed(cell) if isinstance(cell, str) else cell for cell in line.cells()])


def _files(book: Any, checked: CheckedMedia) -> None:
    headers = (
        "ファイル",
        "種別",
        "制度",
        "レコード",
        "通知（01、件）",
        "事業所（00、通）",
        "バイト",
        "内容（SHA-256）",
        "媒体上（SHA-256）",
    )
    sheet = add_sheet(book, "ファイル", headers, (14, 9, 7, 12, 12, 13, 14, 34, 34))
    for one in checked.result.files:
        on_medium = checked.media.files[one.name].media_sha256
        counts = (one.notices, one.establishments) if one.kind == "notices" else (None, None)
        head = (one.name, _KINDS[one.kind], _SCHEMES[one.scheme])
        add_row(sheet, (*head, one.records, *counts, one.bytes, one.sha256, on_medium))
