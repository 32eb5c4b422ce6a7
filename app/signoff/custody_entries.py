"""What entries mean for what is held, handed in and erased, and what they need."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.signoff.custody_model import IMPERSONAL, PAPERS, Erasure, Handed, Holding, Moved, Pack, PackedFile
from app.signoff.ledger import Entry
from app.signoff.model import Rule, State
from app.signoff.signed import Sign, sign_of

VAULT, PC = "施錠できる保管庫", "検版の端末（暗号化した保管庫）"


def _put(old: Mapping[str, Any], key: str, one: Any) -> Mapping[str, Any]:
    return MappingProxyType({**old, key: one})


# What becomes known of itself


def _medium(entry: Entry) -> tuple[str, dict[str, Any]]:
    data = entry.data
    copied = {one["name"]: one["value"] for one in data["copied"]}
    discs = copied.get("order.discs", "")
    told = {
        "source": "media", "number": copied.get("disc.volume") or "媒体", "what": "額通知作成データ",
        "quantity": f"{discs} 枚" if discs else "1 式", "medium": "media",
        "purpose": "データ印字", "copy": False, "place": VAULT, "made": data["at"], "by": data["received"],
    }  # fmt: skip
    return f"media:{data['month']}:{data['manifest']}", told


def _listed(source: str, what: str) -> Callable[[Entry], tuple[str, dict[str, Any]]]:
    def told(entry: Entry) -> tuple[str, dict[str, Any]]:
        data = entry.data
        said = {
            "source": source, "number": data["name"], "what": what, "quantity": "1 式", "medium": "media",
            "purpose": "別送・引き抜き" if source == "lists" else "機構ダミーの作成", "copy": False, "place": VAULT,
        }  # fmt: skip
        return f"{source}:{data['month']}:{data['sha256']}", said

    return told


def _store(entry: Entry) -> tuple[str, dict[str, Any]]:
    told = {
        "source": "store", "number": "保管庫", "what": "月の保管庫（リスト、取り込み、照合の結果など）",
        "quantity": "1 式", "medium": "data", "purpose": "検査・照合", "copy": True, "place": PC,
    }  # fmt: skip
    return f"store:{entry.data['month']}", told


def _export(entry: Entry) -> tuple[str, dict[str, Any]] | None:
    data = entry.data
    if data["kind"] in IMPERSONAL:
        return None
    told = {
        "source": "export", "month": "", "number": f"{entry.seq}複写", "what": data["name"],
        "quantity": "1 ファイル", "medium": "data", "purpose": "報告・検査", "copy": True, "place": "書き出した先",
    }  # fmt: skip
    return f"export:{entry.seq}", told


def _own(entry: Entry) -> tuple[str, dict[str, Any]]:
    data = entry.data
    told = {name: data[name] for name in ("month", "number", "what", "quantity", "medium", "purpose", "copy", "place")}
    return f"own:{entry.seq}", {**told, "source": "own", "made": data["made"], "by": data["received"]}


_KNOWN: Mapping[str, Callable[[Entry], tuple[str, dict[str, Any]] | None]] = {
    "reception.recorded": _medium,
    "lists.read": _listed("lists", "別送・引き抜きリスト"),
    "dummies.listed": _listed("dummies", "機構ダミーデータ対象一覧"),
    "store.created": _store,
    "export.made": _export,
    "holding.recorded": _own,
}


def held(state: State, entry: Entry) -> State:
    """The state with what this entry says is held; once, however often it is said."""
    known = _KNOWN.get(entry.kind)
    if entry.kind == "export.made":
        state = replace(state, exports=_put(state.exports, entry.data["sha256"], entry.data["kind"]))
    if entry.kind == "store.destroyed":
        return _destroyed(state, entry)
    told = None if known is None else known(entry)
    if told is None or told[0] in state.holdings:
        return state
    key, values = told
    values = {"month": entry.data.get("month", ""), "made": entry.time, "by": entry.name, **values}
    return replace(state, holdings=_put(state.holdings, key, Holding(key=key, signature=sign_of(entry), **values)))


def _destroyed(state: State, entry: Entry) -> State:
    """Who destroyed a month's store moved it; somebody else still confirms it."""
    key = f"store:{entry.data['month']}"
    own = state.holdings.get(key)
    if own is None:
        return state
    moved = Moved("erased", entry.time[:10], entry.data["method"], sign_of(entry))
    return replace(state, holdings=_put(state.holdings, key, replace(own, moved=moved)))


# What entries say


def _moved(state: State, entry: Entry) -> State:
    data = entry.data
    moved = Moved(data["how"], data["on"], data["method"], sign_of(entry))
    return replace(state, holdings=_put(state.holdings, data["holding"], replace(_holding(state, entry), moved=moved)))


