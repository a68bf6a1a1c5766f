"""What to ask of the data, apart from any SQL dialect: base facts and how to fold them.

In: aggregates of checked expressions. Out: a logical plan that `lower` turns into trees of core SQL.
"""
