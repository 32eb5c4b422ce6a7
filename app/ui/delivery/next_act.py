"""What is to be done next on 配信, and what else may be done. No widgets."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import Establishment, Exchange, Filing, FormBatch, OpenedPackage, Package
from app.ui.delivery.rows import Next, to_deliver

May = Callable[[str], bool]
_KEY = "　Ctrl+Enter"


class Waiting(NamedTuple):
    """A delivery that is approved and did not go out yet."""

    batch: FormBatch
    establishment: str


class Hand(NamedTuple):
    """A tab, and the line of it that is in hand."""

    tab: str
    thing: Any


def ready_to_sign(batch: FormBatch) -> list[str]:
    """To whom nothing holds back and of whose pages none waits for an eye."""
    return sorted(one for one in batch.sound if not batch.unseen((one,)))


def next_act(own: Exchange, hand: Hand, by: str, may: May) -> Next:
    """The one thing to do for this person."""
    found = _next(own, hand, by, may)
    return Next(found.act, found.text + _KEY) if found.act else found


def _next(own: Exchange, hand: Hand, by: str, may: May) -> Next:
    thing = hand.thing
    if not own.is_on:
        return Next("begin", "配信を始める") if may("exchange.begun") else Next("", "")
    match hand.tab:
        case "batches":
            return _of_batch(own, thing, by, may)
        case "packages" if isinstance(thing, Waiting):
            return Next("deliver", "配信する（媒体へ）") if may("package.delivered") else Next("", "未配信です")
        case "packages":
            return Next("receipt", "受領票を取り込む") if may("receipt.taken") else Next("", "受領票を待っています")
        case "filings" if own.side == FUND:
            return _of_filing(thing, by, may)
        case "filings":
            return Next("file", "届出を作る") if may("filing.made") else Next("", "作業する人が作ります")
        case "opened":
            return _of_opened(thing, may)
        case "places":
            return Next("enter", "事業所を登録") if may("establishment.entered") else Next("", "管理者が登録します")
        case "funds":
            return Next("fund", "基金の鍵を登録") if may("fund.enrolled") else Next("", "管理者が登録します")
    return Next("", "")


def _of_batch(own: Exchange, batch: FormBatch | None, by: str, may: May) -> Next:
    take = Next("take", "帳票を取り込む") if may("batch.read") else Next("", "検査員か品質責任者が取り込みます")
    if batch is None or batch.discarded is not None or not batch.sound:
        return take
    if batch.signed is None and batch.unseen(batch.sound):
        return Next("see", "頁を目で確かめる") if may("batch.looked") else Next("", "検査員の目視を待っています")
    if batch.signed is None:
        return Next("sign", "確認して署名") if may("batch.signed") else Next("", "検査員の確認を待っています")
    if batch.approved is None:
        another = by not in batch.checked_by
        return Next("approve", "承認して署名") if may("batch.approved") and another else Next("", "承認を待っています")
    if to_deliver(own, batch):
        return Next("deliver", "配信する（媒体へ）") if may("package.delivered") else Next("", "配信を待っています")
    return take


def _of_filing(filing: Filing | None, by: str, may: May) -> Next:
    receive = Next("filing_in", "届出を受信") if may("filing.received") else Next("", "作業する人が受信します")
    if filing is None or filing.state in ("accepted", "returned"):
        return receive
    if filing.state == "received":
        return Next("check", "確認して署名") if may("filing.checked") else Next("", "検査員の確認を待っています")
    if filing.problems:
        return Next("send_back", "返戻して署名") if may("filing.returned") else Next("", "返戻を待っています")
    another = filing.signs[-1].by != by
    return Next("accept", "受理して署名") if may("filing.accepted") and another else Next("", "受理を待っています")


def _of_opened(one: OpenedPackage | None, may: May) -> Next:
    if one is not None and one.receipt is None and may("receipt.signed"):
        return Next("slip", "受領票に署名")
    return Next("open", "届いた配信を開く") if may("package.opened") else Next("", "作業する人が開きます")


def allowed(own: Exchange, hand: Hand, by: str, may: May) -> dict[str, bool]:
    """The buttons that belong to the tab: whether each may be pressed."""
    thing = hand.thing
    package = thing if isinstance(thing, Package) and thing.erased is None else None
    match hand.tab:
        case "batches":
            return _batch_buttons(thing if isinstance(thing, FormBatch) else None, may)
        case "packages":
            erasing = package is not None and package.erasing is not None
            return {
                "receipt": may("receipt.taken"),
                "again": package is not None and may("package.delivered"),
                "erasing": package is not None and not erasing and may("package.erasing"),
                "erase": erasing and package is not None and package.erasing.by != by and may("package.erased"),  # type: ignore[union-attr]
            }
        case "filings" if own.side == FUND:
            is_open = isinstance(thing, Filing) and thing.state in ("received", "checked")
            return {
                "filing_in": may("filing.received"),
                "look": isinstance(thing, Filing),
                "send_back": is_open and may("filing.returned"),
            }
        case "filings":
            return {"file": may("filing.made"), "look": isinstance(thing, Filing)}
        case "opened":
            signed = isinstance(thing, OpenedPackage) and thing.receipt is not None
            return {
                "open": may("package.opened"),
                "look": isinstance(thing, OpenedPackage),
                "slip_again": signed and may("receipt.signed"),
            }
        case "places":
            has = isinstance(thing, Establishment)
            return {
                "enter": may("establishment.entered"),
                "enrol": has and may("terminal.enrolled"),
                "remove": has and bool(thing.terminals) and may("terminal.removed"),
                "card": may("machine.made"),
                "keys": may("media.opened"),
            }
        case "funds":
            return {
                "fund": may("fund.enrolled"),
                "enter": may("establishment.entered"),
                "card": may("machine.made"),
                "keys": may("media.opened"),
            }
    return {}


def _batch_buttons(batch: FormBatch | None, may: May) -> dict[str, bool]:
    is_there = batch is not None and batch.discarded is None
    found = {"take": may("batch.read"), "look": is_there}
    if batch is None or not is_there or batch.approved is not None:
        return found
    found["discard"] = may("batch.discarded")
    if batch.doubtful:
        found["see"] = True
    if batch.signed is None and 0 < len(ready_to_sign(batch)) < len(batch.sound):
        found["sign_part"] = may("batch.signed")
    return found
