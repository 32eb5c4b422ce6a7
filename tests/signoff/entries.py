"""Data of entries that are right, a function for each kind."""

from app.canonical import canonical, digest
from app.signoff.process_settings import ALWAYS

ITEMS = {"content": "always", "gannen": "gannen", "flyer": "not senpo"}

REASON = {"reason": "理由"}


def part(name, content="1"):
    return {"name": name, "label": f"{name}の名", "sha256": digest(name + content), "detail": content}


FORMS, PAPER, PROOF, SHEET = part("forms"), part("paper"), part("proof_media"), digest("sheet")

CHECKSHEET = {**part("checksheet"), "sha256": SHEET}

OWN = [FORMS, PAPER, CHECKSHEET]

MEDIA, POSTAL, FLYERS = part("media"), part("postal"), part("flyers")

OF_MONTH = [MEDIA, POSTAL, FLYERS]


def setting(value="200 dpi", name="press", **other):
    own = {"process": "p1", "name": name, "label": "刷版", "sha256": digest(value), "value": value, "file": ""}
    return {**own, "absent": not value, "reason": "" if value else "ない", **other}


def setting_part(value="200 dpi", name="press"):
    return {"name": f"setting.{name}", "label": "刷版", "sha256": digest(value), "detail": value}


OTHERS = sorted(ALWAYS - {"press"})
"""Process settings that are not there."""


def settled(press="200 dpi"):
    """What a process is bound to, all settings included."""
    return [*OWN, setting_part(press), *(setting_part("", name) for name in OTHERS)]


ALL = settled()


def settle(chain, process="p1"):
    """Register every setting."""
    chain.add("l1", "setting.registered", setting(process=process))
    for name in OTHERS:
        chain.add("l1", "setting.registered", setting("", name, process=process))
    return chain


def piece(number, /, **other):
    group = "kounen" if number % 2 else "senpo"
    own = {
        "number": number,
        "group": group,
        "piece_id": f"K{number:015}",
        "file": "ZMGKK#1301",
        "record": number,
        "record_sha256": digest(str(number)),
        "cases": ["gannen"] if number == 1 else ["senpo"],
    }
    return {**own, **other}


def opening(**other):
    own = {
        "round": "r1",
        "number": 1,
        "process": "p1",
        "why": "first",
        "reason": "",
        "parts": [*ALL, PROOF],
        "pieces": [piece(1), piece(2)],
        "sheet": SHEET,
        "items": ITEMS,
        "confirm": 1,
        "logs": ["weight"],
        "settings": sorted(ALWAYS),
    }
    return {**own, **other}


def look(number, /, **other):
    read = {"state": "read", "text": f"K{number:015}", "reason": ""}
    own = {
        "round": "r1",
        "number": number,
        "piece_id": f"K{number:015}",
        "scans": {"address": read, "front": read, "back": read},
        "answers": {"content": "ok", "gannen": "ok", "flyer": "ok"} if number == 1 else {"content": "ok"},
        "failures": [],
        "comment": "",
    }
    return {**own, **other}


def log(content="weight r1", **other):
    own = {"round": "r1", "kind": "weight", "name": "w.csv", "sha256": digest(content), "piece": None, "size": 9}
    return {**own, **other}


READ = [{"name": one["name"], "sha256": one["sha256"]} for one in ALL[len(OWN) :]]
"""Every process setting, read again."""


def release(**other):
    own = {"month": "m1", "process": "p1", "round": "r1", "parts": [*OF_MONTH, *ALL], "settings": READ}
    return {**own, "comment": "", "program": "0.1.0", **other}


def month_data(**other):
    own = {"month": "m1", "title": "第3巻", "period": "2026-11", "process": "p1"}
    return {**own, "handover": "2026-11-10", "delivery": "2026-11-13", **other}


def told(name="title", value="通知書", **other):
    return {"name": name, "label": "件名", "value": value, **other}


def reception(**other):
    own = {"month": "m1", "manifest": MEDIA["sha256"], "copied": [told()], "brought": "持参者", "received": "受領者"}
    return {**own, "at": "2026-11-10 10:30", "entrusted": "委-1", "accepted": "受-1", **other}


