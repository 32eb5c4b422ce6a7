"""Batches of forms, in the ledger: read, looked at, checked, approved by another person, or thrown away before that.

A batch is known by the hash of all that was found in it, so that a signature binds exactly the documents that were
proved. Nothing goes to an establishment of which an error is left. A page of which the program cannot vouch that an eye
sees what was read (glyphs of a font that nobody knows, pictures) waits for a checker who looks at it, by the hash of
its form; without that nobody signs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.canonical import canonical, digest
from app.errors import KenpanError
from app.signoff.exchange import at_the_fund, changed, put, running
from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import Document, FormBatch
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Rule, State
from app.signoff.signed import sign_of

_BOUND = ("period", "files", "documents", "held", "findings", "roster", "unproved")
_AGAIN = "一覧を読み直してください。"


def batch_id(told: Mapping[str, Any]) -> str:
    """What a batch is known by: the hash of all that was found."""
    return digest(canonical({name: told[name] for name in _BOUND if name in told}))


def take_batch(state: State, by: str, told: Mapping[str, Any]) -> Draft:
    """Forms that were read. ``told``: all that the entry says but what the batch is known by."""
    running(state, FUND)
    own = batch_id(told)
    if not _is_new(state, own):
        raise KenpanError("batch.known", "同じ内容の帳票を、すでに取り込んでいます。", _AGAIN)
    return Draft("batch.read", {"batch": own, **told})


def sign_batch(state: State, by: str, batch: str, establishments: Iterable[str], comment: str) -> Draft:
    """A checker lets it go to these. ``KenpanError``: ``batch.unknown``, ``batch.signed``, ``batch.held``,
    ``batch.unseen`` while a page of theirs waits to be looked at.
    """
    own, chosen = existing_batch(state, batch), sorted(set(establishments))
    if own.signed is not None:
        raise KenpanError("batch.signed", "確認の署名は済んでいます。", "品質責任者が承認してください。")
    if not chosen or not own.sound >= set(chosen):
        raise KenpanError(
            "batch.held",
            "誤りの残る事業所か、帳票のない事業所が選ばれています（または、どれも選ばれていません）。",
            "誤りを直した帳票を取り込み直すか、その事業所を外してください。",
        )
    if own.unseen(chosen):
        what = f"目で確かめていない頁が {len(own.unseen(chosen)):,} 頁あります（書体か画像のため）。"
        raise KenpanError("batch.unseen", what, "先に、頁の絵と読み取った文字を見比べてください。")
    return Draft("batch.signed", {"batch": batch, "establishments": chosen, "comment": comment.strip()})


def approve_batch(state: State, by: str, batch: str, comment: str, program: str) -> Draft:
    """A lead who neither looked at its pages nor checked it approves. ``KenpanError``: ``batch.unsigned``,
    ``batch.same_person``.
    """
    own = existing_batch(state, batch)
    if own.signed is None or own.approved is not None:
        raise KenpanError("batch.unsigned", "確認の署名がないか、承認済みです。", _AGAIN)
    if by in own.checked_by:
        raise KenpanError("batch.same_person", "確認した人は、承認できません。", "別の品質責任者が承認してください。")
    return Draft("batch.approved", {"batch": batch, "comment": comment.strip(), "program": program})


def look_at(state: State, by: str, batch: str, pages: Iterable[tuple[str, int]], comment: str) -> Draft:
    """A checker saw that these pages (hash of the form, 0-based page) say to an eye what was read of them.

    ``KenpanError``: ``batch.unknown``, ``batch.signed``, ``batch.looked`` for pages that do not wait for it.
    """
    own, told = existing_batch(state, batch), sorted(set(pages))
    if own.signed is not None:
        raise KenpanError("batch.signed", "確認の署名は済んでいます。", "品質責任者が承認してください。")
    if not told or not own.doubtful.keys() >= set(told):
        raise KenpanError("batch.looked", "目視を待っている頁ではありません。", _AGAIN)
    named = [{"sha256": sha256, "page": page} for sha256, page in told]
    return Draft("batch.looked", {"batch": batch, "pages": named, "comment": comment.strip()})


def discard_batch(state: State, by: str, batch: str, reason: str, method: str) -> Draft:
    """A batch that nobody approved is thrown away. ``KenpanError``: ``batch.unknown``, ``batch.approved``,
    ``batch.reason``.
    """
    own = existing_batch(state, batch)
    if own.approved is not None:
        what = "承認済みの帳票は破棄できません。配信した控えは 7 年間保存します。"
        raise KenpanError("batch.approved", what, "期限の後に、控えとして消去してください。")
    if not reason.strip():
        raise KenpanError("batch.reason", "理由がありません。", "破棄の理由を入力してください。")
    return Draft("batch.discarded", {"batch": batch, "reason": reason.strip(), "method": method})


def existing_batch(state: State, batch: str) -> FormBatch:
    """A batch that is there; ``KenpanError`` ``batch.unknown``, also of one that was thrown away."""
    found = running(state, FUND).batches.get(batch)
    if found is None or found.discarded is not None:
        raise KenpanError("batch.unknown", "取り込んでいないか、破棄した帳票です。", _AGAIN)
    return found


# What entries need


def known_by_content(state: State, entry: Entry) -> bool:
    """Named by the hash of its content, and new, or thrown away before."""
    return bool(entry.data["batch"] == batch_id(entry.data)) and _is_new(state, entry.data["batch"])


def documents_once(state: State, entry: Entry) -> bool:
    """Each document once, each of an establishment that there is; so are those held back, once each; pages to be looked
    at are pages of the documents, once each.
    """
    own, held = entry.data["documents"], [one["establishment"] for one in entry.data["held"]]
    names = [(one["establishment"], one["sha256"]) for one in own]
    every = {*held, *(one["establishment"] for one in own)}
    pages = {one["sha256"]: max(one["pages"], 1) for one in own}
    doubtful = [(one["sha256"], one["page"]) for one in entry.data.get("unproved", ())]
    is_once = all(len(set(told)) == len(told) for told in (names, held, doubtful))
    are_there = all(page < pages.get(sha256, 0) for sha256, page in doubtful)
    return is_once and are_there and every <= state.exchange.establishments.keys()


def sound_ones(state: State, entry: Entry) -> bool:
    """Not signed yet; to establishments without an error, each once, and with every page seen that waits for it."""
    own, told = _there(state, entry), entry.data["establishments"]
    if own is None or own.signed is not None or len(set(told)) != len(told):
        return False
    return set(told) <= own.sound and not own.unseen(told)


def signed_by_another(state: State, entry: Entry) -> bool:
    """Others looked at it and checked it, and nobody approved it yet."""
    own = _there(state, entry)
    return own is not None and own.approved is None and own.signed is not None and entry.by not in own.checked_by


def waiting_pages(state: State, entry: Entry) -> bool:
    """Pages that are to be looked at, each once, of a batch that nobody signed yet."""
    own, told = _there(state, entry), [(one["sha256"], one["page"]) for one in entry.data["pages"]]
    is_once = len(set(told)) == len(told)
    return own is not None and own.signed is None and is_once and set(told) <= own.doubtful.keys()


def not_approved(state: State, entry: Entry) -> bool:
    """Nobody let it go, and nobody threw it away."""
    own = _there(state, entry)
    return own is not None and own.approved is None


RULES: Mapping[str, tuple[Rule, ...]] = {
    "batch.read": (at_the_fund, known_by_content, documents_once),
    "batch.looked": (at_the_fund, waiting_pages),
    "batch.signed": (at_the_fund, sound_ones),
    "batch.approved": (at_the_fund, signed_by_another),
    "batch.discarded": (at_the_fund, not_approved),
}


def _there(state: State, entry: Entry) -> FormBatch | None:
    own = state.exchange.batches.get(entry.data["batch"])
    return None if own is None or own.discarded is not None else own


def _is_new(state: State, batch: str) -> bool:
    own = state.exchange.batches.get(batch)
    return own is None or own.discarded is not None


# What they change


def _read(state: State, entry: Entry) -> State:
    data = entry.data
    own = FormBatch(
        data["batch"],
        data["period"],
        tuple(Document(**one) for one in data["documents"]),
        MappingProxyType({one["establishment"]: one["errors"] for one in data["held"]}),
        MappingProxyType({one["rule"]: one["count"] for one in data["findings"]}),
        sign_of(entry),
        MappingProxyType({(one["sha256"], one["page"]): one["why"] for one in data.get("unproved", ())}),
    )
    return changed(state, batches=put(state.exchange.batches, own.id, own))


def _in_batch(state: State, entry: Entry, **told: Any) -> State:
    own = replace(state.exchange.batches[entry.data["batch"]], **told)
    return changed(state, batches=put(state.exchange.batches, own.id, own))


def _looked(state: State, entry: Entry) -> State:
    own = state.exchange.batches[entry.data["batch"]]
    seen = {(one["sha256"], one["page"]): sign_of(entry) for one in entry.data["pages"]}
    return _in_batch(state, entry, seen=MappingProxyType({**own.seen, **seen}), lookers=own.lookers | {entry.by})


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "batch.read": _read,
    "batch.looked": _looked,
    "batch.signed": lambda state, entry: _in_batch(
        state, entry, chosen=tuple(entry.data["establishments"]), signed=sign_of(entry)
    ),
    "batch.approved": lambda state, entry: _in_batch(state, entry, approved=sign_of(entry)),
    "batch.discarded": lambda state, entry: _in_batch(state, entry, discarded=sign_of(entry)),
}
