"""Texts as networks read them: vocabularies, tables of letters, drawing letters, and what units follow."""
