"""Staff 编务: the operator's desk, and what crosses stages by an operator's word (withdrawal)."""
