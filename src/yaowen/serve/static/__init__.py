"""The current edition as files, for a web server that knows nothing of us (`yaowen publish`)."""
