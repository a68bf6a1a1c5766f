"""`for each customer`, `for each product_line`: what a rule is about beside people and teams."""
