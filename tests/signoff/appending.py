"""One workstation as a process: waits for a line, then signs a number of entries and says which.

``appending.py URL ACCOUNT SEED COUNT``
"""

import sys

from Crypto.PublicKey import ECC

from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.signoff.signing_key import Unlocked

url, account, seed, count = sys.argv[1:]
key = Unlocked(account, ECC.construct(curve="ed25519", seed=bytes.fromhex(seed)))
book = open_book(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(count)):
    draft = Draft("export.made", {"kind": "log", "name": f"{account}-{number}", "size": 0, "sha256": "0" * 64})
    print(book.sign(key, lambda _state, _by, draft=draft: draft)[0].seq, flush=True)
book.engine.dispose()
