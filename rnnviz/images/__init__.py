"""Images as networks read them: as sequences, prepared as their data set was, and the networks that read them."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "images"
"""Where the digits and the networks are that are brought along."""
