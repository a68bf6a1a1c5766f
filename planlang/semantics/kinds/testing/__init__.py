"""Tests of a plan: their tables, and what they expect."""
