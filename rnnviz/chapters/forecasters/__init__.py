"""The forecaster chapter, without its page."""
