"""The landing page: above the chapters, of which it shows a number or two."""
