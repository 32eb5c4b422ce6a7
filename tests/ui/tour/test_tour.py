import numpy as np
import pytest
from PySide6.QtGui import QImage, QImageReader

from app.ui import tour
from tests.sizes import SOAK

BY_PART = (
    ("", (
        "first_start", "login", "new_password", "enrol_code", "recovery_codes",
    )),
    ("medium", (
        "open", "wrong_key", "sheet", "front_gannen", "back", "envelope", "gaiji", "all_boxes", "no_barcode",
        "longest_address", "asterisks", "linked", "zoom_400", "zoom_true", "senpo", "office_total", "count_table",
        "large_text", "small_screen", "atlas", "lessons", "walk",
        "drill_setup", "drill", "drill_missed", "drill_result",
        "drill_record", "drill_record_missed",
        "findings", "findings_small",
        "findings_file", "totals", "damaged_volume", "no_volume",
        "undecodable", "unknown_type", "keys", "guide", "true_size",
    )),
    ("", (
        "people", "rights_history", "access_log", "add_person",
    )),
    ("proof", (
        "today", "today_small", "search",
        "board", "process_void", "month", "new_process", "setting", "choose", "round", "round_small", "piece_fails",
        "piece", "piece_small",
        "signature", "decision_hidden", "decision", "release_asked", "release_differs", "result_sheet",
    )),
    ("reception", (
        "reception_begun", "reception_small", "reception_bad", "reception_sheet_bad", "reception_good",
        "reception_changes", "reception_lead", "reception_sheet_good", "month_received",
        "dummies_none", "dummies_list_wrong", "dummies", "dummies_small", "dummies_captures",
        "dummies_rolls", "dummies_sheet",
        "redirects_none", "redirects_wrong", "redirects_small", "redirects_sign", "redirects", "bundle", "bundles",
        "bundle_sheet", "logs_none", "logs", "logs_small", "logs_remade", "logs_files",
        "counts_none", "counts", "slip", "counts_differ", "counts_small", "counts_slip", "counts_plan",
        "papers_fill", "paper_inspection", "paper_monthly", "paper_result", "papers", "papers_small", "papers_move",
        "papers_held",
        "incidents_none", "incidents_found", "incidents_open", "incidents", "incidents_small",
    )),
    ("comparison", (
        "compare_choose", "compare_side", "compare_overlay", "compare_blink", "compare_swipe", "compare_difference",
        "compare_small", "compare_zone", "compare_zones", "captures", "captures_small", "captures_undecided",
        "captures_sealed", "captures_sealed_small",
    )),
    ("exchange", (
        "delivery_none", "delivery_wrong", "delivery_eyes", "delivery", "delivery_small", "delivery_forms",
        "delivery_places", "delivery_keys",
    )),
    ("", (
        "ledger", "locked",
    )),
    ("proof", (
        "ledger_broken",
    )),
)  # fmt: skip
PARTS = ("medium", "proof", "reception", "comparison", "exchange") if SOAK else ()
SCREENS = tuple(name for part, names in BY_PART if part in ("", *PARTS) for name in names)
OWN_SIZE = (
    "keys", "guide", "true_size", "result_sheet", "reception_sheet_bad", "reception_sheet_good", "dummies_sheet",
    "bundle_sheet",
    "paper_inspection", "paper_monthly", "paper_result",
)  # fmt: skip
SMALL = (
    "small_screen", "findings_small", "today_small", "round_small", "piece_small", "reception_small", "dummies_small",
    "compare_small", "captures_small", "captures_sealed_small", "redirects_small", "logs_small", "counts_small",
    "papers_small", "incidents_small", "delivery_small",
)  # fmt: skip


@pytest.fixture(scope="module")
def pictures(qapp, tmp_path_factory):
    before = qapp.organizationName(), qapp.applicationName(), qapp.applicationDisplayName()
    written = tour.run_tour(tmp_path_factory.mktemp("tour"), establishments=120, parts=PARTS)
    qapp.setOrganizationName(before[0])
    qapp.setApplicationName(before[1])
    qapp.setApplicationDisplayName(before[2])
    return written


def test_every_screen_has_its_picture_in_order(pictures):
    assert [path.stem.partition("_")[2] for path in pictures] == list(SCREENS)
    numbers = [path.stem.partition("_")[0] for path in pictures]
    assert numbers == [f"{number:02d}" for number in range(1, len(SCREENS) + 1)]


def test_pictures_of_the_window_have_its_size(pictures):
    for path in pictures:
        name = path.stem.partition("_")[2]
        wanted = tour.SMALL if name in SMALL else tour.SIZE
        assert name in OWN_SIZE or QImageReader(str(path)).size() == wanted, name


def test_no_picture_is_of_one_colour(pictures):
    for path in pictures:
        image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
        seen = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())[::7, ::7]
        assert len(np.unique(seen)) > 3, path.name


def test_no_two_pictures_are_the_same(pictures):
    assert len({path.read_bytes() for path in pictures}) == len(pictures)
