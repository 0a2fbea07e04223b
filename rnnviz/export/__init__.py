"""Programs that reproduce what is on the screen: of a sequence read by a cell, of a stack, of gradients, of a forecaster."""
