"""The tests of Trilemma; the folders mirror ``src/trilemma``."""
