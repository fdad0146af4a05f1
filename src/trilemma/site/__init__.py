"""The workbench in the browser: a Django site, one app per group of nouns, on the engine and the plan files."""
