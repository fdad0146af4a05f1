"""The model of a project and its methods; `trilemma.engine.api` is its only door."""
