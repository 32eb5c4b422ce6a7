"""印刷照合 closes on one signed comparison of the whole month, and is void as soon as another print was compared."""

import hashlib
import json

import pytest

from app.canonical import digest
from app.errors import KenpanError
from app.signoff import comparisons, gates
from app.signoff.comparison_model import RuledGroup
from app.signoff.comparison_standing import (
    DRAFT_ONLY,
    compared_lines,
    comparison_is_signed,
    comparison_of,
    copies_of,
    signed_of,
    unapproved,
    uncompared,
)
from app.signoff.gates import COMPARE, gates_of
from app.signoff.references import approve_draft
from tests.house import EQUIPMENT, MONTH, part

ACCEPTED = RuledGroup("print.changed", "a" * 64, "b" * 64, 3, 1, "accept", "様式の版の違い")
REPRINT = RuledGroup("print.missing", "a" * 64, "b" * 64, 2, 2, "reprint", "刷り直す")


@pytest.fixture
def printing(opened):
    """A house whose month was let go."""
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    opened.release((*EQUIPMENT, MONTH, *opened.run_settings()))
    return opened


def gate(house):
    return next(one for one in gates_of(house.state, house.state.months["m1"]) if one.name == COMPARE)


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value


def test_a_checker_signs_and_a_lead_closes_the_gate(printing):
    assert (gate(printing).state, gate(printing).turn) == ("ready", "checker")
    assert gate(printing).blocking == ("署名された照合がありません",)
    assert "署名された照合がありません" in refusal(printing.approve_print).what
    printing.sign_print(decided=(ACCEPTED,))
    assert (gate(printing).turn, gate(printing).blocking) == ("lead", ())
    printing.approve_print()
    closed = gate(printing)
    assert closed.state == "closed"
    figures = {one.name: (one.count, one.unit) for one in closed.evidence if one.count is not None}
    assert figures == {"pages": (27, "頁"), "records": (9, "件"), "matched": (9, "件"), "differences": (3, "件"),
                       "ignored": (0, "頁")}  # fmt: skip


def test_another_print_voids_what_was_approved_and_names_it(printing):
    printing.sign_print()
    printing.approve_print()
    printing.sign_print(prints="2")
    void = gate(printing)
    assert (void.state, void.turn) == ("void", "lead")
    (why,) = void.why_void
    assert "印刷データが変わっています" in why and "print2.pdf" in why
    printing.approve_print()
    assert gate(printing).state == "closed"


def test_another_medium_or_flyer_voids_it_and_a_comparison_of_another_medium_counts_for_nothing(printing):
    printing.sign_print()
    printing.approve_print()
    printing.bind_month((*EQUIPMENT, MONTH, part("flyers", "2")), "チラシAの差替え")
    assert gate(printing).state == "void"
    printing.bind_month((*EQUIPMENT, part("media", "2")))
    assert comparison_of(printing.state, printing.state.months["m1"]) is None


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"records": 8}, "全件の照合ではありません（8／9 件）"),
        ({"decided": (REPRINT,)}, "刷り直しと決めた違い 2 件"),
    ],
)
def test_what_is_not_whole_is_signed_but_closes_nothing(printing, other, why):
    printing.sign_print(**other)
    assert any(why in one for one in uncompared(printing.state, printing.state.months["m1"]))
    assert gate(printing).turn == "checker"
    assert why in refusal(printing.approve_print).what


def test_undecided_differences_and_mixed_people_cannot_be_signed_as_fine(printing):
    state, month = printing.state, printing.state.months["m1"]
    given = {"month": "m1", "sha256": "c" * 64, "manifest": gates.medium_of(month)}
    given |= {"basis": (), "zones": (), "comment": ""}
    figures = dict.fromkeys(("pages", "records", "matched", "unreadable", "ignored"), 0)

    def sign(differences, *decided):
        comparisons.sign_comparison(
            state, "", figures={**figures, "differences": differences}, decided=decided, **given
        )

    assert "2 件" in refusal(sign, 5, ACCEPTED).what
    mixed = RuledGroup("print.pairing", "a" * 64, "b" * 64, 1, 1, "accept", "理由")
    assert "別の人" in refusal(sign, 1, mixed).what
    sign(3, ACCEPTED)


