"""What the gates chapter opens with: sequences to read, weights that read them, and the sizes of the cells."""
