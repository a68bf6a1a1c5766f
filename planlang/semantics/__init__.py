"""From trees of several files to one checked model."""
