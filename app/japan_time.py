"""Japan's time: all of Japan has this one, in every season."""

from datetime import timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
