"""Files on disk: finding plans, modules and data safely."""
