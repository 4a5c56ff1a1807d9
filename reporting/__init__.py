"""Accounts given: the plan document now, self-assessments and reviews to come.

Puts the portable plan document together from each app's own section, checks
it against its schema, brings it in and writes it out.
May know `engagement`, `commitments` and `plans`; only the project knows it.
"""
