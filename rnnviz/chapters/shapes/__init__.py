"""Shapes and wiring: a stack of layers that the reader builds → its shapes, counts, tensors, mistakes and words."""
