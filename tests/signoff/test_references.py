"""A measured form that a lead approves for a process: a reference, which changes nothing that was approved."""

import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.signoff.processes import in_force, void_reasons
from app.signoff.references import approve_reference
from tests.signoff.rounds_before import approve_first
from tests.signoff.scenes import STAGES

PRINTS = {"印刷.pdf": digest("print")}


def approved(chain, form):
    draft = approve_reference(
        chain.state, "l1", "p1", digest(form), PRINTS,
        pages=40, placed=55, unplaced=["厚年 氏名"], kept=digest("kept"), spread_um=80,
    )  # fmt: skip
    chain.add("l1", draft.kind, draft.data)


def test_the_last_approved_form_is_the_reference_and_voids_no_approval():
    chain = STAGES["process"]().fork()
    approve_first(chain)
    before = in_force(chain.state, "p1")
    assert before.version is not None
    for form in ("a", "b"):
        approved(chain, form)
    reference = chain.state.processes["p1"].reference
    assert (reference.form, reference.unplaced) == (digest("b"), ("厚年 氏名",))
    assert (reference.kept, reference.spread_um, reference.draft) == (digest("kept"), 80, False)
    assert in_force(chain.state, "p1") == before
    assert void_reasons(chain.state, before.version) == ()


def test_the_same_form_is_not_approved_twice():
    chain = STAGES["process"]().fork()
    approved(chain, "a")
    with pytest.raises(KenpanError) as refused:
        approved(chain, "a")
    assert refused.value.code == "reference.same"
