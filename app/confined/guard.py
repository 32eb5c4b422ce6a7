"""Becoming a foreign program that ends when its parent does.

Between starting a process and running a program in it no Python may run in the parent's copy, which other threads may
have left in any state. So this program is started again, asks the kernel for the signal, and then becomes the other.
"""

import os
import sys


def main(arguments: list[str]) -> None:
    """``arguments``: the parent's process number, a pipe, the program and its words. The pipe closes when the program
    runs; a byte comes through it if it cannot be started. Does not return.
    """
    parent, status, *words = arguments
    if sys.platform == "linux":
        from app.confined.linux import die_with, no_dump

        die_with(int(parent))
        no_dump()
    os.umask(0o077)
    os.set_inheritable(int(status), False)
    try:
        os.execvp(words[0], words)
    except (OSError, ValueError):
        os.write(int(status), b"!")
    os._exit(127)
