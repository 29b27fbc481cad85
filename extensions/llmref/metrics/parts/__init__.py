"""Parts of a block, one module a kind: what each has in weights, in memory and in work."""
