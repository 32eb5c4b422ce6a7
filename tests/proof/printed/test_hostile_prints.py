"""Files that are no prints: each is named as unreadable, and the pages of the others are compared all the same."""

import zlib

import pymupdf
import pytest

from app.proof.printed import run


def encrypted(data):
    with pymupdf.open(stream=data) as document:
        return document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="a", owner_pw="b")


def bomb(_data):
    """A page whose stream unpacks to far more than the child may hold."""
    packer, piece = zlib.compressobj(1), bytes(1 << 20)
    once = b"".join([*(packer.compress(piece) for _ in range(300)), packer.flush()])
    body = zlib.compress(once, 1)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream" % (len(body), body),
    ]
    out, places = bytearray(b"%PDF-1.6\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("empty", lambda data: b"", "PDF ではありません"),
        ("rubbish", lambda data: b"\0\xff" * 5000, "PDF ではありません"),
        ("cut", lambda data: data[: len(data) // 2], "壊れて"),
        ("encrypted", encrypted, "暗号化"),
        ("bomb", bomb, ""),
    ],
)
def test_what_is_no_print_is_unreadable_and_the_rest_goes_on(press_of, tmp_path, monkeypatch, name, spoil, reason):
    monkeypatch.setattr(run, "LIMITS", run.LIMITS._replace(memory_mb=400, cpu_s=1))
    press = press_of("panels")
    job = press.print(2)
    (good,) = press.files(job)
    bad = tmp_path / f"{name}.pdf"
    bad.write_bytes(spoil(good.read_bytes()))
    result = press.compare(job, [bad, good])
    assert {one.file for one in result.unreadable} == {bad.name}
    assert any(reason in one.reason for one in result.unreadable)
    assert not result.equal
    assert result.matched == 2
    assert {one.rule for one in result.findings} <= {"print.duplicate_page"}
