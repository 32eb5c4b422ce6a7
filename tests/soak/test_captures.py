"""Captures in numbers: nothing wrong is accepted at any resolution and noise, and right characters are judged alone.

``KENPAN_SOAK=1`` prints wrong characters and expects wrong ones, more than 10,000 in all (about ten minutes of one
core), and prints the table of the guide; otherwise nothing runs, ``tests/proof/captures`` has a small sample.
"""

import json
import os
import time
from statistics import median

import numpy as np
import pytest

from app.proof.captures.run import pieces_of
from app.proof.captures.sealed import SealedJudge
from app.proof.captures.trial import Trial
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.records.notice_file import DETAIL
from app.training.printing.sealed import sealed_job
from tests.captured import captured_images
from tests.proof.captures.planting import Planter, Tally
from tests.proof.captures.test_sealed import images_of
from tests.sizes import SOAK

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not SOAK, reason="ten minutes; tests/proof/captures has a sample"),
]
GRADES = ("low", "mid", "hard")
LEAST_ALONE = {(200, "mid"): 0.995, (200, "hard"): 0.985, (300, "mid"): 0.998, (300, "hard"): 0.995}
LEAST_ALONE |= {(400, "mid"): 0.999, (400, "hard"): 0.997}
_NOTICES = 6
ROW_SECONDS = float(os.environ.get("KENPAN_SOAK_ROW", "inf"))
"""After so long a row of really printed ones begins no other notice: it tells what it has."""
_CHANCE = 3
"""Boxes that specks of dust may take from so small a sample."""


@pytest.fixture(scope="module")
def planter(bench):
    return Planter(bench)


@pytest.fixture(scope="module")
def notices(bench):
    every = [Notice(name, int(row)) for name, file in bench.notices.items() for row in file.rows(DETAIL)]
    return every[:: len(every) // _NOTICES][:_NOTICES]


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("dpi", [200, 300, 400])
def test_no_wrong_character_is_accepted(planter, notices, dpi, grade, capsys):
    trial = Trial(planter.fonts, planter.judge.alternatives)
    printed = Tally()
    for seed, notice in enumerate(notices):
        captured, _ = planter.captured([notice], dpi, grade, seed=seed)
        for image in captured_images(captured):
            judged = planter.judge.judged(image, planter.side_of, trial.plants)
            trial.enter(judged, planter.bench.content(*judged.side.notice))
        if seed % 3 == 0:
            planter.tally(printed, *planter.captured([notice], dpi, grade, share=0.3, seed=500 + seed, sides=(0,)))
    figures = trial.as_json()
    with capsys.disabled():
        print(f"\n{dpi} {grade} {json.dumps(figures, ensure_ascii=False)} {dict(printed.planted)}")
    assert trial.accepted == printed.accepted == []
    assert figures["planted"] + sum(printed.planted.values()) > 2_000
    chance = _CHANCE / figures["boxes"]
    assert figures["judged_alone"] + chance >= LEAST_ALONE.get((dpi, grade), 0.999)
    assert figures["false_alarms"] <= 0.001
    assert figures["to_people_median"] <= 1
    assert len(set(figures["code128"])) == len(set(figures["customer"])) == 1
    assert not figures["refused"]


@pytest.mark.parametrize("kind", ["plain", "alike"])
@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("dpi", [200, 300, 400])
def test_no_really_printed_wrong_character_is_accepted(planter, notices, dpi, grade, kind, capsys):
    """On sheets as they are and on sheets of nothing but look-alikes, with right ones of both between."""
    tally, chosen, until = Tally(), notices if kind == "plain" else notices[:4], time.monotonic() + ROW_SECONDS
    for seed, notice in enumerate(chosen):
        own = planter.sheet(notice)
        if kind == "alike":
            planter._sheets[notice] = planter.of_look_alikes(own)
        planter.tally(
            tally, *planter.captured([notice], dpi, grade, share=0.5, seed=seed, sides=(0,)), time.process_time
        )
        if seed < 2:
            planter.tally(tally, *planter.captured([notice], dpi, grade, seed=900 + seed), time.process_time)
        planter._sheets[notice] = own
        if time.monotonic() > until:
            break
    boxes = told(tally, capsys, dpi, grade, kind)
    assert tally.accepted == tally.poor == []
    assert not tally.codes["customer", False] and not tally.codes["piece_id", False]
    least = LEAST_ALONE.get((dpi, grade), 0.999) if kind == "plain" else 0.98
    assert (tally.right["same"] + _CHANCE) / boxes >= least
    assert tally.right["changed"] <= 0.001 * boxes + 1


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("dpi", [200, 300, 400])
def test_no_wrong_character_in_a_window_of_a_sealed_envelope_is_accepted(planter, notices, dpi, grade, capsys):
    """Right ones, and as many with three of ten characters wrong; the inserts lie anywhere in their play."""
    tally, held = Tally(), planter.bench.equipment
    pieces = pieces_of(expectation_of(planter.bench), notices)
    judge = SealedJudge(planter.judge, held.envelope, held.barcode.size, pieces)
    coded = [one for one in notices if planter.sheet(one).barcode is not None]
    for share, chosen in ((0.0, notices), (0.3, coded)):
        made = [
            planter.spoilt(planter.sheet(one), np.random.default_rng([at, dpi]), share) for at, one in enumerate(chosen)
        ]
        sealed = sealed_job(
            planter.job([sheet for sheet, _ in made]), dpi=dpi, grade=grade, seed=dpi + round(share * 10)
        )
        for notice, (_, truth), image in zip(chosen, made, images_of(sealed), strict=True):
            judged = judge.judged(image, planter.side_of)
            assert judged.side.notice == notice
            tally.pages.append(judged.seconds)
            planter.count(tally, judged, truth)
    boxes = told(tally, capsys, dpi, grade, "sealed")
    assert tally.accepted == []
    assert tally.right["same"] + _CHANCE >= 0.98 * boxes
    assert tally.right["changed"] <= 0.001 * boxes + 1


def told(tally, capsys, dpi, grade, kind):
    """Print a row of the table; the number of right boxes."""
    boxes, planted = sum(tally.right.values()), sum(tally.planted.values())
    codes = sum(count for (_, right), count in tally.codes.items() if right)
    cells = (
        dpi,
        grade,
        kind,
        f"{len(tally.accepted)} of {planted:,}",
        f"{tally.planted['changed'] / planted:.1%}",
        f"{tally.right['same'] / boxes:.2%} of {boxes:,}",
        tally.right["undecided"],
        tally.right["unproved"],
        tally.right["changed"],
        f"{median(tally.people):g} / {max(tally.people)}",
        f"{codes}/{sum(tally.codes.values())}",
        f"{tally.added} / {tally.lost}",
        f"{median(tally.pages):.2f}",
    )
    with capsys.disabled():
        print("\n|", " | ".join(map(str, cells)), "|", flush=True)
    return boxes
