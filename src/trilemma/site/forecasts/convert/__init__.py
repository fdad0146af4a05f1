"""Between rows and JSON on one side and the engine's questions and answers on the other."""
