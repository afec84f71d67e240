"""Extract 提取: a page → an article, and what its text says.

Takes: fetched pages. Gives: one `Article` with its claims, moments and names, and its former versions (`Revision`); a
further page that shows the same article is folded into it (`Fold`), one that it goes on over is joined (`Part`).
Where an operator's rule names a field of an outlet's pages (`OutletRule`), it decides; history is read anew by it
(`Rereading`).
Drops: nothing; a page that cannot be read gives an article of the feed's own words, or a stated reason.
"""
