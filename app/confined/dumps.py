"""Memory of this process, which may hold records, keys and passwords, stays out of core dumps and error reports."""

import sys


def keep_out_of_dumps() -> None:
    """From now on, for as long as the process lives. Where the system has no means of its own nothing happens."""
    if sys.platform == "linux":
        from app.confined import linux

        linux.keep_out_of_dumps()
    elif sys.platform == "win32":
        from app.confined import windows

        windows.keep_out_of_dumps()
