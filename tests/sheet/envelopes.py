"""Envelopes of every play."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from app.sheet.envelope import (
    Tolerance,
    Window,
    load_envelope,
    position,
)
from app.sheet.model import Rect

ENVELOPE = load_envelope()
EXACT = replace(ENVELOPE, tolerances=())


def _box(placed, rect):
    corners = [placed.point(x, y) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _clearance_at(envelope, rect, must, window, placed):
    """Signed clearance at one position, from the definition, tolerances taken off."""
    x0, y0, x1, y1 = _box(placed, rect)
    wx0, wy0, wx1, wy1 = envelope.window(window).rect
    tx, ty = envelope.tolerance
    if must == "show":
        return min(x0 - wx0 - tx, wx1 - x1 - tx, y0 - wy0 - ty, wy1 - y1 - ty)
    return max(max(wx0 - x1, x0 - wx1) - tx, max(wy0 - y1, y0 - wy1) - ty)


def _sampled(envelope, rect, must, window, tilts=121, steps=4):
    """The worst of many positions, found without any of the geometry under test."""
    widest = envelope.slide.tilt_deg
    worst = math.inf
    for theta in np.linspace(-widest, widest, tilts):
        start = position(envelope, 0, 0, theta)
        for dx in np.linspace(0, start.play[0], steps):
            for dy in np.linspace(0, start.play[1], steps):
                placed = start._replace(e=start.e + dx, f=start.f + dy)
                worst = min(worst, _clearance_at(envelope, rect, must, window, placed))
    return worst


@st.composite
def envelopes(draw):
    """Envelopes with two windows, any tolerance and much more play and tilt than ours, so that errors show."""
    width, height = draw(st.floats(200, 240)), draw(st.floats(105, 130))
    play_x, play_y = draw(st.floats(0, 150)), draw(st.floats(0, 80))
    windows = []
    for name in ("address", "office"):
        x0, y0 = draw(st.floats(0, width - 45)), draw(st.floats(0, height - 35))
        x1, y1 = draw(st.floats(x0 + 40, width)), draw(st.floats(y0 + 30, height))
        windows.append(Window(name, Rect(x0, y0, x1, y1), 0.5))
    return replace(
        ENVELOPE,
        width=width,
        height=height,
        insert_width=width - play_x,
        insert_height=height - play_y,
        windows=tuple(windows),
        tolerances=(Tolerance("印字位置", draw(st.floats(0, 2)), draw(st.floats(0, 2))),),
        rotation_deg=draw(st.floats(0, 40)),
    )
