"""Files that are fetched when a reader asks for them, and are used only if they are what they were."""

import hashlib
from functools import cache
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen

TIMEOUT = 10.0
"""Seconds without an answer after which a server is given up."""


class Remote(NamedTuple):
    """A file of somebody else's, which is not ours to ship.

    Args:
        name: what it is called on a page.
        url: where it is, a place that does not change.
        size: its bytes.
        sha256: of them, in hexadecimal digits.
        source: who has it, and under which terms.
    """

    name: str
    url: str
    size: int
    sha256: str
    source: str


ALICE = Remote(
    "Alice in Wonderland",
    "https://raw.githubusercontent.com/sujitpal/intro-dl-talk-code/aebcdbe417afcdd399502de5836cd508bdc2a056/data/"
    "alice_in_wonderland.txt",
    147_651,
    "6b95b094df1aea86711b656a8d80cf9e76ee019d7606f6a905360f47cda88fe6",
    "Project Gutenberg's book 11 without its header, in the public domain",
)


@cache
def fetch(remote: Remote) -> bytes:
    """Return the bytes of a file; of one that was fetched before, without asking again.

    Raises:
        ValueError: with a sentence, if it cannot be fetched, or is another file than it was.
    """
    try:
        with urlopen(remote.url, timeout=TIMEOUT) as answer:
            data = answer.read(remote.size + 1)
    except HTTPError as error:
        raise ValueError(f"{remote.name} could not be fetched: the server answered {error.code}.") from None
    except (OSError, HTTPException):
        raise ValueError(f"{remote.name} could not be fetched: there is no answer from the network.") from None
    found = hashlib.sha256(data).hexdigest()
    if found != remote.sha256:
        raise ValueError(
            f"{remote.name} was fetched and is not used: its SHA-256 is {found}, that of the file it should be "
            f"{remote.sha256}."
        )
    return data
