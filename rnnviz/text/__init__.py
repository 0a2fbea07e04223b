"""Texts as networks read them, what tables of letters make of them, and letters drawn from a network."""
