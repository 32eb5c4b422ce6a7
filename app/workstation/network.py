"""Whether this workstation hangs on a network, which N 仕様書 10(9)① forbids while personal data is open."""

from collections.abc import Callable, Mapping
from typing import Protocol

from app.errors import KenpanError
from app.workstation.settings import Settings

UNKNOWN = "確認できない接続"
"""Stands for interfaces that the system would not tell about: what cannot be seen counts as up."""

_LOOPBACK = frozenset({"lo", "lo0"})


class Interface(Protocol):
    """What is asked of one interface. ``flags`` is empty on Windows."""

    @property
    def isup(self) -> bool:
        """Whether it is up."""

    @property
    def flags(self) -> str:
        """Comma-separated, as the system calls them."""


Stats = Callable[[], Mapping[str, Interface]]
Interfaces = Callable[[], tuple[str, ...]]
"""As :func:`interfaces_up`."""


def _all_interfaces() -> Mapping[str, Interface]:
    import psutil  # type: ignore[import-untyped]

    found: Mapping[str, Interface] = psutil.net_if_stats()
    return found


def interfaces_up(stats: Stats = _all_interfaces) -> tuple[str, ...]:
    """Names of the interfaces that are up, loopback apart, sorted; (:data:`UNKNOWN`,) if the system does not say."""
    try:
        found = stats()
    except (OSError, RuntimeError):
        return (UNKNOWN,)
    return tuple(sorted(name for name, one in found.items() if one.isup and not _is_loopback(name, one.flags)))


def _is_loopback(name: str, flags: str) -> bool:
    # Windows has no flags and calls it "Loopback Pseudo-Interface 1" in every language.
    return "loopback" in flags.split(",") or name in _LOOPBACK or name.startswith("Loopback Pseudo-Interface")


def media_permission(settings: Settings, interfaces: tuple[str, ...]) -> KenpanError | None:
    """Why no medium may be opened now (``network.up``), ``None`` if it may. ``interfaces`` as :func:`interfaces_up`."""
    if not settings.refuse_media or not interfaces:
        return None
    return KenpanError(
        "network.up",
        f"ネットワークにつながっているため、媒体を開きません（{'、'.join(interfaces)}）。",
        "LANケーブルを抜くか無線を切り、もう一度開いてください。",
    )