def statement(**other):
    own = {"month": "m1", "gate": "reception", "what": "virus_scan", "text": "検出なし", "data": [told("tool", "道具")]}
    return {**own, **other}


def evidence(name="files", count=8, **other):
    return {"name": name, "label": "ファイル", "count": count, "unit": "ファイル", "text": "", **other}


def judged(manifest=MEDIA["sha256"], copied=None, scan=None, **counts):
    """What 受入 closes on: ``counts`` by name instead of those of a sound medium; ``None`` leaves a line out."""
    told_of = {
        "manifest": manifest,
        "copied": digest(canonical(reception()["copied"] if copied is None else copied)),
        "scan": digest(canonical(statement()["data"] if scan is None else scan)),
    }
    numbers = {"points": 40, "differs": 0, "undone": 0, "notices": 9, "envelopes": 8, "office.kounen.1101": 9}
    units = {"notices": "件", "envelopes": "通", "office.kounen.1101": "件"}
    lines = [evidence(name, None, unit="", text=text) for name, text in told_of.items()]
    numbers |= {name.replace("__", "."): count for name, count in counts.items()}
    return lines + [
        evidence(name, count, unit=units.get(name, "項目")) for name, count in numbers.items() if count is not None
    ]


def ruled(rule="print.changed", count=2, seen=2, **other):
    own = {"rule": rule, "group": digest(rule), "sha256": digest(f"{rule} {count}"), "count": count, "seen": seen}
    return {**own, "decision": "accept", "reason": "様式の版の違い", **other}


def compared(prints="1", **other):
    """A signed comparison of the whole month."""
    basis = [part(f"compare.{name}") for name in ("form", "tolerances", "zones", "notices")]
    own = {"month": "m1", "sha256": digest(f"result {prints}"), "manifest": MEDIA["sha256"], "pages": 27}
    own |= {"basis": [*basis, part("compare.prints", prints)], "records": 9, "matched": 9, "unreadable": 0}
    own |= {"ignored": 1, "zones": [{"name": "折り目", "reason": "線", "pages": 1}], "decided": [ruled()]}
    own |= {"comment": "", "program": "0.1.0", **other}
    counts = {}
    for one in own["decided"]:
        counts[one["rule"]] = counts.get(one["rule"], 0) + one["count"]
    return {"counts": [{"rule": rule, "count": n, "unit": "件"} for rule, n in counts.items()], **own}


def printed(of=None, **other):
    """印刷照合 closed on a comparison."""
    data = compared() if of is None else of
    figures = {"pages": ("頁", "頁"), "records": ("照合した通知書", "件"), "matched": ("全面を照合した通知書", "件")}
    figures |= {"differences": ("決めた違い", "件"), "ignored": ("除外域に違いのある頁", "頁")}
    counted = {**data, "differences": sum(one["count"] for one in data["decided"])}
    lines = [{"name": "comparison", "label": "照合結果", "count": None, "unit": "", "text": data["sha256"]}]
    lines += [
        {"name": name, "label": label, "count": counted[name], "unit": unit, "text": ""}
        for name, (label, unit) in figures.items()
    ]
    names = data.get("machines", ())
    told = {"name": "machines", "label": "写しを渡した端末", "unit": "台", "text": "、".join(names)}
    lines += [{**told, "count": len(names)}] if names else []
    own = {"month": "m1", "gate": "compare", "evidence": lines, "bound": [*OF_MONTH, *data["basis"]]}
    return {**own, "comment": "", "program": "0.1.0", **other}


def closing(gate="reception", **other):
    bound = [MEDIA] if gate == "reception" else OF_MONTH
    told_of = judged() if gate == "reception" else [evidence("errors", 1, unit="件"), evidence("open", 0, unit="件")]
    own = {"month": "m1", "gate": gate, "evidence": told_of, "bound": bound, "comment": "", "program": "0.1.0"}
    return {**own, **other}


def finding(record=1, **other):
    own = {"rule": "date.era", "file": "ZMGKK#1301", "record": record, "records": 1, "offset": 10, "length": 6}
    return {**own, "sha256": digest(f"record {record}"), **other}


def deciding(**other):
    own = {"month": "m1", "manifest": MEDIA["sha256"], "findings": [finding()], "groups": [], "decision": "go_on"}
    return {**own, "reason": "機構が了承", "program": "0.1.0", **other}


