"""Kinds of entry about the exchange of a pension fund with its employers: which side this is, machines, establishments,
forms out and their receipt, notifications in.
"""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import ADMIN, ALWAYS, CHECKER, LEAD, WORKERS, Kind
from app.signoff.shapes import count, list_of, maybe, number, one_of, said, table, text

FUND, ESTABLISHMENT = "fund", "establishment"
SIDES = (FUND, ESTABLISHMENT)
MOST_TERMINALS = 3
"""Of one establishment, whatever a table says (L 8 Q1)."""
KEPT_YEARS = 7
"""How long delivered forms are kept (L 2 ⑥)."""
VOICE, PAPER = "voice", "paper"
"""How a fingerprint was compared with whoever has the machine."""
_KEYS = {"sign_key": shapes.key, "seal_key": shapes.key}
_COMPARED = {"compared": one_of(VOICE, PAPER), "with": said}
_AT = {"establishment": shapes.establishment}
_PACKAGE = {**_AT, "package": shapes.sha256}
_DOCUMENT = {"type": said, "name": said, "sha256": shapes.sha256, "pages": count}
_PAGE = {"sha256": shapes.sha256, "page": count}
_FILING = {"filing": shapes.sha256}

KINDS: Mapping[str, Kind] = {
    "exchange.begun": Kind("配信の開始", ADMIN, ALWAYS, {"side": one_of(*SIDES), "name": said}, "配信の開始"),
    "machine.made": Kind("端末の鍵の作成", WORKERS, ALWAYS, {"store": shapes.sha256, **_KEYS}),
    "machine.rekeyed": Kind("配信の保管庫の鍵の取り替え", LEAD, ALWAYS, {"store": shapes.sha256}),
    "establishment.entered": Kind("事業所の登録", ADMIN, ALWAYS, {**_AT, "name": said}, "事業所の登録"),
    "terminal.enrolled": Kind(
        "利用端末の登録",
        ADMIN,
        ALWAYS,
        {**_AT, "terminal": shapes.sha256, "label": said, **_KEYS, **_COMPARED},
        "利用端末の登録",
    ),
    "terminal.removed": Kind(
        "利用端末の取消", ADMIN, ALWAYS, {**_AT, "terminal": shapes.sha256, "reason": said}, "利用端末の取消"
    ),
    "fund.enrolled": Kind(
        "基金の鍵の登録",
        ADMIN,
        ALWAYS,
        {"name": said, "fund": shapes.sha256, **_KEYS, **_COMPARED},
        "基金の鍵の登録",
    ),
    "scope.chosen": Kind("事業所の切替", WORKERS, ALWAYS, _AT),
    "scope.refused": Kind("別の事業所の操作の拒否", WORKERS, ALWAYS, {**_AT, "what": said}),
    # forms out
    "batch.read": Kind(
        "配信帳票の取り込み",
        WORKERS,
        ALWAYS,
        {
            "batch": shapes.sha256,
            "period": shapes.month,
            "files": list_of(table(name=said, sha256=shapes.sha256, size=count), least=1),
            "documents": list_of(table(**_AT, **_DOCUMENT)),
            "held": list_of(table(**_AT, errors=number)),
            "findings": list_of(table(rule=said, count=number)),
            "roster": maybe(shapes.sha256),
            "program": said,
        },
        later=({"unproved": list_of(table(**_PAGE, why=said))},),
    ),
    "batch.looked": Kind(
        "配信帳票の目視",
        CHECKER,
        ALWAYS,
        {"batch": shapes.sha256, "pages": list_of(table(**_PAGE), least=1), "comment": text},
        "配信帳票の目視",
    ),
    "batch.signed": Kind(
        "配信帳票の確認",
        CHECKER,
        ALWAYS,
        {"batch": shapes.sha256, "establishments": list_of(shapes.establishment, least=1), "comment": text},
        "配信の確認",
    ),
    "batch.approved": Kind(
        "配信の承認", LEAD, ALWAYS, {"batch": shapes.sha256, "comment": text, "program": said}, "配信の承認"
    ),
    "batch.discarded": Kind(
        "取り込んだ帳票の破棄",
        WORKERS,
        ALWAYS,
        {"batch": shapes.sha256, "reason": said, "method": said},
        "取り込んだ帳票の破棄",
    ),
    "package.delivered": Kind(
        "配信",
        WORKERS,
        ALWAYS,
        {
            **_PACKAGE,
            "batch": shapes.sha256,
            "issue": number,
            "file": shapes.sha256,
            "terminals": list_of(shapes.sha256, least=1),
            "reason": text,
        },
    ),
    "receipt.taken": Kind(
        "受領票の取り込み",
        WORKERS,
        ALWAYS,
        {**_PACKAGE, "terminal": shapes.sha256, "slip": said, "signature": shapes.signature},
    ),
    "package.erasing": Kind(
        "配信の控えの消去の申し出", LEAD, ALWAYS, {**_PACKAGE, "reason": said}, "配信の控えの消去の申し出"
    ),
    "package.erased": Kind("配信の控えの消去", LEAD, ALWAYS, {**_PACKAGE, "method": said}, "配信の控えの消去"),
    # at the establishment
    "package.opened": Kind(
        "配信の受信",
        WORKERS,
        ALWAYS,
        {
            **_PACKAGE,
            "fund": shapes.sha256,
            "period": shapes.month,
            "documents": list_of(table(**_DOCUMENT), least=1),
            "replies": list_of(table(**_FILING, number=said, state=said, reason=text, at=said)),
        },
    ),
    "receipt.signed": Kind(
        "受領票の署名", WORKERS, ALWAYS, {**_PACKAGE, "slip": said, "signature": shapes.signature}, "受領"
    ),
    "filing.made": Kind(
        "届出の作成", WORKERS, ALWAYS, {**_AT, **_FILING, "type": said, "rows": number, "fund": shapes.sha256}, "届出"
    ),
    # notifications in
    "filing.received": Kind(
        "届出の受信",
        WORKERS,
        ALWAYS,
        {
            **_AT,
            **_FILING,
            "terminal": shapes.sha256,
            "type": said,
            "rows": number,
            "problems": count,
            "number": said,
        },
    ),
    "filing.checked": Kind("届出の確認", CHECKER, ALWAYS, {**_FILING, "comment": text}, "届出の確認"),
    "filing.accepted": Kind("届出の受理", LEAD, ALWAYS, {**_FILING, "comment": text}, "届出の受理"),
    "filing.returned": Kind("届出の返戻", LEAD, ALWAYS, {**_FILING, "reason": said}, "届出の返戻"),
}
