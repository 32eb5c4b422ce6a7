"""Entries about people, access, media and findings: one that is right, and what only their own rules refuse."""

from app.canonical import digest
from app.signoff.people_rules import key_data
from app.signoff.signing_key import new_key
from tests.signoff.attack import SIGNERS, Attack, Case
from tests.signoff.entries import REASON


def about(who, **other):
    return {"account": who, **REASON, **other}


def newcomer(chain, role):
    """Somebody of this role who brings their first key."""
    chain.person("x", role, enrolled=False)
    chain.keys["x"] = new_key("x")
    return "x", key_data("x", chain.keys["x"].published, chain.initial["x"])


def own(_chain, role):
    return SIGNERS[role], {"account": SIGNERS[role]}


def session(who, **other):
    """What opens a session for a batch of commands."""
    return {"account": who, "public_key": new_key(who).public, "expires": "2026-11-02T09:30:00.000Z", **other}


def in_session(chain, who):
    """Somebody with an open session."""
    chain.add(who, "session.opened", session(who))
    return who, {"account": who}


def second_use(chain, who):
    """A session with the key of somebody's session that is over."""
    data = session(who)
    chain.add(who, "session.opened", data)
    chain.add(who, "session.closed", {"account": who})
    return {**data, "account": "c1"}


def created(**other):
    return {"account": "z", "login": "id-z", "name": "利用者z", "initial_key": new_key("z").public, **other}


WEAK = "01" + "00" * 31
"""The neutral point: one made-up signature fits every text."""
PRIME = 2**255 - 19
NO_BOXES = tuple(
    point.to_bytes(32, "little").hex()
    for point in (
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        PRIME - 1,
        PRIME,
        PRIME + 1,
        PRIME + 9,
        2**255 + 9,
        2**256 - 1,
    )
)
"""Points of small order, which everybody opens, and points that are spelled otherwise than they should be."""


def brought(who, public=None, initial=None, account=None, box=None):
    """The key that somebody brings, signed with it; by default their own and rightly."""

    def data(chain):
        told = {"box": box(chain)} if box else {}
        chain.keys[who] = new_key(who)
        published = chain.keys[who].published._replace(**told, **({"key": public(chain)} if public else {}))
        proof = initial(chain) if initial else chain.initial[who]
        return key_data(account or who, published, proof)

    return data


def only_a1(chain):
    for who in ("a2", "old"):
        chain.add("a1", "account.stopped", about(who))


def short_of_admins(chain):
    for who in ("a2", "old"):
        chain.add("a1", "right.removed", about(who, role="admin"))


