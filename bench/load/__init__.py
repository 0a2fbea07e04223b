"""What many readers at once wait for: websocket sessions that move a chapter's controls, ``make load``."""
