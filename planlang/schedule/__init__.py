"""From a plan to dates."""
