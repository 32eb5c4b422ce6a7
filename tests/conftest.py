"""Fixtures for every test: offscreen windows, own settings folder, nothing left running."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
