"""Drills with real processes: workers that are killed, brokers that fall silent, servers that restart."""
