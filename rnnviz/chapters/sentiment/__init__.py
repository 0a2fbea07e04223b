"""Networks that give a sentence one score: how it comes about word by word, what each word did, and what is leaked."""
