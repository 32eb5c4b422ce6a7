"""``python -m app`` and the built program."""

import multiprocessing
import sys

from app.confined.entry import begin

if __name__ == "__main__":
    multiprocessing.freeze_support()
    begin(sys.argv[1:])  # a limited child or guard of the built program: it does not return then
    from app.commands.main import main

    sys.exit(main())
