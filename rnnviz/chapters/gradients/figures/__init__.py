"""Figures of the gradients chapter, each with its table and its alt text: a view in, a ``Drawing`` out."""
