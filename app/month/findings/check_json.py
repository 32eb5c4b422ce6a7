"""What ``kenpan check`` prints and writes."""

from collections import Counter
from typing import Any

from app.checks.model import Finding
from app.checks.run import CheckResult
from app.media.comparing import MediaComparison
from app.month.looking.workbench import Workbench
from app.records.units import ENVELOPES, NOTICES
from app.reports.finding_words import SIGNS, place_text, rule_of

_SHOWN = 20


def check_json(result: CheckResult, bench: Workbench, against: MediaComparison | None = None) -> dict[str, Any]:
    """``kenpan check --json``. The same for the same bytes: it holds neither times nor paths.

    ``counts`` names the rules that found something, and counts what was too much to be listed as well. ``notices`` are
    件 (one ``01``, one sheet), ``establishments`` 通 (one ``00``, one envelope); see ``units``. ``against`` is there
    when the other side of the pair was compared.
    """
    content: dict[str, Any] = {
        "volume": bench.media.volume.label,
        "files": [
            {
                "name": file.name,
                "kind": file.kind,
                "scheme": file.scheme,
                "records": file.records,
                "notices": file.notices,
                "establishments": file.establishments,
                "bytes": file.bytes,
                "sha256": file.sha256,
            }
            for file in result.files
        ],
        "findings": [_finding(finding) for finding in result.findings],
        "counts": {name: count for name, count in sorted(result.counts.items()) if count},
        "units": {"notices": NOTICES, "establishments": ENVELOPES},
    }
    return content if against is None else content | {"against": against.as_json()}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "file": finding.file,
        "record": finding.record,
        "offset": finding.offset,
        "length": finding.length,
        "records": finding.records,
        "message": finding.message,
    }


def check_text(result: CheckResult, bench: Workbench, against: MediaComparison | None = None) -> str:
    """The same for people: what was checked, how many findings by rule, and the first of them, errors first."""
    records = sum(file.records for file in result.files if file.kind == "notices")
    notices = sum(file.notices for file in result.files)
    establishments = sum(file.establishments for file in result.files)
    found = Counter((finding.severity, finding.rule) for finding in result.findings)
    graded = Counter(finding.severity for finding in result.findings)
    errors, warnings, notes = (graded[severity] for severity in SIGNS)
    lines = [
        f"{bench.media.volume.title}　{len(result.files):,} ファイル　{records:,} レコード"
        f"　通知 {notices:,} 件（事業所 {establishments:,} 通）",
        f"× 誤り {errors:,} 件　▲ 注意 {warnings:,} 件　○ 情報 {notes:,} 件",
    ]
    for severity, sign in SIGNS.items():
        for name in sorted(name for kind, name in found if kind == severity):
            lines.append(f"  {sign}　{name}　{rule_of(name, severity).title}　{found[severity, name]:,} 件")
    every = sum(result.counts.values())
    if every > len(result.findings):
        lines.append(f"  一覧に載せきれないものを含めると、全部で {every:,} 件です。")
    serious = [one for severity in ("error", "warning") for one in result.findings if one.severity == severity]
    lines += [f"  {SIGNS[finding.severity]}　{place_text(finding)}　{finding.message}" for finding in serious[:_SHOWN]]
    if len(serious) > _SHOWN:
        lines.append(f"  ほか {len(serious) - _SHOWN:,} 件（--json OUT ですべて書き出します）")
    return "\n".join(lines if against is None else [*lines, against.text])
