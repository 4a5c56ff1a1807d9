"""Every write of the ground floor: one verb per event, keyword-only, inside a transaction."""
