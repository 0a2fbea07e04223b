"""Networks that write: the next letter, drawn from what a network says, and read again."""