def _confirmed(state: State, entry: Entry) -> State:
    own = _holding(state, entry)
    if own.moved is None:
        raise KeyError("not moved")
    done = replace(own, moved=replace(own.moved, confirmed=sign_of(entry)))
    return replace(state, holdings=_put(state.holdings, own.key, done))


def _holding(state: State, entry: Entry) -> Holding:
    found: Holding = state.holdings[entry.data["holding"]]
    return found


def _handed(state: State, entry: Entry) -> State:
    data = entry.data
    one = Handed(data["paper"], data["sha256"], data["on"], data["way"], sign_of(entry))
    return replace(state, handed=_put(state.handed, data["month"], _put(_of(state, entry), one.paper, one)))


def _of(state: State, entry: Entry) -> Mapping[str, Handed]:
    return state.handed.get(entry.data["month"], {})


def _packed(state: State, entry: Entry) -> State:
    data = entry.data
    one = Pack(tuple(PackedFile(**file) for file in data["files"]), tuple(data["missing"]), sign_of(entry))
    return replace(state, packs=_put(state.packs, data["month"], one))


def _erasing(state: State, entry: Entry) -> State:
    data = entry.data
    one = Erasure(data["name"], data["kept_until"], data["reason"], sign_of(entry))
    return replace(state, erasures=_put(state.erasures, data["sha256"], one))


def _erased(state: State, entry: Entry) -> State:
    data = entry.data
    done = replace(state.erasures[data["sha256"]], erased=sign_of(entry), method=data["method"])
    return replace(state, erasures=_put(state.erasures, data["sha256"], done))


# What they need


def of_a_month_or_none(state: State, entry: Entry) -> bool:
    """Of a month that there is, or of none."""
    return entry.data["month"] in ("", *state.months)


def still_held(state: State, entry: Entry) -> bool:
    """About something that is held, and not settled yet."""
    own = state.holdings.get(entry.data["holding"])
    return own is not None and not own.is_settled


def not_before_its_time(_state: State, entry: Entry) -> bool:
    """Not while it must be kept."""
    kept = entry.data["kept_until"]
    return not kept or bool(kept <= entry.data["on"])


def moved_by_another(state: State, entry: Entry) -> bool:
    """What was moved by this entry, and by somebody else."""
    own = state.holdings.get(entry.data["holding"])
    if own is None or own.moved is None or own.moved.confirmed is not None:
        return False
    return _is_anothers(own.moved.signature, entry) and bool(own.moved.signature.seq == entry.data["moved"])


def _is_anothers(sign: Sign, entry: Entry) -> bool:
    return sign.by != entry.by


def written_out_as_that(state: State, entry: Entry) -> bool:
    """A file that was written out as this paper."""
    paper = PAPERS.get(entry.data["paper"])
    return paper is not None and state.exports.get(entry.data["sha256"]) in paper.kinds


def all_written_out(state: State, entry: Entry) -> bool:
    """Files that were written out, each name once."""
    files = entry.data["files"]
    names = {file["name"] for file in files}
    return len(names) == len(files) and all(file["sha256"] in state.exports for file in files)


def kept_and_decided(state: State, entry: Entry) -> bool:
    """An attachment of a round that was decided on, of none that is not, and not gone already."""
    wanted = entry.data["sha256"]
    rounds = [one for one in state.rounds.values() if any(log.sha256 == wanted for log in one.attachments)]
    gone = state.erasures.get(wanted)
    return bool(rounds) and all(one.decision is not None for one in rounds) and (gone is None or gone.erased is None)


def no_longer_needed(_state: State, entry: Entry) -> bool:
    """Not while it must be kept; the day is the entry's own (UTC), which is never too early."""
    return bool(entry.data["kept_until"] <= entry.time[:10])


def asked_for_by_another(state: State, entry: Entry) -> bool:
    """Somebody else asked for it, and it is not done."""
    asked = state.erasures.get(entry.data["sha256"])
    return asked is not None and asked.erased is None and _is_anothers(asked.asked, entry)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "holding.recorded": (of_a_month_or_none,),
    "holding.moved": (still_held, not_before_its_time),
    "holding.confirmed": (moved_by_another,),
    "paper.handed": (written_out_as_that,),
    "evidence.packed": (all_written_out,),
    "attachment.erasing": (kept_and_decided, no_longer_needed),
    "attachment.erased": (kept_and_decided, asked_for_by_another),
}
APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "holding.moved": _moved,
    "holding.confirmed": _confirmed,
    "paper.handed": _handed,
    "evidence.packed": _packed,
    "attachment.erasing": _erasing,
    "attachment.erased": _erased,
}
