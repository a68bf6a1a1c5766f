"""What changes of the plan change: before and after a revision, with a scenario, since a baseline."""
