"""Learned places against the truth of foreign prints. ``KENPAN_SOAK=1`` takes every layout."""

import json
import os

import pytest

from app.commands.main import main
from app.proof.learning.learn import learn
from app.proof.printed.model import Notice
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names
from app.training.printing.plan import notices_of
from tests.proof.printed.forms import read_job

SOAK = bool(os.environ.get("KENPAN_SOAK"))


def learned_of(bench, layout, folder, count=20):
    notices = [Notice(*one) for scheme in ("kounen", "senpo") for one in notices_of(bench, (scheme,))[:count]]
    job = print_month(bench, layout, selection=notices)
    learned = learn(read_job(bench, job, folder), notices, lambda notice: bench.content(*notice))
    return job, learned


def wrongly_placed(job, learned):
    """Items that the truth has elsewhere on most of their pages."""
    wrong = []
    for one in learned.items:
        hits = misses = 0
        for page, panel in job.panels():
            if panel.scheme != one.scheme or panel.side != one.side:
                continue
            runs = [run for item in panel.items if item.id == one.item for run in item.runs]
            if not runs:
                continue
            place = one.place
            here = [run for run in runs if abs(run.baseline - place.baseline) < 0.5]
            inside = here and min(run.rect.x0 for run in here) < place.rect.x1
            inside = inside and max(run.rect.x1 for run in here) > place.rect.x0
            fits = inside and panel.turned == place.turned
            fits = fits and abs(page.width - place.width) < 0.5 and abs(page.height - place.height) < 0.5
            hits, misses = hits + bool(fits), misses + (not fits)
        if hits <= misses * 4:
            wrong.append((one.scheme, one.item, hits, misses))
    return wrong


@pytest.mark.parametrize("layout", layout_names() if SOAK else ["fold"])
def test_no_item_is_placed_wrongly_from_twenty_notices(bench, layout, tmp_path):
    job, learned = learned_of(bench, layout, tmp_path)
    texts = {(p.scheme, item.id) for _, p in job.panels() for item in p.items if item.runs}
    print(layout, len(learned.items), "of", len(texts), "asked", len(learned.asked), "unplaced", len(learned.unplaced))
    print("matched", learned.matched, learned.pages, sorted(learned.asked), learned.unplaced)
    assert wrongly_placed(job, learned) == []
    assert learned.items


def test_the_command_writes_what_it_learned_and_no_value_of_a_record(bench, sample_folder, tmp_path, capsys):
    notices = [Notice(*one) for one in notices_of(bench, ("kounen",))[:8]]
    job = print_month(bench, "fold", selection=notices)
    printed = tmp_path / "print.pdf"
    printed.write_bytes(job.pdf)
    code = main(["learn", str(sample_folder), str(printed), "-o", str(tmp_path / "out"), "--pages", "16"])
    written = (tmp_path / "out" / "learned.json").read_text(encoding="utf-8")
    told = json.loads(written)
    assert (code, told["pages"]) == (1, 16), capsys.readouterr()
    assert told["items"]
    contents = [bench.content(*notice) for notice in notices]
    assert not any(content.item("sheet.name_1").text in written for content in contents)
