"""The hidden state: step through it, click a number, read the sum it came from."""
