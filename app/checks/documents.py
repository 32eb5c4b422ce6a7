"""The documents that rules refer to: short names as rules use them, and their titles in full."""

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "電子媒体仕様書": "納入告知額・領収済額情報DVDに係る電子媒体仕様書（3.0版、委託要領別添1）",
        "委託要領": "保険料納入告知額・領収済額通知書の作成及び発送準備業務【案件3】 委託要領（令和7年11月）",
        "仕様書": "保険料納入告知額・領収済額通知書の作成及び発送準備業務【案件3】 仕様書（令和7年11月）",
        "郵便番号・バーコードマニュアル": "日本郵便株式会社 郵便番号・バーコードマニュアル",
    }
)
"""Longer names first: one stands within another."""


def documents_of(source: str) -> tuple[str, ...]:
    """The titles of the documents that a rule's ``source`` names, in the order of :data:`DOCUMENTS`."""
    found = []
    for name, title in DOCUMENTS.items():
        if name in source:
            found.append(title)
            source = source.replace(name, "")
    return tuple(found)
