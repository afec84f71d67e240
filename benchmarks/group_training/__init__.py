"""What benchmarks/train_group.py is made of: windows → teachers → lessons → fitting → scoring."""