def lists(**other):
    """The lists of 別送・引き抜き: two files, five rows of which one matches nothing."""
    own = {"month": "m1", "manifest": MEDIA["sha256"], "name": "リスト.zip", "sha256": digest("zip")}
    counts = {"rows": 5, "redirect": 3, "pull": 1, "unmatched": 1, "duplicate": 0, "contradiction": 0}
    files = {"stated": {"kounen": 1, "senpo": 1}, "read": {"kounen": 1, "senpo": 1}, "unread": 0}
    return {**own, **files, **counts, "carried": digest("carried"), **other}


def bundle(**other):
    """The one bundle of what is pulled out."""
    own = {"month": "m1", "carried": digest("carried"), "bundle": "2101-1", "of": 1, "pieces": 1}
    return {**own, "notices": digest("notices"), "grams": 18, **other}


LISTED = [*OF_MONTH, {"name": "lists", "label": "別送・引き抜きリスト", "sha256": digest("carried"), "detail": ""}]


def lists_closing(**other):
    """別送・引き抜き is closed on the lists and the bundles."""
    figures = (
        ("lists", "リストの内容", None, "", digest("carried")),
        ("books", "読み込んだリスト", 2, "本", ""),
        ("rows", "リストの行", 5, "行", ""),
        ("redirect", "別送", 3, "通", ""),
        ("pull", "引き抜き", 1, "通", ""),
        ("open", "合わない行（別紙10-3で報告）", 1, "行", ""),
        ("bundles", "確認した束", 1, "束", ""),
        ("packed", "束に入れた引き抜き", 1, "通", ""),
    )
    names = ("name", "label", "count", "unit", "text")
    lines = [dict(zip(names, one, strict=True)) for one in figures]
    own = {"month": "m1", "gate": "lists", "evidence": lines, "bound": LISTED, "comment": "", "program": "0.1.0"}
    return {**own, **other}


SPOILED, BY_HAND = "K0321010000001261101140", "K0321010000005261101167"

OPEN_ITEMS = (
    {"rule": "log.double", "about": "K0321010000003261101153", "count": 1},
    {"rule": "remade", "about": SPOILED, "count": 1},
    {"rule": "by_hand", "about": BY_HAND, "count": 1},
)


def logs(**other):
    """The machines' logs: one piece too many, one spoiled, one inserted by hand."""
    own = {"month": "m1", "manifest": MEDIA["sha256"], "sha256": digest("logs"), "unread": 0, "order": 1}
    files = [{"name": "印字.csv", "sha256": digest("log 1"), "lines": 9, "broken": 0}]
    counts = {"printed": 9, "inserted": 8, "weighed": 8, "posted": 7}
    return {**own, **counts, "files": files, "remaining": list(OPEN_ITEMS), **other}


def remade(piece=SPOILED, **other):
    """A spoiled piece, and what took its place."""
    own = {"piece": piece, "again": "K0321010000001261101243", "reason": "紙詰まり", "machine": "1号機"}
    return {"month": "m1", "pieces": [{**own, "person": "作業者", **other}], "method": "裁断"}


def destroyed(*pieces):
    return {"month": "m1", "pieces": list(pieces or (SPOILED,))}


def by_hand(**other):
    return {"month": "m1", "pieces": [BY_HAND], "consent": "承認 第3号", **REASON, **other}


def reasoned(*items):
    return {"month": "m1", "remaining": list(items or OPEN_ITEMS[:1]), **REASON}


def logs_closing(**other):
    """封入ログ is closed on the logs and on all that was settled."""
    figures = (
        ("logs", "作業ログの内容", None, "", digest("logs")),
        ("files", "読み込んだ作業ログ", 1, "本", ""),
        ("printed", "印字", 9, "件", ""),
        ("inserted", "封入", 8, "通", ""),
        ("weighed", "計量", 8, "通", ""),
        ("posted", "差出", 7, "通", ""),
        ("remade", "作り直した現品", 1, "件", ""),
        ("by_hand", "手封入", 1, "通", ""),
        ("settled", "理由を記録した残り", 1, "項目", ""),
        ("order", "時刻の順の警告", 1, "項目", ""),
    )
    names = ("name", "label", "count", "unit", "text")
    lines = [dict(zip(names, one, strict=True)) for one in figures]
    own = {"month": "m1", "gate": "logs", "evidence": lines, "bound": LISTED, "comment": "", "program": "0.1.0"}
    return {**own, **other}


