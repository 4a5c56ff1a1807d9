"""Addresses made of titles."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.text import slugify


def stem_of(title: str, *, otherwise: str) -> str:
    """How the address of something begins; `otherwise` where nothing of its title can stand in one."""
    return slugify(title)[:90] or otherwise


def first_free(stem: str, taken: Iterable[str]) -> str:
    """The stem itself, or with the first number behind it that nothing has yet."""
    known: Collection[str] = set(taken)
    proposed = (stem, *(f"{stem}-{place}" for place in range(2, len(known) + 3)))
    return next(slug for slug in proposed if slug not in known)
