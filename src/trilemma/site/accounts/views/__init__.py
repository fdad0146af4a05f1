"""Pages of accounts, members and organisations."""
