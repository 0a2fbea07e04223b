"""The forecaster chapter's page."""
