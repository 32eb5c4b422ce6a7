"""What proves a key where only the result can be looked at."""

import numpy as np
import pytest

from app.media.plausible import looks_like
from app.records.layouts import NOTICE_LENGTH, notice_layouts

TOKYO = "ZMGKK#2101"


def array(raw: bytes) -> np.ndarray:
    return np.frombuffer(raw, dtype=np.uint8)


@pytest.mark.parametrize("run", [1, 5, 32, 33])
def test_a_frame_of_any_length_is_as_good_as_another(expected, content, run):
    frame = notice_layouts("kounen")["02"].field(36)
    total = bytearray(content(expected[TOKYO])[-NOTICE_LENGTH:])
    total[frame.span] = (b"*" * run).ljust(frame.length)
    assert looks_like(array(bytes(total)), expected[TOKYO])


def test_text_in_utf8_proves_the_key_and_is_left_to_the_rules(expected, content):
    text = content(expected[TOKYO]).decode("cp932").encode("utf-8")
    assert looks_like(array(text + b"odd length"), expected[TOKYO])
    assert not looks_like(array(content(expected[TOKYO]) + b"odd length"), expected[TOKYO])
