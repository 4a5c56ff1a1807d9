"""Others speak to an idea, without an account: counted at once, read once the coordinator shows it, and
theirs to change until the closing."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from plans.choices import PublicationKind
from plans.models import User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import Doubt, VoiceKind
from ..models import Consultation, Idea, Voice
from ..rules.answering import NOBODY_TICKED
from ..rules.ideas import NO_LONGER_SHOWN, NO_WHY_KEPT_BACK, NOT_OPEN, TAKEN_BACK, missing_for_voice
from .at_work import at_work, locked
from .shown import edition_of_sender
from .submissions import counted, is_open

HOUR = timedelta(hours=1)


class GivenAlready(Exception):
    """This form has given a voice, with other words; nothing was written."""

    def __init__(self, voice: Voice):
        super().__init__(str(voice))
        self.voice = voice


def reasons_not_to_speak(consultation: Consultation, now: datetime) -> list[Reason]:
    """Why nobody can speak to its ideas now."""
    return [] if consultation.shows_ideas and is_open(consultation, now) else [NOT_OPEN]


@transaction.atomic
def give_voice(
    *,
    idea: Idea,
    key: str,
    kind: VoiceKind | str,
    reason: str,
    now: datetime,
    sent_from: str = "",
    doubt: Doubt | None = None,
) -> Voice:
    """Count one more who supports an idea, adds to it or objects; the same form again is the same voice.

    GivenAlready where the form comes with other words. What is doubted is received like any other, and not
    counted until somebody has looked. TooMany far above what an office sends in an hour, as for submissions.
    """
    idea = _held(idea)
    reason = reason.strip()
    if given := idea.voices.filter(key=key).first():
        given.idea = idea
        if (given.kind, given.reason) == (kind, reason):
            return given
    if reasons := reasons_not_to_speak(idea.consultation, now):
        raise NotReady(reasons)
    if given:
        raise GivenAlready(given)
    if missing := missing_for_voice(kind=kind, reason=reason):
        raise NotReady(missing)
    return Voice.objects.create(
        idea=idea,
        key=key,
        secret=secrets.token_urlsafe(32),
        kind=kind,
        reason=reason,
        given_at=now,
        doubt=counted("voice", sent_from, doubt, now) or "",
    )


def _held(idea: Idea) -> Idea:
    """The idea as it is now, its consultation held until the transaction ends; NotReady once it is gone."""
    consultation = locked(idea.consultation)
    found = Idea.objects.public().filter(pk=idea.pk).first()
    if found is None:
        raise NotReady([NO_LONGER_SHOWN])
    found.consultation = consultation
    return found


# ---- Changed, taken back --------------------------------------------------------------------------------


def reasons_not_to_change_voice(voice: Voice, now: datetime) -> list[Reason]:
    """Why it stays as it is."""
    if voice.withdrawn_at:
        return [TAKEN_BACK]
    return reasons_not_to_speak(voice.idea.consultation, now)


@transaction.atomic
def change_voice(*, voice: Voice, version: int, kind: VoiceKind | str, reason: str, now: datetime) -> Voice:
    """Change one's mind. Other words are read again before anybody else reads them. Stale as everywhere."""
    voice, reason = _as_it_is(voice), reason.strip()
    if (voice.kind, voice.reason) == (kind, reason):
        return voice
    if reasons := reasons_not_to_change_voice(voice, now):
        raise NotReady(reasons)
    if missing := missing_for_voice(kind=kind, reason=reason):
        raise NotReady(missing)
    was_shown = voice.is_published
    if voice.reason != reason:
        voice.published_in, voice.kept_back_why = None, ""
    voice.kind, voice.reason, voice.changed_at = kind, reason, now
    save_version(voice, version=version, by=None)
    if was_shown:
        _tell_that_it_changed(voice)
    return voice


