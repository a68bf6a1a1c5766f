"""How a plan is kept alive: meetings, risks, messages."""
