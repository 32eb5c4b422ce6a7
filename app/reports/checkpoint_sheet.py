"""台帳チェックポイント: one page for the safe, with which a ledger can be proved later, by eye or by scanner."""

from collections.abc import Mapping
from typing import Any

import segno

from app.canonical import canonical
from app.errors import KenpanError
from app.reports.pdf_table import GREY, MM, Report
from app.reports.pdf_text import grouped
from app.reports.signs import local_time
from app.signoff.formats import FORMATS, NEWEST
from app.signoff.signing_key import verified

_TEXTS = ("format", "head", "time", "by", "name", "public_key", "signature")
_TITLE = "台帳チェックポイント"
_HASH_DIGITS, _SIGNATURE_DIGITS = 64, 128
_QR_PT = 78 * MM


def checkpoint_pdf(checkpoint: Mapping[str, Any], login: str = "") -> bytes:
    """One A4 page of a signed checkpoint: ``format``, ``count``, ``head``, ``time``, ``by``, ``name``, ``public_key``
    and ``signature``, as its file has them. The QR code holds that file: scanned into a file, it can be verified.

    ``KenpanError`` ``checkpoint.invalid`` when it is no checkpoint or its signature is not one of it: nothing that is
    not signed is printed as if it were.
    """
    _check(checkpoint)
    report = Report(_TITLE, f"{checkpoint['count']:,} 件　{local_time(checkpoint['time'])}", "検版　金庫保管用")
    report.text("台帳はこの時点で次のとおりでした。この紙を台帳と別の場所に保管してください。", 9)
    name = f"{checkpoint['name']}（{login}）" if login else checkpoint["name"]
    report.facts(
        [
            ("記録の件数", f"{checkpoint['count']:,} 件"),
            ("最後の記録のハッシュ", grouped(checkpoint["head"], 4)),
            ("日時", f"{local_time(checkpoint['time'])}（{checkpoint['time']}）"),
            ("署名した人", name),
            ("署名した人の番号", checkpoint["by"]),
            ("公開鍵（Ed25519）", grouped(checkpoint["public_key"], 4)),
            ("署名", grouped(checkpoint["signature"], 4)),
        ]
    )
    report.heading("チェックポイントのファイル（QRコード）")
    report.picture(segno.make(canonical(dict(checkpoint)), error="m", micro=False, encoding="utf-8").matrix, _QR_PT)
    report.heading("確かめ方")
    report.text("1. QRコードを読み取り、そのままファイル（UTF-8）に保存します。", 8.5)
    report.text("2. kenpan ledger verify 台帳 --checkpoint ファイル を行います。ログインは要りません。", 8.5)
    report.text("3. 台帳の記録が減っている、作り直されている、並べ替えられているときは、誤りとして示されます。", 8.5)
    report.text("読み取れないときは、上の件数とハッシュを、検証の結果に示される値と見比べてください。", 8, GREY)
    return report.finish()


def _check(checkpoint: Mapping[str, Any]) -> None:
    texts = all(isinstance(checkpoint.get(name), str) for name in _TEXTS)
    count = checkpoint.get("count")
    is_ours = checkpoint.get("format") == FORMATS[NEWEST].checkpoint
    if texts and set(checkpoint) == {*_TEXTS, "count"} and isinstance(count, int) and is_ours:
        signed = {name: value for name, value in checkpoint.items() if name != "signature"}
        lengths = (len(checkpoint["head"]), len(checkpoint["public_key"]), len(checkpoint["signature"]))
        if lengths == (_HASH_DIGITS, _HASH_DIGITS, _SIGNATURE_DIGITS) and verified(
            checkpoint["public_key"], canonical(signed), checkpoint["signature"]
        ):
            return
    raise KenpanError(
        "checkpoint.invalid",
        "チェックポイントの形か署名が正しくないため、印刷できません。",
        "台帳から書き出し直してください。",
    )
