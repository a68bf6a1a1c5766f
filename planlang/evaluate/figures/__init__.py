"""Figures of metrics for any entity and stretch of days, and what they rest on."""
