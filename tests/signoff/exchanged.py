"""A fund and an establishment's machine in small ledgers: at every stage of a delivery, of its receipt, of a 届."""

from functools import cache

from app.canonical import canonical, digest
from app.signoff.form_batches import batch_id
from app.signoff.machine_key import RECEIPT, MachineKey
from tests.signoff.scenes import STAGES as OTHERS
from tests.signoff.scenes import people

ONE, OTHER = "11001", "11002"
KEYS = [MachineKey(bytes([number]) * 32) for number in range(1, 6)]
OWN = KEYS[0]
"""This machine's; the others' are terminals', or the fund's."""


def keys(key):
    return {"sign_key": key.sign_key, "seal_key": key.seal_key}


def compared(**other):
    return {"compared": "voice", "with": "担当者", **other}


def enrolling(key=KEYS[1], establishment=ONE):
    return {"establishment": establishment, "terminal": key.id, "label": "窓口", **keys(key), **compared()}


def fund(key=KEYS[1]):
    return {"name": "見本基金", "fund": key.id, **keys(key), **compared()}


def document(establishment=ONE, content="1", **other):
    own = {"establishment": establishment, "type": "contributions", "name": "掛金計算書.pdf"}
    return {**own, "sha256": digest(content), "pages": 1, **other}


def batch(**other):
    own = {
        "period": "2026-11",
        "files": [{"name": "帳票.pdf", "sha256": digest("file"), "size": 9}],
        "documents": [document(), document(OTHER, "2")],
        "held": [{"establishment": OTHER, "errors": 1}],
        "findings": [{"rule": "delivery.sum", "count": 1}],
        "roster": None,
        **other,
    }
    return {"batch": batch_id(own), **own, "program": "0.1.0"}


BATCH = batch()["batch"]


WAITING = [{"sha256": digest("1"), "page": 0, "why": "書体"}]
DOUBTED = batch(unproved=WAITING)["batch"]


def looking(*pages, batch=DOUBTED):
    told = [{"sha256": sha256, "page": page} for sha256, page in pages or ((digest("1"), 0),)]
    return {"batch": batch, "pages": told, "comment": ""}


def signing(*establishments, **other):
    return {"batch": BATCH, "establishments": list(establishments or (ONE,)), "comment": "", **other}


APPROVING = {"batch": BATCH, "comment": "", "program": "0.1.0"}
PACKAGE = digest("payload")


def issue(**other):
    own = {"establishment": ONE, "package": PACKAGE, "batch": BATCH, "issue": 1, "file": digest("file 1")}
    return {**own, "terminals": [KEYS[1].id], "reason": "", **other}


AGAIN = issue(issue=2, file=digest("file 2"), reason="媒体の破損")


def slip(key=KEYS[1], package=PACKAGE, **other):
    own = {"format": RECEIPT, "establishment": ONE, "package": package, "terminal": key.id, "name": "受領者"}
    said = canonical({**own, "at": "2026-11-02T09:00:00.000Z", "nonce": "1", **other})
    return {"slip": said, "signature": key.sign(RECEIPT, said)}


def receipt(key=KEYS[1], **other):
    return {"establishment": ONE, "package": PACKAGE, "terminal": key.id, **slip(key, **other)}


LATE = "2033-11-02T10:00:00.000Z"
ERASING = {"establishment": ONE, "package": PACKAGE, "reason": "期限の経過"}
ERASED = {"establishment": ONE, "package": PACKAGE, "method": "上書き"}


def opening(**other):
    own = {"establishment": ONE, "package": PACKAGE, "fund": KEYS[1].id, "period": "2026-11", "replies": []}
    told = {name: value for name, value in document().items() if name != "establishment"}
    return {**own, "documents": [told], **other}


def own_receipt(**other):
    return {"establishment": ONE, "package": PACKAGE, **slip(OWN, **other)}


def filing(**other):
    return {"establishment": ONE, "filing": digest("filing"), "type": "joining", "rows": 2, **other}


def made(**other):
    return filing(fund=KEYS[1].id, **other)


def arrived(**other):
    return {**filing(), "terminal": KEYS[1].id, "problems": 0, "number": "000001", **other}


FILING = digest("filing")


@cache
def fund_begun():
    chain = people().fork().add("a1", "exchange.begun", {"side": "fund", "name": "見本基金"})
    return chain.add("a1", "establishment.entered", {"establishment": ONE, "name": "見本製作所"}).add(
        "a1", "establishment.entered", {"establishment": OTHER, "name": "試験商事"}
    )


@cache
def fund_ready():
    chain = fund_begun().fork().add("c1", "machine.made", {"store": digest("store"), **keys(OWN)})
    return chain.add("a1", "terminal.enrolled", enrolling())


@cache
def batch_taken():
    return fund_ready().fork().add("c1", "batch.read", batch())


@cache
def batch_doubted():
    """A page of the first one waits for an eye."""
    return fund_ready().fork().add("c1", "batch.read", batch(unproved=WAITING))


@cache
def batch_checked():
    """b1, who is a lead as well, checked it."""
    return batch_taken().fork().add("b1", "batch.signed", signing())


@cache
def batch_agreed():
    return batch_checked().fork().add("l1", "batch.approved", APPROVING)


@cache
def package_out():
    return batch_agreed().fork().add("c1", "package.delivered", issue())


@cache
def package_received():
    return package_out().fork().add("c1", "receipt.taken", receipt())


@cache
def package_late():
    """The years are over, and b1 asked for it to be erased."""
    return package_out().fork().add("b1", "package.erasing", ERASING, time=LATE)


@cache
def filing_arrived():
    return fund_ready().fork().add("c1", "filing.received", arrived())


@cache
def filing_seen():
    """b1, who is a lead as well, checked it."""
    return filing_arrived().fork().add("b1", "filing.checked", {"filing": FILING, "comment": ""})


@cache
def desk_begun():
    chain = people().fork().add("a1", "exchange.begun", {"side": "establishment", "name": "見本製作所"})
    chain.add("a1", "establishment.entered", {"establishment": ONE, "name": "見本製作所"})
    return chain.add("a1", "establishment.entered", {"establishment": OTHER, "name": "試験商事"})


@cache
def desk_ready():
    """Everybody who works here acts for the first one."""
    chain = desk_begun().fork().add("c1", "machine.made", {"store": digest("store"), **keys(OWN)})
    chain.add("a1", "fund.enrolled", fund())
    for who in ("c1", "l1", "b1"):
        chain.add(who, "scope.chosen", {"establishment": ONE})
    return chain


@cache
def desk_opened():
    return desk_ready().fork().add("c1", "package.opened", opening())


STAGES = {
    **OTHERS,
    **{
    one.__name__: one
    for one in (
        fund_begun, fund_ready, batch_taken, batch_doubted, batch_checked, batch_agreed, package_out, package_received,
        package_late, filing_arrived, filing_seen, desk_begun, desk_ready, desk_opened,
    )
    }
}  # fmt: skip
