"""The formulas: parameters, KV cache, memory and compute as pure functions of an architecture."""
