"""What staff type, cleaned into what the operations take."""

from .reports import LinkForm, MilestoneForm, PreviewForm, ReportForm, SendBackForm, TextsForm

__all__ = ["LinkForm", "MilestoneForm", "PreviewForm", "ReportForm", "SendBackForm", "TextsForm"]