BEGUN = {"format": 2, "program": "1", "previous": None}
PEOPLE = {
    "ledger.begun": Case("people", BEGUN, (Attack("first_of_all", BEGUN),)),
    "account.created": Case(
        "people",
        created(),
        (
            Attack("state", created(account="c1")),
            Attack("state", created(account="gone")),
            Attack("new_login", created(login="ID-C1")),
            Attack("new_login", created(login="id-gone")),
            Attack("initial_key_fresh", created(initial_key=WEAK)),
            Attack("initial_key_fresh", lambda chain: created(initial_key=chain.keys["c1"].public)),
            Attack("initial_key_fresh", lambda chain: created(initial_key=chain.initial["new"].public)),
            Attack("data", created(login="検査")),
            Attack("data", created(name=" ")),
            Attack("data", created(name="字" * 41)),
        ),
    ),
    "account.renamed": Case("people", about("c1", name="別名"), (Attack("", about("gone", name="別名")),)),
    "account.stopped": Case(
        "people",
        about("c1"),
        (
            Attack("", about("a2")),
            Attack("an_admin_stays", about("a1"), before=only_a1),
            Attack("state", about("gone")),
        ),
    ),
    "account.restored": Case("people", about("gone"), (Attack("state", about("c1")),)),
    "right.granted": Case(
        "people",
        about("c1", role="lead"),
        (
            Attack("", about("gone", role="inspector"), before=lambda chain: without_roles(chain, "gone")),
            Attack("", about("t1", role="inspector")),
            Attack("", about("i1", role="trainer")),
            *(Attack("right_not_held", about("i1", role=role)) for role in ("lead", "checker", "admin", "inspector")),
            *(Attack("right_not_held", about(who, role="inspector")) for who in ("l1", "c1", "a2")),
            Attack("right_not_held", about("c1", role="checker")),
            Attack("right_not_held", about("c1", role="owner")),
        ),
    ),
    "right.removed": Case(
        "people",
        about("c1", role="checker"),
        (
            Attack("", about("a2", role="admin")),
            Attack("right_held", about("c1", role="lead")),
            Attack("an_admin_stays", about("a1", role="admin"), before=only_a1),
            Attack("an_admin_stays", about("a1", role="admin"), before=short_of_admins),
            Attack("", about("b1", role="lead"), before=only_a1),
        ),
    ),
    "password.reset": Case(
        "people",
        about("c1", initial_key=new_key("c1").public),
        (
            Attack("", lambda chain: about("gone", initial_key=new_key("gone").public)),
            Attack("initial_key_fresh", about("c1", initial_key=WEAK)),
            Attack("initial_key_fresh", lambda chain: about("c1", initial_key=chain.initial["c1"].public)),
            Attack("initial_key_fresh", lambda chain: about("c1", initial_key=chain.keys["l1"].public)),
        ),
    ),
    "key.enrolled": Case(
        "people",
        make=newcomer,
        attacks=(
            Attack("", brought("new"), "new"),
            Attack("", brought("old"), "old"),
            Attack("own_key_awaited", brought("c1"), "c1"),
            Attack("own_key_awaited", brought("c1", account="new", initial=lambda chain: chain.initial["new"]), "c1"),
            # whoever can write the database, but was not given the initial key
            Attack("by_initial_key", brought("new", initial=lambda _chain: new_key("new")), "new"),
            Attack("by_initial_key", lambda chain: {**brought("new")(chain), "by_initial": "0" * 128}, "new"),
            Attack("by_initial_key", brought("new", initial=lambda chain: chain.initial["old"]), "new"),
            Attack("by_initial_key", brought("old", initial=lambda chain: chain.keys["c1"]), "old"),
            Attack("new_key_fresh", lambda chain: with_key_of(chain, "new", "c1"), "new"),
            Attack("new_key_fresh", lambda chain: with_key_of(chain, "new", "new", chain.initial), "new"),
            *(
                Attack("box_fresh", brought("new", box=lambda _chain, no_box=no_box: no_box), "new")
                for no_box in NO_BOXES
            ),
            Attack("box_fresh", brought("new", box=lambda chain: chain.keys["c1"].published.box), "new"),
            Attack("box_fresh", brought("old", box=lambda chain: chain.keys["old"].published.box), "old"),
            Attack("box_fresh", brought("new", box=lambda chain: chain.keys["c1"].public), "new"),
            Attack("data", brought("new", box=lambda _chain: ""), "new"),
            Attack("data", lambda chain: without("box", brought("new")(chain)), "new"),
            Attack("signature", brought("new", public=lambda _chain: new_key("new").public), "new"),
            Attack("signature", brought("new", public=lambda _chain: WEAK), "new"),
        ),
    ),
    "password.changed": Case("people", make=own, attacks=(Attack("own_account", {"account": "c1"}, "a1"),)),
    "otp.enrolled": Case("people", make=own, attacks=(Attack("own_account", {"account": "c1"}, "a1"),)),
    "recovery.used": Case("people", {"left": 9}),
}


def without_roles(chain, who):
    for role in chain.state.accounts[who].roles:
        chain.add("a1", "right.removed", about(who, role=role))


def without(name, data):
    return {key: value for key, value in data.items() if key != name}


def with_key_of(chain, who, other, keys=None):
    """Somebody brings a key that was already somebody's."""
    chain.keys[who] = (keys or chain.keys)[other]
    return key_data(who, chain.keys[who].published, chain.initial[who])


# Access, media, findings

