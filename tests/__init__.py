"""Tests, and what they share with the benchmark."""
