"""Kinds of entry about what is held and given back: personal data in custody, papers handed in, evidence, erasure."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import ADMIN, ALWAYS, LEAD, WORKERS, Kind, about_month
from app.signoff.shapes import count, flag, list_of, one_of, said, table, text

_FILE = table(name=said, sha256=shapes.sha256, size=count)

KINDS: Mapping[str, Kind] = {
    "holding.recorded": Kind(
        "管理対象の記録",
        WORKERS,
        ALWAYS,
        {
            "month": text,
            "number": said,
            "what": said,
            "quantity": said,
            "medium": one_of("paper", "media", "data"),
            "purpose": said,
            "copy": flag,
            "place": said,
            "made": shapes.day,
            "received": said,
        },
    ),
    "holding.moved": Kind(
        "返却・移送・廃棄・消去",
        WORKERS,
        ALWAYS,
        {
            "holding": said,
            "how": one_of("returned", "moved", "discarded", "erased"),
            "on": shapes.day,
            "kept_until": text,
            "method": said,
        },
        "返却・移送・廃棄・消去",
    ),
    "holding.confirmed": Kind(
        "返却・消去などの確認", WORKERS, ALWAYS, {"holding": said, "moved": shapes.number}, "返却・消去などの確認"
    ),
    "paper.handed": Kind(
        "報告物の提出",
        WORKERS,
        about_month("open"),
        {"month": said, "paper": said, "sha256": shapes.sha256, "on": shapes.day, "way": said},
        "報告物の提出",
    ),
    "evidence.packed": Kind(
        "証拠一式の作成",
        LEAD,
        about_month("open"),
        {"month": said, "files": list_of(_FILE, least=1), "missing": list_of(said)},
        "証拠一式の作成",
    ),
    "attachment.erasing": Kind(
        "添付の消去の申し出",
        LEAD,
        ALWAYS,
        {"sha256": shapes.sha256, "name": said, "kept_until": shapes.day, "reason": said},
        "添付の消去の申し出",
    ),
    "attachment.erased": Kind(
        "添付の消去", LEAD | ADMIN, ALWAYS, {"sha256": shapes.sha256, "method": said}, "添付の消去"
    ),
}
