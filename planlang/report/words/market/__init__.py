"""Words of what is done in the market."""
