"""A stand-in for the agency's decryption program. It is not that program and knows nothing of its container.

It speaks the same contract: source, target and key file on the command line, nothing asked, exit code 0 on success.
Its own "container" is AES-256 in counter mode, so that a wrong key gives rubbish of the right length, as a program
without an integrity check would. The first argument is a way to behave, the second a file that notes how it was run.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

from Crypto.Cipher import AES


def crypt(data: bytes, key: bytes, iv: bytes) -> bytes:
    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv).encrypt(data)


def main() -> int:
    mode, note, source, target, keyfile = sys.argv[1:]
    started = Path(f"/proc/{os.getpid()}/cmdline")
    facts = {
        "pid": os.getpid(),
        "argv": sys.argv,
        "cmdline": started.read_bytes().decode("utf-8", "replace") if started.exists() else "",
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "folder_mode": stat.S_IMODE(Path.cwd().stat().st_mode),
        "keyfile_mode": stat.S_IMODE(Path(keyfile).stat().st_mode),
        "stdin": sys.stdin.read(),
    }
    keys = tomllib.loads(Path(keyfile).read_text(encoding="utf-8"))
    plain = crypt(Path(source).read_bytes(), bytes.fromhex(keys["key"]), bytes.fromhex(keys["iv"]))
    if mode == "leave_child":
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        facts["child"] = child.pid
    if mode == "chatter":
        print(plain[:2000], flush=True)
        print(keys, file=sys.stderr, flush=True)
    if mode in {"litter", "hang", "exit1", "chatter"}:
        Path("work").mkdir()
        Path("work", "part.tmp").write_bytes(plain)
        Path(os.environ["TMPDIR"], "spool.tmp").write_bytes(plain)
        Path("read_only.tmp").write_bytes(plain)
        Path("read_only.tmp").chmod(0o400)
        Path("link").symlink_to(source)
    Path(note).write_text(json.dumps(facts), encoding="utf-8")
    if mode == "hang":
        signal.pause()
    if mode in {"exit1", "chatter"}:
        return 1
    if mode == "link":
        Path(target).symlink_to(source)
    elif mode == "short":
        Path(target).write_bytes(plain[:-1])
    elif mode == "empty":
        Path(target).write_bytes(b"")
    elif mode != "nothing":
        Path(target).write_bytes(plain)
    return 0


if __name__ == "__main__":
    sys.exit(main())
