"""Opening a whole volume: every file it must hold, in memory, two at a time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from app.errors import Cancelled, KenpanError
from app.media.container import Container, PlainContainer
from app.media.media_key import Key
from app.media.model import ExpectedFile, MediaFile, OpenedFile, OpenedMedia, Volume
from app.media.plaintext import Beside, nothing_beside
from app.media.volume import known_file
from app.progress import Progress, no_progress

_SCHEMES = {"kounen": "厚年", "senpo": "船保"}


Watch = Callable[[ExpectedFile], Beside]


def unwatched(expected: ExpectedFile) -> Beside:
    """Nobody hears of the bytes of this file."""
    return nothing_beside


def open_media(
    volume: Volume,
    key: Key | None,
    container: Container,
    *,
    progress: Progress = no_progress,
    jobs: int = 2,
    watch: Watch = unwatched,
) -> OpenedMedia:
    """Open every expected file of the volume: encrypted ones with ``container``, the others as they are.

    A file that cannot be opened becomes a problem beside the others, as do missing and unexpected files.
    ``progress`` counts the bytes of all files on the medium; ``watch`` gives what hears of a file's bytes as they come.

    Raises ``KenpanError``: ``key.needed`` when files are encrypted and there is no key; ``file.key`` when no
    encrypted file could be opened and the key is the reason. ``Cancelled`` when ``progress`` says so.
    """
    require_key(volume, key)
    encrypted = [file for file in volume.files if file.encrypted]
    results = _open_all(volume.files, key, container, progress, jobs, watch)
    opened = {result.name: result for result in results if isinstance(result, OpenedFile)}
    failures = [result for result in results if isinstance(result, KenpanError)]
    if encrypted and not any(file.name in opened for file in encrypted):
        _refuse_wrong_key(volume, failures)
    used = container if encrypted else PlainContainer()
    problems = (*map(_missing, volume.missing), *(_unexpected(volume, file) for file in volume.unexpected), *failures)
    return OpenedMedia(volume, used.name, used.label, opened, problems)


def require_key(volume: Volume, key: Key | None) -> None:
    """``KenpanError`` ``key.needed`` when files are encrypted and there is no key."""
    encrypted = sum(file.encrypted for file in volume.files)
    if encrypted and key is None:
        raise KenpanError(
            "key.needed",
            f"{encrypted}個のファイルが暗号化されていますが、鍵がありません。",
            "鍵とIVを入力するか、鍵ファイルを選んでください。",
            file=volume.label,
        )


def _refuse_wrong_key(volume: Volume, failures: list[KenpanError]) -> None:
    wrong = [failure for failure in failures if failure.code == "file.key"]
    if wrong:
        raise KenpanError(
            "file.key",
            "この鍵では一つのファイルも復号できません。" + (wrong[0].what if len(wrong) == 1 else ""),
            wrong[0].next_step,
            file=volume.label,
            place=wrong[0].place,
        )


def _open_all(
    files: tuple[MediaFile, ...], key: Key | None, container: Container, progress: Progress, jobs: int, watch: Watch
) -> list[OpenedFile | KenpanError]:
    """One result a file, in the order of ``files``; the largest are begun first so that the last ones are short."""
    sizes = {file.name: file_size(file) for file in files}
    shared = _SharedProgress(progress, sum(sizes.values()))
    waiting: dict[str, Future[OpenedFile | KenpanError]] = {}
    with ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="kenpan-open") as pool:
        for file in sorted(files, key=lambda one: -sizes[one.name]):
            part = shared.part(file.name, sizes[file.name])
            waiting[file.name] = pool.submit(_open_one, file, key, container, part, watch)
        try:
            return [waiting[file.name].result() for file in files]
        except BaseException:
            shared.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _open_one(
    file: MediaFile, key: Key | None, container: Container, progress: Progress, watch: Watch
) -> OpenedFile | KenpanError:
    expected = file.expected
    if expected is None:
        raise ValueError("only expected files are opened")
    used = container if file.encrypted else PlainContainer()
    try:
        plain = used.open(file.path, key, progress, expected=expected, beside=watch(expected))
    except KenpanError as error:
        return error
    except MemoryError:
        return KenpanError(
            "file.memory",
            "メモリが足りず、開けません。",
            "ほかのプログラムを閉じてから、開き直してください。",
            file=file.name,
        )
    return OpenedFile(
        name=file.name,
        kind=expected.kind,
        scheme=expected.scheme,
        expected=expected,
        data=plain.data,
        sha256=plain.sha256,
        media_bytes=plain.media_bytes,
        media_sha256=plain.media_sha256,
        container=used.name,
    )


class _SharedProgress:
    """Adds up what several files report; once stopped, every further report ends its file's work."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def stop(self) -> None:
        """End all work at its next report."""
        self._stopped = True

    def part(self, name: str, size: int) -> Progress:
        """The ``Progress`` of one file of ``size`` bytes."""

        def report(stage: str, done: int, total: int) -> None:
            self._report(name, stage, size if total <= 0 else size * min(done, total) // total)

        return report

    def _report(self, name: str, stage: str, share: int) -> None:
        if self._stopped:
            raise Cancelled
        try:
            with self._lock:
                self._done[name] = max(self._done.get(name, 0), share)
                self._progress(stage, sum(self._done.values()), self._total)
        except BaseException:
            self._stopped = True
            raise


def file_size(file: MediaFile) -> int:
    """Bytes on the medium; 0 for a file that cannot be asked, which opening it will tell."""
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _missing(expected: ExpectedFile) -> KenpanError:
    return KenpanError(
        "volume.missing",
        f"この巻にあるはずのファイル（{_meaning(expected)}）がありません。",
        "媒体の写し漏れを確かめ、媒体にもなければ機構に連絡してください。",
        file=expected.name,
    )


def _unexpected(volume: Volume, file: MediaFile) -> KenpanError:
    known = known_file(file.name)
    what, next_step = "この巻にないはずのファイルがあります。", "媒体の取り違えや二重の写しでないかを確かめてください。"
    if not file.path.is_file():
        what = "ふつうのファイルではないもの（リンク切れ・装置・パイプなど）があります。"
        next_step = "媒体から写し直してください。"
    elif (
        known is not None and known.volume == volume.volume and known.name not in {one.name for one in volume.expected}
    ):
        first = f"{known.stem}01"
        what = f"分割されたファイルですが、1 つ目の {first} がありません。"
        next_step = "媒体の写し漏れや取り違えでないかを確かめてください。"
    elif known is not None:
        what = f"この巻にないはずのファイル（{known.volume}の{_meaning(known)}）があります。"
    return KenpanError("volume.unexpected", what, f"開かずに残しました。{next_step}", file=file.path.name)


def _meaning(expected: ExpectedFile) -> str:
    kind = expected.prefecture or "件数表"
    part = f"・分割 {expected.split}" if expected.split > 1 else ""
    return f"{_SCHEMES[expected.scheme]}・{kind}{part}"
