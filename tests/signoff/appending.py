"""Two workstations as processes: both have the book open before either signs a number of entries; which, as JSON.

``appending.py URL COUNT ACCOUNT SEED ACCOUNT SEED``
"""

import json
import sys
from multiprocessing import get_context

from Crypto.PublicKey import ECC

from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.signoff.signing_key import Unlocked


def workstation(url, count, account, seed, ready, said):
    key = Unlocked(account, ECC.construct(curve="ed25519", seed=bytes.fromhex(seed)))
    book = open_book(url)
    ready.wait()
    numbers = []
    for number in range(int(count)):
        draft = Draft("export.made", {"kind": "log", "name": f"{account}-{number}", "size": 0, "sha256": "0" * 64})
        numbers.append(book.sign(key, lambda _state, _by, draft=draft: draft)[0].seq)
    book.engine.dispose()
    said.send(numbers)


def main(url, count, *people):
    # What was read once need not be read again by either, where the system can part a process.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    ready, told = context.Barrier(2), []
    for account, seed in zip(people[::2], people[1::2], strict=True):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=workstation, args=(url, count, account, seed, ready, theirs), daemon=True)
        process.start()
        theirs.close()
        told.append((process, ours))
    print(json.dumps([ours.recv() for _, ours in told]))
    for process, _ in told:
        process.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
