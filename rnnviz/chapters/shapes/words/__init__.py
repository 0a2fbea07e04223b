"""What is said of a stack, each sentence computed from it: tensors, weights, order, and a reader's predictions."""
