"""The words, times, errors and Chinese text tools that every stage shares. Imports nothing of Yaowen."""
