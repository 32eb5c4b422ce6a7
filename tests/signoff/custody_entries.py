"""Data of entries about reports, returning and what is held, a function for each kind."""

from app.canonical import digest
from tests.signoff.entries import (
    LISTED,
    MEDIA,
)

# What is held, handed in, erased

DISC = f"media:m1:{MEDIA['sha256']}"

MONTHLY = {
    "lists_read": ("別送・引き抜きリスト読込確認票", "paper.lists_read"),
    "redirected": ("別送対象事業所結果一覧表", "paper.redirected"),
    "pulled": ("引き抜き対象事業所結果一覧表", "paper.pulled"),
    "list_errors": ("別送・引き抜き結果エラーリスト", "paper.list_errors"),
    "no_barcode": ("カスタマバーコード印字不可分", "no_barcode"),
    "result": ("委託結果報告書", "paper.result"),
    "monthly": ("月間報告書", "paper.monthly"),
    "inspection": ("受託業務 自主点検結果報告書", "paper.inspection"),
}
"""The papers that 報告 rests on: title and kind of export."""


def exported(kind="findings", name="検査結果.xlsx", **other):
    return {"kind": kind, "name": name, "size": 9, "sha256": digest(kind), **other}


def holding(**other):
    own = {"month": "m1", "number": "1複写", "what": "控え", "quantity": "1 枚", "medium": "paper", "purpose": "点検"}
    return {**own, "copy": True, "place": "保管庫", "made": "2026-11-10", "received": "受領者", **other}


def moved(key=DISC, **other):
    own = {"holding": key, "how": "returned", "on": "2026-12-15", "kept_until": "", "method": "機構の引渡場所へ持参"}
    return {**own, **other}


def confirming(seq, key=DISC):
    return {"holding": key, "moved": seq}


def handed(paper="result", **other):
    own = {"month": "m1", "paper": paper, "sha256": digest(MONTHLY[paper][1]), "on": "2026-11-17", "way": "持参"}
    return {**own, **other}


def reports_closing(**other):
    lines = [
        {"name": name, "label": title, "count": None, "unit": "", "text": digest(kind)}
        for name, (title, kind) in MONTHLY.items()
    ]
    own = {"month": "m1", "gate": "reports", "evidence": lines, "bound": LISTED, "comment": "", "program": "0.1.0"}
    return {**own, **other}


def return_closing(returned=2, erased=0, **other):
    lines = [
        {"name": "returned", "label": "返却・移送", "count": returned, "unit": "点", "text": ""},
        {"name": "erased", "label": "廃棄・消去", "count": erased, "unit": "点", "text": ""},
    ]
    own = {"month": "m1", "gate": "return", "evidence": lines, "bound": [MEDIA], "comment": "", "program": "0.1.0"}
    return {**own, **other}
