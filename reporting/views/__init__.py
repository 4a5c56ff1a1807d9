"""Pages of the reports: for everyone, for the coordinator, for the panel; and the downloads."""
