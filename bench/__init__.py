"""What is fast, measured beside what it is compared with, in one run: ``make bench``. Nothing here is asserted."""
