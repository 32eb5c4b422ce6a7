"""Files that are no prints: each is named as unreadable, and the pages of the others are compared all the same."""

import zlib

import pymupdf

from app.proof.printed import run


def encrypted(data):
    with pymupdf.open(stream=data) as document:
        return document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="a", owner_pw="b")


def bomb(_data):
    """A page whose stream unpacks to far more than the child may hold."""
    packer, piece, times = zlib.compressobj(1, wbits=-15), bytes(1 << 20), 300
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = (len(piece) * times % 65521 << 16) + 1  # of nothing but zeros
    once = b"\x78\x01" + packed * times + packer.flush() + adler.to_bytes(4)
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


BAD = {
    "empty": (lambda _data: b"", "PDF ではありません"),
    "rubbish": (lambda _data: b"\0\xff" * 5000, "PDF ではありません"),
    "cut": (lambda data: data[: len(data) // 2], "壊れて"),
    "encrypted": (encrypted, "暗号化"),
    "bomb": (bomb, ""),
}


def test_what_is_no_print_is_unreadable_and_the_rest_goes_on(press_of, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "LIMITS", run.LIMITS._replace(memory_mb=400, cpu_s=1))
    press = press_of("panels")
    job = press.print(2)
    (good,) = press.files(job)
    bad = [tmp_path / f"{name}.pdf" for name in BAD]
    for path in bad:
        path.write_bytes(BAD[path.stem][0](good.read_bytes()))
    result = press.compare(job, [*bad, good])
    assert {one.file for one in result.unreadable} == {path.name for path in bad}
    for name, (_, reason) in BAD.items():
        assert any(reason in one.reason for one in result.unreadable if one.file == f"{name}.pdf"), name
    assert not result.equal
    assert result.matched == 2
    assert {one.rule for one in result.findings} <= {"print.duplicate_page"}
