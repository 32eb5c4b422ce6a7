"""Small ledgers at every stage of a process, its proof round of two pieces, and a month that is made by it."""

from functools import cache

from app.canonical import canonical, digest
from app.signoff.process_settings import ALWAYS
from app.signoff.signing_key import new_key
from tests.signoff.chain import Chain

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


# Stages, each from the one before


@cache
def people():
    """Everybody who is needed: two of each role that works, one stopped of each role, one with a key of before."""
    chain = Chain().found("a1", "id-a1", "管理者１")
    for who, *roles in (
        ("a2", "admin"), ("c1", "checker"), ("c2", "checker"), ("l1", "lead"), ("l2", "lead"), ("t1", "trainer"),
        ("i1", "inspector"), ("b1", "checker", "lead"), ("b2", "checker", "lead"),
        ("old", "checker", "lead", "trainer", "admin"), ("gone", "checker", "lead", "trainer", "admin"),
    ):  # fmt: skip
        chain.person(who, *roles)
    chain.person("new", "checker", enrolled=False)
    chain.add("a1", "account.stopped", {"account": "gone", **REASON})
    chain.initial["old"] = new_key("old")
    return chain.add("a1", "password.reset", {"account": "old", **REASON, "initial_key": chain.initial["old"].public})


@cache
def process():
    chain = people().fork().add("l1", "process.created", {"process": "p1", "title": "通知書", "parts": OWN})
    return settle(chain)


@cache
def checking():
    return process().fork().add("c1", "round.opened", opening())


@cache
def checked():
    """b1, who is a lead as well, signed a piece."""
    chain = checking().fork().add("c1", "piece.signed", look(1)).add("b1", "piece.signed", look(2))
    return chain.add("c2", "attachment.kept", log())


@cache
def signed():
    return checked().fork().add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


@cache
def drawn():
    return signed().fork().add("l1", "round.drawn", {"round": "r1", "numbers": [2]})


@cache
def seen():
    return drawn().fork().add("l1", "piece.confirmed", look(2)).add("l2", "piece.confirmed", look(2))


@cache
def approved():
    return seen().fork().add("l1", "round.approved", {"round": "r1", "comment": "よし", "program": "0.1.0"})


@cache
def rejected():
    return signed().fork().add("l1", "round.rejected", {"round": "r1", "comment": "否", "program": "0.1.0"})


@cache
def reopened():
    """b2 signed the round, which was then opened again and signed by somebody else."""
    chain = checked().fork().add("b2", "round.signed", {"round": "r1", "failed": [], "comment": ""})
    chain.add("l2", "round.reopened", {"round": "r1", **REASON})
    return chain.add("c2", "round.signed", {"round": "r1", "failed": [], "comment": ""})


@cache
def month():
    """Opened, and bound to its medium."""
    chain = approved().fork().add("l1", "month.opened", month_data())
    return chain.add("l1", "month.bound", {"month": "m1", "parts": OF_MONTH, **REASON})


@cache
def written():
    """The medium is written down and was looked at for viruses."""
    return month().fork().add("c1", "reception.recorded", reception()).add("c1", "statement.made", statement())


@cache
def received():
    return written().fork().add("l1", "gate.closed", closing())


@cache
def decided():
    return received().fork().add("l1", "finding.decided", deciding())


@cache
def ready():
    """Reception and check are closed."""
    return decided().fork().add("l1", "gate.closed", closing("check"))


@cache
def released():
    return ready().fork().add("l1", "run.released", release())


@cache
def matched():
    """A checker signed the comparison of the month's print."""
    return released().fork().add("b1", "comparison.signed", compared())


@cache
def agreed():
    """印刷照合 is closed on it."""
    return matched().fork().add("l1", "gate.closed", printed())


@cache
def dummies_listed():
    return agreed().fork().add("c1", "dummies.listed", listed()).add("c1", "roll.kept", roll())


@cache
def dummies_checked():
    """b1, who is a lead as well, checked one of them."""
    chain = dummies_listed().fork().add("c1", "dummy.checked", dummy_look(1))
    return chain.add("b1", "dummy.checked", dummy_look(2))


@cache
def dummies_signed():
    return dummies_checked().fork().add("c2", "dummies.signed", dummies_sign())


@cache
def dummies_approved():
    return dummies_signed().fork().add("l1", "dummies.approved", dummies_approve())


@cache
def stored():
    return month().fork().add("b1", "store.created", {"month": "m1", "public_id": digest("key")})


@cache
def ending():
    """One person asked for the store to be destroyed."""
    return stored().fork().add("b1", "store.ending", {"month": "m1", **REASON})


