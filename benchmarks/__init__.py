"""How long the library takes, and in what memory, against a plain pass over the same frames."""
