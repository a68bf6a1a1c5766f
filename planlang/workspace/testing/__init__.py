"""Tests of a plan, run: their rows as files, week by week; what they cover, and which changes they notice."""
