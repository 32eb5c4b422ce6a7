"""Which way an envelope goes."""

from collections.abc import Mapping
from typing import Literal

Way = Literal["normal", "redirect", "pull"]
WAYS: tuple[Way, ...] = ("normal", "redirect", "pull")
WAY_WORDS: Mapping[Way, str] = {"normal": "通常", "redirect": "別送", "pull": "引き抜き"}
NORMAL, REDIRECT, PULL = range(3)
