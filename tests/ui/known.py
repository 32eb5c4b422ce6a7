"""Somebody is logged in, without typing: for tests of what comes after."""

from PySide6.QtCore import QCoreApplication


def enter(window, house, who):
    """Begin a session of one of the house's people."""
    window.signoff.desk._begin(house.sessions[who])
    QCoreApplication.processEvents()


def leave(window):
    """End it, with everything that still runs."""
    window.signoff.desk._end()
    QCoreApplication.processEvents()