def test_a_lead_can_ask_that_each_difference_is_looked_at(printing):
    def require(each):
        printing.by("hinshitsu-1", lambda state, by: comparisons.require_each(state, by, "m1", each, "重要な月"))

    require(True)
    assert refusal(require, True).code == "compare.each"
    assert refusal(printing.sign_print, decided=(ACCEPTED,)).code == "compare.each"
    require(False)
    printing.sign_print(decided=(ACCEPTED,))
    require(True)
    assert "1件ずつ見ていない違いがあります" in gate(printing).blocking
    require(False)
    printing.approve_print()


def test_who_signed_does_not_approve_and_approves_nothing_else(printing):
    printing.sign_print(who="kensa-1")
    month = printing.state.months["m1"]
    one = comparison_of(printing.state, month)
    assert unapproved(printing.state, month, compared_lines(one), one.signature.by) == (
        "照合に署名した人は、承認できません",
    )
    other = compared_lines(one)[:-1]
    assert "署名された照合と違います" in refusal(printing.close, "m1", COMPARE, other).what


def test_a_result_file_is_evidence_only_byte_for_byte_as_it_was_signed(printing):
    raw = json.dumps({"pages": 27}).encode()
    assert not comparison_is_signed(printing.state, raw)
    printing.sign_print(sha256=hashlib.sha256(raw).hexdigest())
    assert comparison_is_signed(printing.state, raw)
    assert signed_of(printing.state, raw)[0].id == "m1"
    assert not comparison_is_signed(printing.state, raw + b" ") and not comparison_is_signed(printing.state, b"\xff")
    printing.sign_print(prints="2")
    assert signed_of(printing.state, raw) is not None
    assert not comparison_is_signed(printing.state, raw), "a later one stands in its place"


def test_scans_of_all_its_paper_are_signed_and_close_nothing(printing):
    """Every notice of the month lies on them, and not one differs: a sample all the same."""
    printing.sign_print(captures=True)
    month = printing.state.months["m1"]
    (one,) = printing.state.comparisons["m1"].signed
    assert one.captures and (one.records, one.matched, one.unreadable) == (9, 9, 0)
    assert uncompared(printing.state, month) == ("署名された照合がありません",)
    assert "署名された照合がありません" in refusal(printing.approve_print).what
    assert refusal(printing.close, "m1", COMPARE, compared_lines(one)).code == "gate.open"


def test_scans_neither_stand_for_the_print_nor_void_what_was_approved_of_it(printing):
    printing.sign_print()
    printing.approve_print()
    printing.sign_print(captures=True, prints="2")
    assert gate(printing).state == "closed"


def test_a_comparison_by_draft_forms_closes_nothing_until_they_are_the_reference_when_it_is_signed(printing):
    month = lambda: printing.state.months["m1"]  # noqa: E731
    printing.sign_print(draft=True)
    assert uncompared(printing.state, month()) == (DRAFT_ONLY,)
    assert DRAFT_ONLY in refusal(printing.approve_print).what
    printing.by(
        "hinshitsu-1",
        lambda state, by: approve_draft(state, by, "p1", "0" * 64, {"print1.pdf": digest("1")}, pages=27),
    )
    assert printing.state.processes["p1"].reference.draft
    assert uncompared(printing.state, month()) == (DRAFT_ONLY,), "what was signed before is what it was"
    printing.sign_print(draft=True)
    printing.approve_print()
    assert gate(printing).state == "closed"


def test_each_sample_of_scans_is_evidence_by_itself_until_it_is_signed_anew(printing):
    def sign(raw, prints):
        printing.sign_print(captures=True, prints=prints, sha256=hashlib.sha256(raw).hexdigest())

    sign(b"proofs", "2")
    sign(b"rolls", "3")
    printing.sign_print()
    assert all(comparison_is_signed(printing.state, raw) for raw in (b"proofs", b"rolls"))
    sign(b"proofs again", "2")
    assert not comparison_is_signed(printing.state, b"proofs")
    assert comparison_is_signed(printing.state, b"rolls")


def test_machines_that_received_the_records_are_named_as_copies_of_the_month(printing):
    month = printing.state.months["m1"]
    printing.sign_print(machines=("kumi-2", "kumi-1", "kumi-2"))
    printing.sign_print(prints="2")
    printing.sign_print(prints="3", machines=("kumi-3",))
    assert copies_of(printing.state, month) == ("kumi-1", "kumi-2", "kumi-3")
    line = compared_lines(comparison_of(printing.state, month))[-1]
    assert (line.name, line.count, line.unit, line.text) == ("machines", 1, "台", "kumi-3")
    printing.approve_print()
    assert gate(printing).state == "closed"
