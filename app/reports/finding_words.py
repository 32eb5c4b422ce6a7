"""How a finding is written for people: severity sign and place. Records and bytes count from 1, as people count."""

from collections.abc import Mapping
from types import MappingProxyType

from app.checks.catalogue import RULES
from app.checks.model import Finding, Rule, Severity

SIGNS: Mapping[Severity, str] = MappingProxyType({"error": "× 誤り", "warning": "▲ 注意", "info": "○ 情報"})
"""Shape and word, so that no colour is needed; the gravest first."""


def rule_of(name: str, severity: Severity) -> Rule:
    """The catalogue's words on a rule; one that has warnings besides its errors is there twice."""
    own = [one for one in RULES if one.name == name]
    return next((one for one in own if one.severity == severity), own[0])


WHOLE_FILE, WHOLE_VOLUME = "ファイル全体", "媒体全体"

_VERDICTS = {
    "一致": "○ 一致",
    "不一致": "× 不一致",
    "判定なし": "― 判定していません",
    "照合できません": "？ 照合できません",
}


def signed(verdict: str) -> str:
    """A verdict of the control totals with its sign; any other text as it is."""
    return _VERDICTS.get(verdict, verdict)


def record_text(finding: Finding) -> str:
    """``12,345`` or ``12,345〜12,400``; what is meant instead when it is no record."""
    if finding.record is None:
        return WHOLE_FILE if finding.file else WHOLE_VOLUME
    first, last = finding.record + 1, finding.record + finding.records
    return f"{first:,}" if first == last else f"{first:,}〜{last:,}"


def bytes_text(finding: Finding) -> str:
    """``15〜16``, ``15`` for a single byte, nothing when no bytes are pointed at."""
    if finding.offset is None or not finding.length:
        return ""
    first, last = finding.offset + 1, finding.offset + finding.length
    return f"{first:,}" if first == last else f"{first:,}〜{last:,}"


def place_text(finding: Finding) -> str:
    """File, record and bytes in one line."""
    file, record, where = finding.file, record_text(finding), bytes_text(finding)
    if finding.record is None:
        parts = [file, record, f"{where} バイト目" if where else ""]
        return "・".join(part for part in parts if part)
    return f"{file}・番号 {record}・{where} バイト目" if where else f"{file}・番号 {record}"
