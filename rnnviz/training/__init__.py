"""Forecasters of a series: the series and its windows, baselines and scores."""
