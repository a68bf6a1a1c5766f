"""Results as plain values for machine formats."""
