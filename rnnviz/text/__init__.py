"""Texts as networks read them: vocabularies, tables of letters, drawing letters, and what units follow."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "text"
"""Where the networks are that are brought along."""
