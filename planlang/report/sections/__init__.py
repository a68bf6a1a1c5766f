"""The parts of a text report: tables and lines."""
