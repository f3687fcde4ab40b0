// Phones, and the handles that scripts and assistive tools rely on.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

/** Whatever the page is wide, these can be reached at once. */
const ALWAYS = ["examples", "run", "status", "editor"];

async function checkFits(visitor, width) {
  const { scrollWidth, outside } = await visitor.page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    outside: [...document.querySelectorAll("button, select, input, a")]
      .filter((element) => !element.closest('[data-testid="output"], [data-testid="editor"]')) // They scroll by themselves.
      .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
      .map(([html]) => html),
  }));
  assert.ok(scrollWidth <= width, `the page is ${scrollWidth} px wide, on a screen of ${width}`);
  assert.deepEqual(outside, [], "controls outside of the screen");
}

for (const width of [360, 390, 768, 1440]) {
  const phone = width < 700;
  const context = { viewport: { width, height: phone ? 740 : 900 }, hasTouch: phone, isMobile: phone };
  scenario(`at ${width} px nothing scrolls sideways, and a program can be written, run and stopped`, { context },
    async ({ open }) => {
      const visitor = await open();
      await checkFits(visitor, width);
      for (const handle of ALWAYS) {
        assert.ok(await visitor.part(handle).isVisible(), `${handle} is visible`);
      }
      // A phone shows one pane at a time, and the timeline first.
      if (phone) await visitor.page.locator('[data-tab="output"]').click();
      assert.ok(await visitor.part("output").isVisible(), "output is visible");
      await visitor.write(`print('x' * 500)\nwhile True:\n    pass  # ${"a long line ".repeat(30)}\n`);
      await visitor.run();
      await visitor.waitForOutput("x".repeat(500));
      assert.ok(await visitor.part("stop").isVisible());
      await checkFits(visitor, width);
      await visitor.stop();
      await visitor.press("share");
      await visitor.part("link").waitFor();
      await checkFits(visitor, width);
    });
}

for (const colorScheme of ["light", "dark"]) {
  scenario(`the page follows a ${colorScheme} system`, { context: { colorScheme } }, async ({ open }) => {
    const visitor = await open();
    const [red, green, blue] = await visitor.page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data;
    });
    const bright = (red + green + blue) / 3 > 128;
    assert.equal(bright, colorScheme === "light", `background ${red}, ${green}, ${blue}`);
  });
}
