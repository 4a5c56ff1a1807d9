"""What a coordinator types to make a plan: its facts, its sections, its commitments."""

from .commitments import CommitmentForm
from .plans import PlanForm, PreviewForm, PublishingForm, SectionForm

__all__ = ["CommitmentForm", "PlanForm", "PreviewForm", "PublishingForm", "SectionForm"]
