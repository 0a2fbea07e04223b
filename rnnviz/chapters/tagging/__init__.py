"""Networks that give a tag to every word: how they answer, how well, and what the future decides."""
