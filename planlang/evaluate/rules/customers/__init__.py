"""Rules about how records are looked after: how often they are seen, who has how many of them."""
