"""Chinese text tools: bytes to text, scripts, words. Pure; every function returns new text."""