@transaction.atomic
def take_back_voice(*, voice: Voice, version: int, now: datetime) -> Voice:
    """Speak no longer: none of its words is kept, and it is not counted. Taken back already it stays so."""
    voice = _as_it_is(voice)
    if voice.withdrawn_at:
        return voice
    if reasons := reasons_not_to_change_voice(voice, now):
        raise NotReady(reasons)
    was_shown = voice.is_published
    voice.published_in, voice.kept_back_why = None, ""
    voice.withdrawn_at, voice.reason = now, ""
    save_version(voice, version=version, by=None)
    if was_shown:
        _tell_that_it_changed(voice)
    return voice


def _as_it_is(voice: Voice) -> Voice:
    idea = _held(voice.idea)
    found = Voice.objects.get(pk=voice.pk)
    found.idea = idea
    return found


def _tell_that_it_changed(voice: Voice) -> None:
    """A reason that was read by everybody is read no longer, or otherwise."""
    idea = voice.idea
    announce(
        edition=edition_of_sender(),
        kind=PublicationKind.IDEA,
        address=idea.get_absolute_url(),
        after={"number": idea.number, "voice_changed": True},
    )


# ---- Read by the coordinator before everybody does ------------------------------------------------------


class Heard(NamedTuple):
    """A voice as it was read."""

    pk: int
    version: int


@transaction.atomic
def show_reasons(*, consultation: Consultation, ticked: Collection[Heard], by: User, now: datetime) -> int:
    """Let everybody read these reasons, in one edition. Stale where one has changed since it was read."""
    consultation = at_work(consultation, by, now)
    voices = _ticked(Voice.objects.not_shown(), consultation, ticked)
    edition = edition_by(by=by, on=timezone.localdate(now))
    rows = Voice.objects.filter(pk__in=[voice.pk for voice in voices])
    rows.update(published_in=edition, kept_back_why="", version=F("version") + 1)
    heard: dict[Idea, int] = {}
    for voice in voices:
        heard[voice.idea] = heard.get(voice.idea, 0) + 1
    for idea, reasons in heard.items():
        announce(
            edition=edition,
            kind=PublicationKind.IDEA,
            address=idea.get_absolute_url(),
            after={"number": idea.number, "reasons": reasons},
        )
    return len(voices)


@transaction.atomic
def keep_back(
    *, consultation: Consultation, ticked: Collection[Heard], why: str, by: User, now: datetime
) -> int:
    """Do not show these reasons; they count all the same, and whoever gave one reads why."""
    consultation = at_work(consultation, by, now)
    if not why.strip():
        raise NotReady([NO_WHY_KEPT_BACK])
    voices = _ticked(Voice.objects.not_shown(), consultation, ticked)
    return _change(voices, kept_back_why=why.strip())


@transaction.atomic
def accept_voices(*, consultation: Consultation, ticked: Collection[Heard], by: User, now: datetime) -> int:
    """Persons gave these: they count like any other."""
    consultation = at_work(consultation, by, now)
    waiting = Voice.objects.filter(withdrawn_at=None).exclude(doubt="")
    return _change(_ticked(waiting, consultation, ticked), doubt="", set_aside_at=None)


@transaction.atomic
def set_voices_aside(
    *, consultation: Consultation, ticked: Collection[Heard], by: User, now: datetime
) -> int:
    """No person gave these: they are not counted."""
    consultation = at_work(consultation, by, now)
    return _change(_ticked(Voice.objects.doubted(), consultation, ticked), set_aside_at=now)


def _ticked(rows: QuerySet[Voice], consultation: Consultation, ticked: Collection[Heard]) -> list[Voice]:
    if not ticked:
        raise NotReady([NOBODY_TICKED])
    versions = dict(ticked)
    found = rows.filter(idea__consultation=consultation, pk__in=versions).select_related("idea")
    voices = [voice for voice in found if voice.version == versions[voice.pk]]
    if len(voices) != len(versions):
        raise Stale
    for voice in voices:
        voice.idea.consultation = consultation
    return voices


def _change(voices: list[Voice], **said) -> int:
    rows = Voice.objects.filter(pk__in=[voice.pk for voice in voices])
    return rows.update(**said, version=F("version") + 1)
