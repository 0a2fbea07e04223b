"""What the chapter draws: the stack for its component, tensors and weights as heat maps."""
