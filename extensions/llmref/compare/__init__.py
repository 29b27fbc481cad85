"""Tables, side-by-side views, cards and charts as cells and values; no markup."""
