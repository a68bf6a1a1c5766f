"""Checks of many plans: which are chosen, what is remembered, what is mended."""
