"""Prints of thousands of pages: every page is there, in order, and what was planted is told.

``KENPAN_SOAK=1`` makes 2,000 pages of every layout, otherwise 100 of one.
"""

import pymupdf
import pytest

from app.month.looking.opening import open_folder
from app.training.printing.defects import DEFECTS, EACH, usual
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names, print_layout
from app.training.printing.plan import notices_of
from app.training.sample import make_sample
from app.workstation.settings import Settings
from tests.sizes import SOAK

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def month(tmp_path_factory, request):
    if not SOAK:
        return request.getfixturevalue("bench")
    folder = tmp_path_factory.mktemp("large")
    make_sample(folder, establishments=2_000)
    return open_folder(folder, Settings())


@pytest.mark.parametrize("name", layout_names() if SOAK else ["panels"])
def test_a_large_print_is_whole(month, name):
    layout = print_layout(name)
    stacks = 1 if layout.imposition is None else len(layout.imposition.lefts)
    notices = notices_of(month)[: (2_000 if SOAK else 100) * stacks // len(layout.leaves)]
    lies = [one for one in DEFECTS if one.startswith("lies/")] if SOAK else []
    planted = [*usual(layout), *lies, EACH] if SOAK else []
    job = print_month(month, name, selection=notices, defects=planted)
    pages = sum(len(pymupdf.open(stream=file.data)) for file in job.files)
    assert pages == len(job.pages) >= (1_990 if SOAK else 99)
    printed = {(panel.file, panel.record) for _, panel in job.panels() if panel.record >= 0}
    lost = {(defect.file, defect.record) for defect in job.defects if defect.name == "lost"}
    assert printed | lost == set(notices)
