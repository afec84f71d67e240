"""The conveyor: what is due, who holds it, when to retry.

State lives on the row. A worker claims a batch by one conditional UPDATE, acts, and writes its result
only if the epoch still matches: at-least-once work, exactly-once effect. No broker, no advisory locks.
"""
