"""The JSON API `/api/v1/`: what the pages say, for programs; texts as far as the rights function lets pages show them.

`operations` is its table of contents; `shapes` says what answers look like, `reading` fills them from the stores,
`gate` decides who may ask and how often, `door` joins all of it to Django.
"""
