"""An adopted plan changed by its coordinator: amendments drafted and published, leads handed over."""
