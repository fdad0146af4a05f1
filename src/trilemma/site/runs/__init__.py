"""The queue: each computation asked for is a row, which workers claim, carry out and finish exactly once."""
