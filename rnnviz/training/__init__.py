"""Forecasters: a series becomes windows, a small network learns to predict, and is measured beside simple rules."""
