"""HTML list pages without code: the repeated link pattern is proposed, accepted by the operator, and applied."""
