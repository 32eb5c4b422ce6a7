"""Entries about the exchange of forms: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from app.signoff import deliveries, exchange, filings, form_batches
from app.signoff.kinds import KINDS
from tests.signoff.attack import Attack, Case
from tests.signoff.exchanged import (
    AGAIN,
    APPROVING,
    BATCH,
    DOUBTED,
    ERASED,
    ERASING,
    FILING,
    KEYS,
    LATE,
    ONE,
    OTHER,
    OWN,
    WAITING,
    arrived,
    batch,
    document,
    enrolling,
    fund,
    issue,
    keys,
    looking,
    made,
    opening,
    own_receipt,
    receipt,
    signing,
)


def add(who, kind, data, **other):
    return lambda chain: chain.add(who, kind, data, **other)


def at_late(chain):
    """Seven years on."""
    return chain.add("c1", "access.login", {}, time=LATE)


SLIP = receipt()
AT_ONE, AT_OTHER = {"establishment": ONE}, {"establishment": OTHER}
SEEN = {"filing": FILING, "comment": ""}
BACK = {"filing": FILING, "reason": "日付の誤り"}
removed = add("a1", "terminal.removed", {**AT_ONE, "terminal": KEYS[1].id, "reason": "交換"})


def full(chain):
    for key in KEYS[2:4]:
        chain.add("a1", "terminal.enrolled", enrolling(key))
    return chain


def discarded(chain, own=BATCH):
    return chain.add("c2", "batch.discarded", {"batch": own, "reason": "作り直し", "method": "消去"})


def rekeyed(chain):
    return chain.add("l2", "machine.rekeyed", {"store": digest("other")})


def seen(chain):
    return chain.add("c2", "batch.looked", looking())


EXCHANGE = {
    "exchange.begun": Case(
        "people",
        {"side": "fund", "name": "見本基金"},
        (
            Attack("exchange_off", before=add("a2", "exchange.begun", {"side": "establishment", "name": "見本"})),
            Attack("data", {"side": "agency", "name": "見本"}),
        ),
    ),
    "machine.made": Case(
        "fund_begun",
        {"store": digest("store"), **keys(OWN)},
        (
            Attack("machine_once", before=add("c2", "machine.made", {"store": digest("x"), **keys(KEYS[4])})),
            Attack("keys_good", {"store": digest("store"), "sign_key": OWN.sign_key, "seal_key": "00" * 32}),
        ),
    ),
    "machine.rekeyed": Case(
        "fund_ready",
        {"store": digest("other")},
        (
            Attack("another_store", {"store": digest("store")}),
            Attack("another_store", before=add("l2", "machine.rekeyed", {"store": digest("other")})),
            Attack("another_store", {"store": digest("store")}, before=rekeyed),
        ),
    ),
    "establishment.entered": Case(
        "fund_begun",
        {"establishment": "11003", "name": "練習工業"},
        (
            Attack("name_changes", {**AT_ONE, "name": "見本製作所"}),
            Attack("", {**AT_ONE, "name": "見本工業"}),
            Attack("data", {"establishment": "11-1", "name": "見本"}),
        ),
    ),
    "terminal.enrolled": Case(
        "fund_ready",
        enrolling(KEYS[2]),
        (
            Attack("one_more_terminal", enrolling()),
            Attack("one_more_terminal", enrolling(KEYS[4]), before=full),
            Attack("", enrolling(KEYS[4], OTHER), before=full),
            Attack("", enrolling(), before=removed),
            Attack("fingerprint_right", {**enrolling(KEYS[2]), "terminal": KEYS[3].id}),
            Attack("establishment_known", enrolling(KEYS[2], "99")),
            Attack("keys_good", {**enrolling(KEYS[2]), "sign_key": "00" * 32}),
        ),
    ),
    "terminal.removed": Case(
        "fund_ready",
        {**AT_ONE, "terminal": KEYS[1].id, "reason": "交換"},
        (
            Attack("terminal_in_use", before=removed),
            Attack("terminal_in_use", {**AT_OTHER, "terminal": KEYS[1].id, "reason": "交換"}),
            Attack("establishment_known", {"establishment": "99", "terminal": KEYS[1].id, "reason": "交換"}),
        ),
    ),
    "fund.enrolled": Case(
        "desk_ready",
        fund(KEYS[2]),
        (
            Attack("new_fund", fund()),
            Attack("keys_good", {**fund(KEYS[2]), "seal_key": "00" * 32}),
            Attack("fingerprint_right", {**fund(KEYS[2]), "fund": KEYS[3].id}),
        ),
    ),
    "scope.chosen": Case(
        "desk_ready",
        AT_OTHER,
        (Attack("out_of_scope", AT_ONE), Attack("establishment_known", {"establishment": "99"})),
    ),
    "scope.refused": Case(
        "desk_ready", {**AT_OTHER, "what": "包み"}, (Attack("out_of_scope", {**AT_ONE, "what": "x"}),)
    ),
    "batch.read": Case(
        "fund_ready",
        batch(),
        (
            Attack("known_by_content", {**batch(), "period": "2026-10"}),
            Attack("known_by_content", before=add("c2", "batch.read", batch())),
            Attack("documents_once", batch(documents=[document(), document()])),
            Attack("documents_once", batch(documents=[document("99")])),
            Attack("documents_once", batch(held=batch()["held"] * 2)),
            Attack("", batch(documents=[], roster=digest("roster"))),
            Attack("", before=lambda chain: discarded(chain.add("c2", "batch.read", batch()))),
            Attack("", batch(unproved=WAITING)),
            Attack("documents_once", batch(unproved=WAITING * 2)),
            Attack("documents_once", batch(unproved=[{**WAITING[0], "page": 1}])),
            Attack("documents_once", batch(unproved=[{**WAITING[0], "sha256": digest("x")}])),
            Attack("known_by_content", {**batch(), "unproved": WAITING}),
        ),
    ),
    "batch.looked": Case(
        "batch_doubted",
        looking(),
        (
            Attack("waiting_pages", looking((digest("1"), 0), (digest("1"), 0))),
            Attack("waiting_pages", looking((digest("1"), 1))),
            Attack("waiting_pages", looking((digest("2"), 0))),
            Attack("waiting_pages", looking(batch=digest("x"))),
            Attack("waiting_pages", before=lambda chain: discarded(chain, DOUBTED)),
            Attack("", before=add("c2", "batch.looked", looking())),
        ),
    ),
    "batch.discarded": Case(
        "batch_checked",
        {"batch": BATCH, "reason": "作り直し", "method": "消去"},
        (
            Attack("not_approved", before=add("l2", "batch.approved", APPROVING)),
            Attack("not_approved", before=discarded),
            Attack("not_approved", {"batch": digest("x"), "reason": "作り直し", "method": "消去"}),
        ),
    ),
    "batch.signed": Case(
        "batch_taken",
        signing(),
        (
            Attack("sound_ones", signing(OTHER)),
            Attack("sound_ones", signing(ONE, ONE)),
            Attack("sound_ones", before=add("c2", "batch.signed", signing())),
            Attack("sound_ones", {**signing(), "batch": digest("x")}),
            Attack("sound_ones", before=discarded),
        ),
    ),
    "batch.approved": Case(
        "batch_checked",
        APPROVING,
        (
            Attack("signed_by_another", APPROVING, "b1"),
            Attack("signed_by_another", before=add("l2", "batch.approved", APPROVING)),
            Attack("signed_by_another", before=discarded),
        ),
    ),
    "package.delivered": Case(
        "batch_agreed",
        issue(),
        (
            Attack("as_approved", issue(establishment=OTHER)),
            Attack("establishment_known", issue(establishment="99")),
            Attack("as_approved", issue(terminals=[KEYS[2].id])),
            Attack("as_approved", issue(terminals=[KEYS[1].id] * 2)),
            Attack("as_approved", issue(), before=removed),
            Attack("as_approved", issue(issue=2)),
            Attack("as_approved", issue(reason="x")),
            Attack("as_approved", before=add("c2", "package.delivered", issue())),
            Attack("", AGAIN, before=add("c2", "package.delivered", issue())),
            Attack("as_approved", {**AGAIN, "reason": " "}, before=add("c2", "package.delivered", issue())),
            Attack("as_approved", {**AGAIN, "package": digest("x")}, before=add("c2", "package.delivered", issue())),
        ),
    ),
    "receipt.taken": Case(
        "package_out",
        SLIP,
        (
            Attack("slip_proved", receipt(KEYS[2])),
            Attack("slip_proved", {**SLIP, "signature": receipt(nonce="2")["signature"]}),
            Attack("slip_proved", {**SLIP, "slip": SLIP["slip"].replace("受領者", "別の者")}),
            Attack("slip_proved", receipt(establishment=OTHER)),
            Attack("slip_proved", {**receipt(format="kenpan-receipt-2")}),
            Attack("slip_proved", before=add("c1", "receipt.taken", SLIP)),
            Attack("awaited", receipt(nonce="2"), before=add("c1", "receipt.taken", SLIP)),
            Attack("", before=removed),
        ),
    ),
    "package.erasing": Case(
        "package_late",
        make=lambda _chain, _role: ("l1", ERASING),
        attacks=(Attack("kept_its_years", {**ERASING, "package": digest("x")}),),
    ),
    "package.erased": Case(
        "package_late",
        make=lambda _chain, _role: ("l1", ERASED),
        attacks=(Attack("erasing_by_another", ERASED, "b1"),),
    ),
    "package.opened": Case(
        "desk_ready",
        opening(),
        (
            Attack("in_scope", opening(establishment=OTHER)),
            Attack("of_known_fund", opening(fund=KEYS[2].id)),
            Attack("in_scope", before=add("c1", "scope.chosen", AT_OTHER)),
        ),
    ),
    "receipt.signed": Case(
        "desk_opened",
        own_receipt(),
        (
            Attack("own_slip", {**own_receipt(), "signature": receipt()["signature"]}),
            Attack("opened_before", own_receipt(package=digest("x")) | {"package": digest("x")}),
            Attack("in_scope", before=add("c1", "scope.chosen", AT_OTHER)),
        ),
    ),
    "filing.made": Case(
        "desk_ready",
        made(),
        (
            Attack("a_new_filing", before=add("l1", "filing.made", made())),
            Attack("in_scope", made(establishment=OTHER)),
            Attack("of_known_fund", {**made(), "fund": KEYS[2].id}),
        ),
    ),
    "filing.received": Case(
        "fund_ready",
        arrived(),
        (
            Attack("a_new_filing", before=add("c2", "filing.received", arrived())),
            Attack("a_new_filing", arrived(filing=digest("x")), before=add("c2", "filing.received", arrived())),
            Attack("terminal_in_use", arrived(terminal=KEYS[2].id)),
            Attack("terminal_in_use", before=removed),
            Attack("establishment_known", arrived(establishment="99")),
        ),
    ),
    "filing.checked": Case(
        "filing_arrived", SEEN, (Attack("just_received", before=add("c2", "filing.checked", SEEN)),)
    ),
    "filing.accepted": Case(
        "filing_seen",
        SEEN,
        (
            Attack("checked_by_another", SEEN, "b1"),
            Attack("checked_by_another", before=add("l2", "filing.returned", BACK)),
            Attack("checked_by_another", before=add("l2", "filing.accepted", SEEN)),
        ),
    ),
    "filing.returned": Case("filing_seen", BACK, (Attack("still_open", before=add("l2", "filing.accepted", SEEN)),)),
}


def looked_at_by(who):
    """The page by one, the batch by another."""
    return lambda chain: chain.add(who, "batch.looked", looking()).add("c2", "batch.signed", signing(batch=DOUBTED))


def with_problems(chain):
    chain.add("c1", "filing.received", arrived(problems=1))
    return chain.add("c2", "filing.checked", SEEN)


EXCHANGE_LATER = {
    "batch.signed": (
        ("batch_doubted", None, Attack("sound_ones", signing(batch=DOUBTED))),
        ("batch_doubted", seen, Attack("", signing(batch=DOUBTED))),
    ),
    "batch.looked": (
        (
            "batch_doubted",
            lambda chain: seen(chain).add("c2", "batch.signed", signing(batch=DOUBTED)),
            Attack("waiting_pages", looking()),
        ),
    ),
    "machine.rekeyed": (("fund_begun", None, Attack("another_store", {"store": digest("other")})),),
    "batch.approved": (
        ("batch_taken", None, Attack("signed_by_another", APPROVING)),
        ("batch_doubted", looked_at_by("b1"), Attack("signed_by_another", {**APPROVING, "batch": DOUBTED}, "b1")),
        ("batch_doubted", looked_at_by("b1"), Attack("", {**APPROVING, "batch": DOUBTED}, "l1")),
    ),
    "package.delivered": (("batch_checked", None, Attack("as_approved", issue())),),
    "package.erasing": (("package_out", None, Attack("kept_its_years", ERASING)),),
    "package.erased": (
        ("package_out", None, Attack("kept_its_years", ERASED)),
        ("package_out", at_late, Attack("erasing_by_another", ERASED)),
    ),
    "receipt.taken": (
        ("package_received", add("c1", "package.delivered", AGAIN), Attack("slip_proved", SLIP)),
        ("package_received", add("c1", "package.delivered", AGAIN), Attack("", receipt(nonce="2"))),
        ("batch_agreed", None, Attack("awaited", SLIP)),
    ),
    "filing.accepted": (
        ("filing_arrived", None, Attack("checked_by_another", SEEN)),
        ("fund_ready", with_problems, Attack("checked_by_another", SEEN)),
    ),
}


def elsewhere(name, rules):
    """Where an entry is of the other side, or of none."""
    data = DATA[name]
    names = {rule.__name__ for rule in rules}
    if "at_the_fund" in names:
        yield "desk_ready", None, Attack("at_the_fund", data, "l1" if "lead" in KINDS[name].roles else "")
    if "at_an_establishment" in names:
        yield "fund_ready", None, Attack("at_an_establishment", data)
    if "exchange_on" in names:
        yield "people", None, Attack("exchange_on", data)


DATA = {name: case.data for name, case in EXCHANGE.items()} | {"package.erasing": ERASING, "package.erased": ERASED}
for own, rules in {**exchange.RULES, **form_batches.RULES, **deliveries.RULES, **filings.RULES}.items():
    EXCHANGE_LATER[own] = (*EXCHANGE_LATER.get(own, ()), *elsewhere(own, rules))
"""Attacks from other stages: stage, what came before, attack."""
