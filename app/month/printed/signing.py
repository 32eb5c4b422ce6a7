"""What of a comparison in hand is signed: its hash, what it was of, its figures and what was decided, nothing of a
record.
"""

import hashlib
import json
from typing import Any

from app.errors import KenpanError
from app.month.printed.in_hand import Compared
from app.proof.compared.differences import members_sha256
from app.signoff import comparisons
from app.signoff.comparison_model import RuledGroup, alike_text
from app.signoff.ledger import Draft
from app.signoff.model import State
from app.signoff.signed import Part

_SHOWN = 3


def result_sha256(one: Compared) -> str:
    """What stands for its result file in the ledger."""
    return hashlib.sha256(one.raw).hexdigest()


def basis_of(one: Compared) -> list[Part]:
    """What it was of, besides the medium. ``KenpanError`` ``compare.basis`` for a result that does not say."""
    told = one.table.get("basis")
    if not isinstance(told, dict) or not told.get("print_files"):
        raise KenpanError("compare.basis", "何を照合したかの記録がありません。", "照合をやり直してください。")
    files = told["print_files"]
    captures, draft = one.of_captures, bool(one.form.drafts)
    pairs = one.table["captures"].get("alike", ()) if captures else ()
    prints = hashlib.sha256(json.dumps(files, sort_keys=True).encode("ascii")).hexdigest()
    names = [str(file["name"]) for file in files]
    more = f" ほか {len(names) - _SHOWN:,} ファイル" if len(names) > _SHOWN else ""
    files_told = ("封をした封筒　" if one.of_sealed else "") + "・".join(names[:_SHOWN]) + more
    return comparisons.basis_parts(
        told["form"],
        told["tolerances"],
        told["zones"],
        told["notices"],
        prints,
        {
            "form": "" if captures else "下書き様式" if draft else "実測様式",
            "tolerances": alike_text(pairs),
            "zones": "・".join(zone.name for zone in one.zones) or "なし",
            "notices": f"{one.result.records:,} 件",
            "captures" if captures else "prints": files_told,
        },
        captures=captures,
        draft=draft,
    )


def figures_of(one: Compared) -> dict[str, int]:
    """How many pages, records and differences."""
    result = one.result
    return {
        "pages": result.pages,
        "records": result.records,
        "matched": result.matched,
        "unreadable": len(result.unreadable),
        "ignored": sum(int(row["pages"]) for row in one.table["ignored"]),
        "differences": len(result.findings),
    }


def machines_of(one: Compared) -> tuple[str, ...]:
    """Other machines that received the month's records for it. ``KenpanError`` ``compare.basis`` where that is not
    told as names.
    """
    told = one.table.get("machines", [])
    if not isinstance(told, list) or not all(isinstance(name, str) and name.strip() for name in told):
        raise KenpanError(
            "compare.basis", "写しを渡した端末の記録が、端末の名前ではありません。", "照合をやり直してください。"
        )
    return tuple(told)


def decided_of(one: Compared) -> list[RuledGroup]:
    """What was decided on each group of like differences."""
    review, found = one.review, []
    for at, group in enumerate(review.groups):
        ruling = review.rulings.get(at)
        if ruling is not None:
            sha256, seen = members_sha256(one.result, group), review.seen_of(at)
            found.append(RuledGroup(group.rule, group.key, sha256, len(group.members), seen, *ruling))
    return found


def sign_draft(state: State, by: str, month: str, one: Compared, comment: str = "") -> Draft:
    """The entry; ``KenpanError`` as :func:`app.signoff.comparisons.sign_comparison`."""
    zones: list[dict[str, Any]] = [
        {"name": zone.name, "reason": zone.reason, "pages": one.ignored(zone)} for zone in one.zones
    ]
    return comparisons.sign_comparison(
        state,
        by,
        month,
        result_sha256(one),
        str(one.table["basis"]["media"]) if isinstance(one.table.get("basis"), dict) else "",
        basis_of(one),
        figures_of(one),
        zones,
        decided_of(one),
        comment,
        machines_of(one),
    )
