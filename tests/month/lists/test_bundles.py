"""引き抜き in bundles: by office, not over 4 kg, and what a scan means."""

from dataclasses import replace

import pytest

from app.equipment.weights import load_weights
from app.month.lists.applying import open_lists, with_lists
from app.month.lists.bundles import judge_scan, plan_bundles
from app.month.lists.reporting import bundle_papers
from app.reports.bundle_sheet import bundle_pdf
from app.training.redirect_zip import PASSWORD, make_redirect_zip


@pytest.fixture(scope="module")
def month(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "a.zip"
    make_redirect_zip(path, bench.notices.values(), share=0.6)
    return with_lists(bench, open_lists(bench, path, PASSWORD))


@pytest.fixture(scope="module")
def plan(month):
    return plan_bundles(month)


def test_every_pulled_establishment_lies_in_one_bundle_of_its_office(month, plan):
    rows = [piece.row for bundle in plan for piece in bundle.pieces]
    wanted = [one for one in month.lists.rows if one.kind == "pull"]
    assert sorted(one.number for one in rows) == sorted(one.number for one in wanted)
    for bundle in plan:
        assert {piece.row.found.key.office.decode() for piece in bundle.pieces} == {bundle.code}
        assert bundle.office is not None and bundle.office.code == bundle.code
        assert (bundle.number, bundle.of) == (1, 1)
    assert plan_bundles(month) == plan


def test_a_bundle_that_would_be_too_heavy_is_split_as_late_as_possible(month, plan):
    heaviest = max(plan, key=lambda one: one.grams)
    assert len(heaviest.pieces) > 1
    weights = replace(load_weights(), bundle=heaviest.grams - 1)
    parts = [one for one in plan_bundles(month, weights) if one.code == heaviest.code]
    assert [one.number for one in parts] == [1, 2] and all(one.of == 2 for one in parts)
    assert len(parts[1].pieces) == 1
    assert all(one.grams <= weights.bundle for one in parts)
    alone = plan_bundles(month, replace(weights, bundle=0.1))
    assert all(len(one.pieces) == 1 for one in alone), "what is too heavy alone still goes"


def test_a_piece_weighs_its_paper_its_envelope_and_its_flyers(month, plan):
    weights = load_weights()
    piece = plan[0].pieces[0]
    content = month.content(*piece.row.records[0])
    paper, envelope = month.equipment.forms[content.layout_no].paper, month.equipment.envelope
    one, two = (weights.piece(paper, envelope, content.flyers, sheets) for sheets in (1, 2))
    # 上質 A判 35.0 kg is 63.6 g/m²; 210 × 230 mm of it weigh 3.07 g.
    assert two - one == pytest.approx(3.07, abs=0.02)
    bare = weights.piece(paper, envelope, replace(content.flyers, flyers=()), 1)
    assert one - bare == pytest.approx(sum(weights.flyers[own.size] for own in content.flyers.flyers))
    assert piece.grams == (one if len(piece.ids) == 1 else two)
    assert "推定" in weights.inferred


def test_a_scan_is_of_this_bundle_once_of_another_or_of_none(month, plan):
    bundle, other = plan[0], plan[1]
    own = bundle.pieces[0].ids[0]
    assert judge_scan(plan, bundle, frozenset(), own) == ("in", "")
    assert judge_scan(plan, bundle, frozenset((own,)), own) == ("again", "")
    assert judge_scan(plan, bundle, frozenset(), other.pieces[0].ids[0]) == ("other", other.name)
    pulled = {record for one in plan for piece in one.pieces for record in piece.row.records}
    stranger = next(
        month.content(name, int(row)).piece_id
        for name, file in month.notices.items()
        for row in file.rows(1)
        if (name, int(row)) not in pulled
    )
    assert judge_scan(plan, bundle, frozenset(), stranger) == ("foreign", "")


def test_each_bundle_has_its_address_and_its_list_on_paper(month, plan):
    import pymupdf

    papers = bundle_papers(month, plan[:2], "2026年11月", load_weights())
    with pymupdf.open(stream=bundle_pdf(papers, "検版")) as document:
        pages = [page.get_text() for page in document]
    assert len(pages) == 2
    for page, bundle in zip(pages, plan, strict=False):
        flat = "".join(page.split())
        assert f"〒{bundle.office.postal}" in flat and f"{bundle.office.name}　御中".replace("　", "") in flat
        assert all(piece.ids[0] in flat for piece in bundle.pieces)
        assert "しない（チラシとともに封入）" in flat
