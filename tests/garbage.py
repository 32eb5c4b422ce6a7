"""The program looks for garbage whenever a volume is opened or closed; that takes long in a process of many tests."""

import gc


def what_is_there_stays() -> None:
    """What was imported and made for many tests is looked through once, and never again."""
    gc.collect()
    gc.freeze()