def slip_row(**other):
    return {"size": "standard", "grams": 50, "kind": "normal", "barcode": True, "count": 5, **other}


def slip(**other):
    """The slip of five pieces with barcode and one without."""
    rows = [slip_row(), slip_row(barcode=False, count=1)]
    return {"month": "m1", "manifest": MEDIA["sha256"], "slip": rows, **other}


def stamped(**other):
    return {**slip(), "on": "2026-11-13", "name": "差出票.png", "size": 9, "sha256": digest("slip"), **other}


def counted(**other):
    """All counts side by side, in agreement."""
    own = {**slip(), "sha256": digest("table"), "carried": digest("carried"), "compared": compared()["sha256"]}
    own |= {"logs": digest("logs"), "sums": {"notices": 9, "envelopes": 7, "posted": 6}, "untold": [], "unconfirmed": 0}
    return {**own, "differs": [], "program": "0.1.0", **other}


COUNT_DIFFERS = {"key": "厚年　1101｜明細（01）｜件数表", "what": "明細（01） 2 件と件数表 3 件が合いません。"}


def counts_closing(explained=0, **other):
    """件数 is closed on what was counted and stamped."""
    figures = (
        ("table", "件数の表", None, "", digest("table")),
        ("notices", "明細（01）", 9, "件", ""),
        ("envelopes", "封筒", 7, "通", ""),
        ("posted", "差出（ログ）", 6, "通", ""),
        ("slip", "差出票（受付印）", 6, "通", ""),
        ("image", "差出票（写）", None, "", digest("slip")),
        ("explained", "理由のある違い", explained, "件", ""),
    )
    lines = [dict(zip(("name", "label", "count", "unit", "text"), one, strict=True)) for one in figures]
    own = {"month": "m1", "gate": "counts", "evidence": lines, "bound": LISTED, "comment": "", "program": "0.1.0"}
    return {**own, **other}


# Dummies

LIST, PRINT = digest("dummy list"), digest("print")


def listed(**other):
    pieces = [piece(number, cases=[]) for number in (1, 2)]
    own = {"month": "m1", "manifest": MEDIA["sha256"], "sha256": LIST, "name": "一覧.xlsx", "rows": 2, "declared": 2}
    return {**own, "paper": "件数表.xlsx", "sheet": SHEET, "items": {"content": "always"}, "pieces": pieces, **other}


def grounded(parts):
    return digest(canonical({one["name"]: one["sha256"] for one in parts}))


def dummy_print(**other):
    return {"sha256": PRINT, "name": "月.pdf", "pages": [0, 1], "differences": 0, "ignored": 0, **other}


def dummy_look(number, /, **other):
    own = {name: value for name, value in look(number).items() if name != "round"}
    bound_to = grounded([*OF_MONTH, *ALL])
    return {
        **own,
        "month": "m1",
        "answers": {"content": "ok"},
        "list": LIST,
        "bound": bound_to,
        "print": dummy_print(),
        **other,
    }


def dummies_sign(**other):
    own = {"month": "m1", "list": LIST, "print": PRINT, "bound": grounded([*OF_MONTH, *ALL]), "rolls": 1, "comment": ""}
    return {**own, **other}


DUMMY_PARTS = [
    {"name": "dummies.list", "label": "一覧", "sha256": LIST, "detail": ""},
    {"name": "dummies.print", "label": "印刷", "sha256": PRINT, "detail": ""},
]


def dummies_approve(**other):
    own = {"month": "m1", "list": LIST, "print": PRINT, "count": 2, "rolls": 1, "comment": "", "program": "0.1.0"}
    return {**own, "bound": [*OF_MONTH, *ALL, *DUMMY_PARTS], **other}


def roll(name="R-1", **other):
    own = {
        "month": "m1",
        "roll": name,
        "machine": "1 号機",
        "piece": "業者-1",
        "place": "保管庫 A",
        "made": "2026-11-12",
    }
    return {**own, **other}
