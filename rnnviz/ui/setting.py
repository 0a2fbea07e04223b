"""What a chapter opens with, where one view differs from another by a few values."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Setting:
    """What it is called, what there is to see, and how it differs from the default view."""

    title: str
    story: str
    changes: dict = field(default_factory=dict)
