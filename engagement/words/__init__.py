"""Taking part in words: moments with their zone, and the sentences that open pages."""

from .consultations import (
    answered_on,
    change_words,
    consultations_sentence,
    late_words,
    points_sentence,
    responses_sentence,
    standing_sentence,
    subject_words,
    submissions_sentence,
)
from .forums import (
    change_rows,
    change_title,
    forum_sentence,
    forums_sentence,
    is_past,
    paper_late,
    paper_words,
    term_words,
)
from .ideas import ideas_sentence, voices_sentence
from .moments import closes, days_words, hour_words, opens, period_words, zone_words

__all__ = [
    "answered_on",
    "change_rows",
    "change_title",
    "change_words",
    "closes",
    "consultations_sentence",
    "days_words",
    "forum_sentence",
    "forums_sentence",
    "hour_words",
    "ideas_sentence",
    "is_past",
    "late_words",
    "opens",
    "paper_late",
    "paper_words",
    "period_words",
    "points_sentence",
    "responses_sentence",
    "standing_sentence",
    "subject_words",
    "submissions_sentence",
    "term_words",
    "voices_sentence",
    "zone_words",
]
