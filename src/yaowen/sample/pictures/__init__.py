"""Pictures of the sample press: drawn by `draw.py`, with what stands under them in `captions.toml`."""
