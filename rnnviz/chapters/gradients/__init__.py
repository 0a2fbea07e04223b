"""The gradients chapter: how much of the loss reaches each timestep, and why it vanishes, is kept or explodes."""
