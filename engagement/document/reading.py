"""Bringing the section in: whatever of it is not there yet, as history."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from plans.dates import YEARS
from plans.document import Intake

from ..models import (
    Consultation,
    ConsultationDocument,
    CountedTotal,
    Forum,
    Outreach,
    Question,
    Theme,
)
from .reading_forums import read_decisions, read_forum, read_meeting
from .reading_ideas import read_ideas, read_proposal
from .reading_submissions import read_groups, read_submissions
from .shapes import HOURS, TEXTS, text_at


def read(document: dict, intake: Intake) -> None:
    """Bring in forums, consultations, meetings, outreach and draft commitments: whatever is not there yet."""
    for place, entry in enumerate(document.get("forums", ())):
        read_forum(f"forums[{place}]", entry, intake)
    consultations = document.get("consultations", ())
    for place, entry in enumerate(consultations):
        _read_consultation(f"consultations[{place}]", entry, intake)
    for place, entry in enumerate(consultations):
        _read_follows(f"consultations[{place}]", entry, intake)
    for place, entry in enumerate(document.get("meetings", ())):
        read_meeting(f"meetings[{place}]", entry, intake)
    for place, entry in enumerate(document.get("forums", ())):
        read_decisions(f"forums[{place}]", entry, intake)
    for place, entry in enumerate(document.get("outreach", ())):
        _read_outreach(f"outreach[{place}]", entry, intake)
    for place, entry in enumerate(document.get("proposals", ())):
        read_proposal(f"proposals[{place}]", entry, intake)


def _read_consultation(path: str, entry: dict, intake: Intake) -> None:
    consultation = intake.plan.consultations.filter(slug=entry["slug"]).first()
    if consultation is None:
        consultation = _add_consultation(path, entry, intake)
    elif not consultation.was_closed:
        _refuse_what_is_run_here(path, entry, consultation, intake)
        return
    elif _is_said_later(entry, consultation):
        _set_answers(path, entry, consultation, intake)
        if intake.mend(path, consultation):
            intake.added.append(f"{path}.what_we_heard")
    if consultation is None:
        return
    _read_questions(path, entry, consultation, intake)
    _read_documents(path, entry, consultation, intake)
    themes = _read_themes(path, entry, consultation, intake)
    _read_totals(path, entry, consultation, intake)
    read_submissions(path, entry, consultation, themes, intake)
    read_groups(path, entry, consultation, intake)
    read_ideas(path, entry, consultation, intake)
    _read_invited(path, entry, consultation, intake)


def _is_said_later(entry: dict, consultation: Consultation) -> bool:
    return bool(
        (entry.get("answered_on") and consultation.answered_in is None)
        or (entry.get("what_we_heard") and not consultation.what_we_heard)
    )


def _add_consultation(path: str, entry: dict, intake: Intake) -> Consultation | None:
    """A new one, as history: nobody takes part in it here and nothing is owed here."""
    zone = _zone(path, entry, intake)
    amendment = None
    if entry.get("amendment"):
        amendment = intake.plan.amendments.filter(slug=entry["amendment"]).first()
        if amendment is None:
            intake.refuse(f"{path}.amendment", _("no such amendment in this document"))
    row = Consultation(
        plan=intake.plan,
        slug=entry["slug"],
        purpose=entry["purpose"],
        amendment=amendment,
        zone=zone.key if zone else "",
        was_closed=True,
        answers_due_on=intake.day(f"{path}.answers_due_on", entry.get("answers_due_on")),
        **{name: entry.get(name, "") for name in TEXTS},
        **{name: _instant(f"{path}.{name}", entry.get(name), zone, intake) for name in HOURS},
        opened_on=intake.past(f"{path}.opened_on", entry.get("opened_on")),
        closed_on=intake.past(f"{path}.closed_on", entry.get("closed_on")),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    if row.closes_at and row.closes_at > intake.now:
        intake.refuse(f"{path}.closes_at", _("it is still open; it can be brought in once it is closed"))
    _set_answers(path, entry, row, intake)
    return intake.add(path, row)


def _set_answers(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    """That it was answered, and when. A source may also say what was heard and leave the answers out."""
    consultation.what_we_heard = entry.get("what_we_heard", "")
    if entry.get("answered_on") and consultation.answered_in is None:
        consultation.answered_in = intake.edition
        consultation.answered_on = intake.past(f"{path}.answered_on", entry["answered_on"])
    if consultation.what_we_heard and not (consultation.answered_in or consultation.is_sourced):
        intake.refuse(f"{path}.what_we_heard", _("what was heard is published with the answers"))


def _refuse_what_is_run_here(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    """A consultation of this site says in a document what it said when that was written, and no more."""
    more = [
        said
        for name, rows in (
            ("submissions", consultation.submissions.published()),
            ("ideas", consultation.ideas.published()),
        )
        for said in entry.get(name, ())
        if said["number"] not in set(rows.values_list("number", flat=True))
    ]
    if more or (entry.get("answered_on") and consultation.answered_in is None):
        intake.refuse(path, _("this consultation is run here; nothing is brought into it"))


def _read_documents(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    known = {(document.title, document.url) for document in consultation.documents.all()}
    for place, said in enumerate(entry.get("documents", ())):
        if (said["title"], said["url"]) not in known:
            row = ConsultationDocument(
                consultation=consultation, position=consultation.documents.count() + 1, **said
            )
            intake.add(f"{path}.documents[{place}]", row)


def _read_questions(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    known = set(consultation.questions.values_list("position", flat=True))
    for place, said in enumerate(entry.get("questions", ())):
        if said["place"] not in known:
            row = Question(
                consultation=consultation,
                position=said["place"],
                kind=said["kind"],
                label=said["label"],
                hint=said.get("hint", ""),
                options=said.get("options", []),
            )
            if row.is_chosen != bool(row.options):
                intake.refuse(
                    f"{path}.questions[{place}].options", _("a choice has options, and only a choice")
                )
            intake.add(f"{path}.questions[{place}]", row)


def _read_themes(path: str, entry: dict, consultation: Consultation, intake: Intake) -> dict[str, Theme]:
    themes = {theme.slug: theme for theme in consultation.themes.all()}
    for place, said in enumerate(entry.get("themes", ())):
        if said["slug"] not in themes:
            row = Theme(consultation=consultation, position=consultation.themes.count() + 1, **said)
            if theme := intake.add(f"{path}.themes[{place}]", row):
                themes[theme.slug] = theme
    return themes


def _read_totals(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    known = {(row.unit, row.dimension, row.heading, row.label) for row in consultation.totals.all()}
    for place, said in enumerate(entry.get("totals", ())):
        at = f"{path}.totals[{place}]"
        words = {"heading": said.get("heading", ""), "label": said.get("label", "")}
        if (said["unit"], said["dimension"], *words.values()) not in known:
            row = CountedTotal(
                consultation=consultation,
                position=consultation.totals.count() + 1,
                unit=said["unit"],
                dimension=said["dimension"],
                number=said.get("number"),
                **words,
                **intake.sourced(at, said),
            )
            intake.add(at, row)


def _read_invited(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    """Which forums were asked by name; when, is known where they were."""
    known = set(consultation.invitations.values_list("forum__slug", flat=True))
    for place, said in enumerate(entry.get("invited", ())):
        at = f"{path}.invited[{place}]"
        forum = Forum.objects.public().filter(slug=said["forum"]).first()
        if forum is None:
            intake.refuse(f"{at}.forum", _("no such forum is published here"))
        elif forum.slug not in known:
            when = consultation.opens_at or intake.now
            consultation.invitations.create(forum=forum, invited_at=when)
            intake.added.append(at)


def _read_follows(path: str, entry: dict, intake: Intake) -> None:
    """Which one it follows, once all of them are there."""
    consultation = intake.plan.consultations.filter(slug=entry["slug"]).first()
    if not entry.get("follows") or consultation is None or consultation.follows_id:
        return
    before = Consultation.objects.published().filter(slug=entry["follows"]).exclude(pk=consultation.pk)
    consultation.follows = before.first()
    if consultation.follows is None:
        intake.refuse(f"{path}.follows", _("no such consultation is published here"))
    else:
        intake.mend(f"{path}.follows", consultation)


def _read_outreach(path: str, entry: dict, intake: Intake) -> None:
    if intake.plan.outreach.filter(slug=entry["slug"]).exists():
        return
    day = intake.past if "reach" in entry else intake.date
    row = Outreach(
        plan=intake.plan,
        slug=entry["slug"],
        channel=entry["channel"],
        audience=entry["audience"],
        reach=entry.get("reach"),
        note=entry.get("note", ""),
        starts_on=day(f"{path}.starts_on", entry.get("starts_on")),
        ends_on=intake.date(f"{path}.ends_on", entry.get("ends_on")),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    intake.add(path, row)


def _zone(path: str, entry: dict, intake: Intake) -> ZoneInfo | None:
    """The zone of its moments; None, with the reason noted, where there is no such zone."""
    if not any(entry.get(name) for name in (*HOURS, "submissions", "zone")):
        return None
    if entry.get("zone") in available_timezones():
        return ZoneInfo(entry["zone"])
    intake.refuse(f"{path}.zone", _("no such time zone"))
    return None


def _instant(path: str, text: str | None, zone: ZoneInfo | None, intake: Intake) -> datetime | None:
    """A moment said in its zone; written out again it is the same text."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        intake.refuse(path, _("no such moment"))
        return None
    if at.year not in YEARS:
        intake.refuse(path, _("not a year of an action plan"))
        return None
    if zone and text_at(at, zone) != text:
        intake.refuse(path, _("in its time zone this moment is %s") % text_at(at, zone))
    return at
