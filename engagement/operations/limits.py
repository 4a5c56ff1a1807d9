"""How much comes from one sender in a while, counted under keys that do not tell who it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac


def network_of(address: str) -> str:
    """Whom a network address is counted as: of IPv6 all that one line is given, which is a /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found) >> 64 << 64, 64)))


def takes_one_more(kind: str, who: str, *, most: int, within: timedelta, now: datetime) -> bool:
    """Count one more, unless there were as many already; whether it was counted."""
    counted = _counted(kind, who, within=within, now=now)
    if sum(counted.values()) >= most:
        return False
    _count(kind, who, counted, within=within, now=now)
    return True


def takes_a_letter(email: str, now: datetime) -> bool:
    """Count one letter more to an address, unless it has had as many as it gets in a day."""
    most = settings.RECEIPTS_PER_DAY
    return takes_one_more("receipt", email.casefold(), most=most, within=timedelta(days=1), now=now)


def count_one_more(kind: str, who: str, *, within: timedelta, now: datetime) -> int:
    """Count one more; how many there were before."""
    counted = _counted(kind, who, within=within, now=now)
    _count(kind, who, counted, within=within, now=now)
    return sum(counted.values())


def how_many(kind: str, who: str, *, within: timedelta, now: datetime) -> int:
    """How many were counted; counts none."""
    return sum(_counted(kind, who, within=within, now=now).values())


def _counted(kind: str, who: str, *, within: timedelta, now: datetime) -> dict[datetime, int]:
    """How many in each minute. Where the cache cannot be read that is an error: nothing passes uncounted."""
    counted = cache.get(_key(kind, who, now), {})
    return {at: number for at, number in counted.items() if at > now - within}


def _count(kind: str, who: str, counted: dict, *, within: timedelta, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    more = counted | {minute: counted.get(minute, 0) + 1}
    cache.set(_key(kind, who, now), more, timeout=within.total_seconds())


def _key(kind: str, who: str, now: datetime) -> str:
    """Another one every day; it cannot be made without the portal's secret."""
    return salted_hmac(f"engagement.limits {kind} {timezone.localdate(now)}", who).hexdigest()
