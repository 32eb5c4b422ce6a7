"""How a ledger begins: program and verifier say the same."""

import copy

from app.errors import KenpanError
from app.signoff.fold import folded
from app.signoff.formats import Previous
from app.signoff.model import State
from app.signoff.people import found
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from app.signoff.verify.audit import Previous as TheirPrevious
from tests.rows import each_row
from tests.signoff.chain import Chain
from tests.signoff.kinds_held import changed

# The beginning


def beginning(change=lambda drafts: drafts, name="管理者１", key=None, by="a1"):
    """The first entries, made up by somebody who founds a ledger past the program."""
    chain, keys = Chain(), {"a1": new_key("a1")}
    drafts = [
        (draft.kind, copy.deepcopy(draft.data)) for draft in found("a1", "id-a1", "管理者１", keys["a1"].published)
    ]
    for kind, data in change(drafts):
        entry = chain.entry(by, kind, data, key=key or keys["a1"], name=name)
        chain.entries.append(entry)
    rows = chain.rows()
    try:
        folded(State(), chain.entries)
    except KenpanError as error:
        assert error.code == "ledger.broken"
        assert error.place in [f"{entry.seq} 番の記録" for entry in chain.entries]
        return False, verify_entries(rows).is_sound
    return True, verify_entries(rows).is_sound


def test_a_ledger_that_takes_on_says_from_which():
    chain, key = Chain(), new_key("a1")
    previous = {"format": 1, "count": 189, "head": "0" * 64}
    for draft in found("a1", "id-a1", "管理者１", key.published):
        data = {**draft.data, "previous": previous} if draft.kind == "ledger.begun" else draft.data
        chain.entries.append(chain.entry("a1", draft.kind, data, key=key, name="管理者１"))
    assert folded(State(), chain.entries).previous == Previous(**previous)
    assert verify_entries(chain.rows()).previous == TheirPrevious(**previous)


def test_a_ledger_that_is_begun_as_the_program_does_is_accepted_by_both():
    assert beginning() == (True, True)
    previous = {"format": 1, "count": 189, "head": "0" * 64}
    assert beginning(changed(0, previous=previous)) == (True, True)


@each_row(
    "forged",
    [
        {"change": changed(0, previous={"format": 1, "count": 189})},
        {"change": changed(0, previous="none")},
        {"change": changed(0, program="")},
        {"change": changed(0, format=1)},
        {"change": changed(1, account="a2")},
        {"change": changed(1, name="別名")},
        {"change": changed(1, initial_key="0" * 64)},
        {"change": changed(2, role="lead")},
        {"change": changed(2, account="a2")},
        {"change": changed(3, account="a2")},
        {"change": changed(3, by_initial="0" * 128)},
        {"change": changed(3, public_key=new_key("a1").public)},
        {"key": new_key("a1")},
        {"by": "a2"},
        {"name": "別名"},
        {"change": lambda drafts: drafts[:3]},
        {"change": lambda drafts: drafts[1:]},
        {"change": lambda drafts: [drafts[0], drafts[2], drafts[1], drafts[3]]},
        {"change": lambda drafts: [drafts[0], *drafts]},
        {"change": lambda drafts: [*drafts[:2], *drafts[1:]]},
    ],
)
def test_a_ledger_that_is_begun_otherwise_is_refused_by_both(forged):
    assert beginning(**forged) == (False, False)
