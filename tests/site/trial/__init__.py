"""An app of the tests alone: kinds of runs that count, sleep, fail, die and hang."""
