"""Cut from Streamlit's fonts what no page shows; a quarter is left.

Of the icons, those are kept that Streamlit's own scripts name; of the text's letters, the Latin and Greek ones and the
signs. Other writing is then shown in the reader's own fonts. Where this was not run, the app serves the fonts whole.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from streamlit import file_util

STREAMLIT = Path(file_util.get_static_dir()) / "static"
TARGET = Path(__file__).resolve().parents[1] / "static" / "fonts"

SLOPING = {*range(0x20, 0x100), *range(0x370, 0x400), *range(0x2010, 0x20AD)}
"""Western and Greek letters, dashes, raised digits: what is kept of an italic."""

UPRIGHT = SLOPING | {*range(0x100, 0x180), *range(0x300, 0x305), *range(0x2100, 0x2300), *range(0x2500, 0x27C0)}
"""Other Latin letters, arrows and the signs of mathematics, blocks and ticks too."""

WEIGHTS = (400, 400, 700)
"""The thinnest, the usual and the boldest weight that pages show."""


def main() -> None:
    """Write each font that is not there yet."""
    TARGET.mkdir(parents=True, exist_ok=True)
    cuts = {
        "MaterialSymbols-*": cut_icons,
        "Source*VF-Upright*": partial(cut_letters, letters=UPRIGHT),
        "Source*VF-Italic*": partial(cut_letters, letters=SLOPING),
    }
    for pattern, cut in cuts.items():
        for source in STREAMLIT.glob(f"media/{pattern}.woff2"):
            target = TARGET / source.name
            if not target.exists():
                font = cut(TTFont(source))
                font.flavor = "woff2"
                font.save(part := target.with_suffix(".part"))
                part.replace(target)


def cut_letters(font: TTFont, letters: set[int]) -> TTFont:
    """Keep some of a text font's letters and weights."""
    subsetter = Subsetter()
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    return instantiateVariableFont(font, {"wght": WEIGHTS})


def cut_icons(font: TTFont) -> TTFont:
    """Keep the icons that Streamlit names. An icon is a ligature of the letters of its name."""
    scripts = "".join(each.read_text("utf-8") for each in STREAMLIT.glob("js/*.js"))
    named = set(re.findall(r"""["'`/:]([a-z0-9_]+)["'`:]""", scripts))
    kept = {name: glyph for name, glyph in ligatures(font) if name in named}
    letters = font.getBestCmap()
    options = Options(layout_closure=False)  # else the letters bring every icon back
    options.layout_features = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(glyphs={*kept.values(), *(letters[ord(each)] for each in set("".join(kept)))})
    subsetter.subset(font)
    return font


def ligatures(font: TTFont) -> Iterator[tuple[str, str]]:
    """Return each icon's name and its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    for table in (getattr(each, "ExtSubTable", each) for each in tables):
        for first, found in getattr(table, "ligatures", {}).items():
            for each in found:
                if all(glyph in letters for glyph in (first, *each.Component)):
                    yield "".join(letters[glyph] for glyph in (first, *each.Component)), each.LigGlyph


if __name__ == "__main__":
    main()
