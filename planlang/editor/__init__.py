"""What a plan can be asked while it is being written: what fits here, what a name means, where else it stands."""
