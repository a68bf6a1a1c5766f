"""From tokens to statements: where each ends, what it says, and what is wrong with it."""
