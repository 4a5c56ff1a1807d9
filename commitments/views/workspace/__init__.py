"""The workspace: what I owe, the report of a period, who has reported, what was mailed."""