@cache
def lists_taken():
    """The lists were read before anything was decided on, and everything up to the dummies rests on them."""
    chain = month().fork().add("c1", "lists.read", lists())
    chain.add("c1", "reception.recorded", reception()).add("c1", "statement.made", statement())
    chain.add("l1", "gate.closed", closing()).add("l1", "finding.decided", deciding())
    chain.add("l1", "gate.closed", closing("check", bound=LISTED))
    chain.add("l1", "run.released", release(parts=[*LISTED, *ALL]))
    chain.add("b1", "comparison.signed", compared())
    chain.add("l1", "gate.closed", printed(bound=[*LISTED, *compared()["basis"]]))
    ground = grounded([*LISTED, *ALL])
    chain.add("c1", "dummies.listed", listed()).add("c1", "roll.kept", roll())
    chain.add("c1", "dummy.checked", dummy_look(1, bound=ground)).add(
        "b1", "dummy.checked", dummy_look(2, bound=ground)
    )
    chain.add("c2", "dummies.signed", dummies_sign(bound=ground))
    return chain.add("l1", "dummies.approved", dummies_approve(bound=[*LISTED, *ALL, *DUMMY_PARTS]))


@cache
def packed():
    """What is pulled out lies in its bundle."""
    return lists_taken().fork().add("c1", "bundle.closed", bundle())


@cache
def lists_closed():
    """別送・引き抜き is closed."""
    return packed().fork().add("l1", "gate.closed", lists_closing())


@cache
def logs_taken():
    """The machines' logs are read."""
    return lists_closed().fork().add("c1", "logs.read", logs())


@cache
def logs_remade():
    """What took the place of the spoiled piece is written down; nobody else saw that destroyed yet."""
    return logs_taken().fork().add("c1", "piece.remade", remade())


@cache
def logs_settled():
    """Nothing is left to do about the logs."""
    chain = logs_remade().fork().add("c2", "piece.destroyed", destroyed())
    return chain.add("l1", "insertion.allowed", by_hand()).add("l1", "logs.settled", reasoned())


@cache
def logs_closed():
    """封入ログ is closed."""
    return logs_settled().fork().add("l1", "gate.closed", logs_closing())


@cache
def counts_taken():
    """The slip is drafted and stamped, all counts are side by side."""
    chain = logs_closed().fork().add("c1", "slip.drafted", slip()).add("b1", "slip.stamped", stamped())
    return chain.add("c1", "counts.taken", counted())


@cache
def counts_differ():
    """The 件数表 says something else than the records."""
    return counts_taken().fork().add("c1", "counts.taken", counted(differs=[COUNT_DIFFERS]))


@cache
def counts_closed():
    """件数 is closed."""
    return counts_taken().fork().add("l1", "gate.closed", counts_closing())


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


def gone(chain, *keys, by="c1", seen="c2"):
    """These went back, and somebody else saw it."""
    for key in keys:
        chain.add(by, "holding.moved", moved(key))
        chain.add(seen, "holding.confirmed", confirming(len(chain.entries), key))
    return chain


@cache
def written_out():
    """All papers of the month are written out."""
    chain = counts_closed().fork()
    for _title, kind in MONTHLY.values():
        chain.add("c1", "export.made", exported(kind))
    return chain


@cache
def all_handed():
    """They are handed in."""
    chain = written_out().fork()
    for paper in MONTHLY:
        chain.add("c1", "paper.handed", handed(paper))
    return chain


@cache
def reported():
    """報告 is closed."""
    return all_handed().fork().add("l1", "gate.closed", reports_closing())


@cache
def sent_back():
    """The disc went back; nobody else saw it yet."""
    return received().fork().add("b1", "holding.moved", moved())


OF_LISTS, OF_DUMMIES = f"lists:m1:{digest('zip')}", f"dummies:m1:{LIST}"


@cache
def given_back():
    """All that was received is back."""
    return gone(reported().fork(), DISC, OF_LISTS, OF_DUMMIES)


@cache
def all_done():
    """返却・消去 is closed: all that can be done here by now."""
    return given_back().fork().add("l1", "gate.closed", return_closing(3))


@cache
def erasure_asked():
    """A log of the approved round is no longer needed."""
    asked = {"sha256": log()["sha256"], "name": "w.csv", "kept_until": "2026-01-01", **REASON}
    return approved().fork().add("b1", "attachment.erasing", asked)


@cache
def incident_found():
    """b1, who is a lead as well, wrote down an accident."""
    own = {"month": "m1", "incident": "i1", "found": "2026-11-12 10:00", "what": "外字の欠け", "earlier": []}
    counts = {"notices": 5, "envelopes": 4, "gone": 1, "list": digest("list")}
    return received().fork().add("b1", "incident.opened", {**own, **counts, "condition": [told("character", "髙")]})


@cache
def incident_told():
    """The agency knows of it."""
    own = {"month": "m1", "incident": "i1", "at": "2026-11-12 10:20", "whom": "担当課", "way": "電話"}
    return incident_found().fork().add("c1", "incident.told", own)


STAGES = {
    one.__name__: one
    for one in (
        people, process, checking, checked, signed, drawn, seen, approved, rejected, month, written, received, decided,
        ready, released, matched, dummies_listed, dummies_checked, dummies_signed, dummies_approved, stored, ending,
        lists_taken, packed, lists_closed, logs_taken, logs_remade, logs_settled, logs_closed, counts_taken,
        counts_differ, counts_closed, written_out, all_handed, reported, given_back, erasure_asked,
        sent_back, all_done, incident_found, incident_told,
    )
}  # fmt: skip


def void(chain):
    """The same after a setting was changed."""
    return chain.fork().add("l1", "setting.registered", setting("300 dpi"))
