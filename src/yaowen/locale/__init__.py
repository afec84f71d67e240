"""Interface words: one catalogue a language, compiled catalogues beside their sources."""
