"""Tests of a plan: how their subjects stand, and which outcomes were seen."""
