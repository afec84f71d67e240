"""The sample press: invented outlets on a loopback server, read by the very same pipeline as real ones."""
