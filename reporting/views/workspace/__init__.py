"""The coordinator's pages: reports asked for, written, frozen, put before the panel and published."""
