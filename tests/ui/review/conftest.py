"""The preview with a record in it."""

import pytest
from PySide6.QtCore import QCoreApplication

from app.ui.review.review_page import ReviewPage


@pytest.fixture
def page(qtbot, themed, jobs, bench, drawer):
    made = ReviewPage(bench, jobs, drawer)
    qtbot.addWidget(made)
    made.resize(1920, 960)
    made.show()
    made.go_to_first_notice()
    return made


@pytest.fixture
def gaiji_page(page, places):
    """On a 厚年 notice with a 外字 in the name, the address side in front."""
    page.selection.set_record(*places["gaiji"])
    assert page.look.gaiji[0].items == (70,)
    QCoreApplication.sendPostedEvents()
    return page
