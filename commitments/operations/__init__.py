"""Every write about promises and progress: one verb per event, keyword-only, inside a transaction."""
