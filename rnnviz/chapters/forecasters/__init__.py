"""The forecasters chapter: what the reader chose → a series, its windows, a network and how it is trained."""
