"""What a reader takes away: the link, and the text with its probabilities."""

from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.programs import letters_csv
from rnnviz.ui.take_away import Download, take_away_section

take_away = take_away_section(
    PAGE,
    (Download("Letters (CSV)", "letters.csv", "text/csv", letters_csv),),
    lambda view: "Each letter with its probability, as the network said it and as it was drawn from.",
)
