// Numbers on the colours of their values can be read, in both themes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { channels, paint } from "../../rnnviz/ui/components/common.js";

const config = readFileSync(new URL("../../.streamlit/config.toml", import.meta.url), "utf-8");
const palettes = [...config.matchAll(/chart(?:Diverging|Sequential)Colors = (\[.*?\])/gs)].map(([, list]) =>
  JSON.parse(list),
);

function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("ink contrasts with every colour of a palette at least 4.5 to one", () => {
  assert.equal(palettes.length, 4);
  for (const colours of palettes)
    for (let k = -500; k <= 500; k++) {
      const { fill, ink } = paint(k / 500, 1, colours);
      const [a, b] = [fill.match(/\d+/g).map(Number), channels(ink)].map(luminance).sort((one, other) => other - one);
      assert.ok((a + 0.05) / (b + 0.05) >= 4.5, `${fill} with ${ink}`);
    }
});
