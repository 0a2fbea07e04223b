"""Recurrent networks in NumPy alone: cells, layers and networks, their traces, their gradients, their arithmetic."""
