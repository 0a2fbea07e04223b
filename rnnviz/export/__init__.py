"""Programs that reproduce what is on the screen: a sequence read by a cell, a stack, gradients, a forecaster."""
