"""What the chapter draws: of one sentence, of accuracies, of which words are heard, of a tagger while it learned."""
