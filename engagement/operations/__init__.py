"""Every write of taking part: one verb for each event."""
