"""Whose memory is this?: a stateful layer, its lanes, and what it is worth."""
