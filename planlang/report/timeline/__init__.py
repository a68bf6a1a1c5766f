"""The timeline of a plan: what stands where."""
