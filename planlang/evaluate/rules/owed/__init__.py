"""What a record owes once it has come into a stage: another stage in time, something to be done."""
