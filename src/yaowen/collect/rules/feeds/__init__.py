"""Feed formats, one a file. Takes the bytes of a feed, gives its found links; runs in a killable child."""