FINDING = {"rule": "date.era", "file": "ZMGKK#1301", "record": 3, "records": 1, "offset": 40, "length": 6}
FINDINGS = {
    "manifest": digest("m"), "volume": "PAP03A", "findings": [{**FINDING, "sha256": digest("r")}], **REASON
}  # fmt: skip
REVIEW = {**FINDINGS, "how": "each"}
WHOLE_FILE = {**FINDING, "record": None, "offset": None, "length": None, "sha256": digest("r")}

ACCESS = {
    "access.login": Case("people", {}),
    "access.logout": Case("people", {}),
    "access.screen_locked": Case("people", {}),
    "access.screen_unlocked": Case("people", {}),
    "access.refused": Case(
        "people",
        {"why": "password"},
        (
            *(Attack("", {"why": why}) for why in ("unknown", "stopped", "code", "pin")),
            Attack("data", {"why": "なんとなく"}),
            Attack("signer", {"why": "password"}, "nobody"),
        ),
    ),
    "access.locked": Case("people", {"seconds": 5}, (Attack("signer", {"seconds": 5}, "nobody"),)),
    "media.opened": Case(
        "people", {"volume": "PAP03A", "manifest": digest("m"), "container": "見本", "network": ["eth0"]}
    ),
    "media.compared": Case(
        "people",
        {
            "volume": "PAP03A",
            "manifest": digest("m"),
            "other": "PAP03B",
            "files": 8,
            "result": "equal",
            "network": [],
        },
    ),
    "media.refused": Case(
        "people",
        {"volume": "PAP03A", "why": "network", "network": ["eth0"]},
        (
            Attack("", {"volume": "PAP03A", "why": "rights", "network": []}),
            Attack("data", {"volume": "PAP03A", "why": "なんとなく", "network": []}),
            Attack("data", {"volume": "PAP03A", "network": []}),
        ),
    ),
    "session.opened": Case(
        "people",
        make=lambda chain, role: (SIGNERS[role], session(SIGNERS[role])),
        attacks=(
            Attack("", session("c1", expires="2026-11-02T16:59:59.000Z"), "c1"),
            Attack("own_account", session("c2"), "c1"),
            Attack("new_key_fresh", session("c1", public_key=WEAK), "c1"),
            Attack("new_key_fresh", lambda chain: session("c1", public_key=chain.keys["c1"].public), "c1"),
            Attack("new_key_fresh", lambda chain: session("c1", public_key=chain.initial["new"].public), "c1"),
            Attack("new_key_fresh", lambda chain: second_use(chain, "c2"), "c1"),
            Attack("minutes_only", session("c1", expires="2026-11-02T08:59:00.000Z"), "c1"),
            Attack("minutes_only", session("c1", expires="2026-11-02T17:00:01.000Z"), "c1"),
            Attack("data", session("c1", expires="2026-11-32T09:30:00.000Z"), "c1"),
        ),
    ),
    "session.closed": Case(
        "people",
        make=lambda chain, role: in_session(chain, SIGNERS[role]),
        attacks=(
            Attack("own_account", lambda chain: in_session(chain, "c2")[1], "c1"),
            Attack("session_is_open", {"account": "c2"}, "c2"),
        ),
    ),
    "export.made": Case("people", {"kind": "ledger", "name": "a.jsonl", "size": 0, "sha256": digest("x")}),
    "checkpoint.made": Case(
        "people",
        make=lambda chain, role: (SIGNERS[role], {"count": chain.state.count, "head": chain.state.head}),
        attacks=(
            Attack("up_to_here", lambda chain: {"count": 3, "head": chain.state.head}, "a1"),
            Attack("up_to_here", lambda chain: {"count": chain.state.count, "head": digest("x")}, "a1"),
        ),
    ),
    "finding.reviewed": Case(
        "people",
        REVIEW,
        (
            Attack("", {**REVIEW, "findings": [WHOLE_FILE]}),
            Attack("", {**REVIEW, "how": "together"}),
            Attack("data", {**REVIEW, "findings": []}),
            Attack("data", {**REVIEW, "how": "later"}),
            Attack("data", FINDINGS),
        ),
    ),
    "finding.undone": Case("people", FINDINGS),
}
