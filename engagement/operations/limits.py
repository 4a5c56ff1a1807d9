"""How much comes from one sender in a while, counted under keys that do not tell who it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def takes_one_more(kind: str, who: str, *, most: int, within: timedelta, now: datetime) -> bool:
    """Count one more, unless there were as many already; whether it was counted.

    The key is another one every day, and cannot be made without the portal's secret. Where the cache
    cannot be read that is an error: nothing passes uncounted.
    """
    key = salted_hmac(f"engagement.limits {kind} {now:%Y-%m-%d}", who).hexdigest()
    before = [at for at in cache.get(key, []) if at > now - within]
    if len(before) >= most:
        return False
    cache.set(key, [*before, now], timeout=within.total_seconds())
    return True
