"""The account given: self-assessments written, frozen, reviewed by the panel and published.

Owns their chapters, parts, drafts and reviews. Puts the portable plan document together from
each app's own section, checks it against its schema, brings it in and writes it out.
May know `engagement`, `commitments` and `plans`; only the project knows it.
"""
