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
      // A phone shows one pane at a time.
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

scenario("a text that is no longer the example's does not go by its name", async ({ open }) => {
  const visitor = await open();
  const name = visitor.part("examples");
  assert.equal(await name.textContent(), "Breakfast for one");
  await visitor.write("print(1)\n");
  await name.getByText("Your program").waitFor();
  const head = visitor.page.locator(".p-code .ph");
  assert.match(await head.textContent(), /from Breakfast for one/);
  await head.getByText("Reset").click();
  await name.getByText("Breakfast for one").waitFor();
  assert.doesNotMatch(await head.textContent(), /from/);
});

/** Two tasks wait for each other, far below where a phone shows the program. */
const DEEP = `import asyncio
${"\n".repeat(40)}
async def hold(first, second):
    async with first:
        await asyncio.sleep(0.1)
        async with second:
            pass

async def main():
    for n in range(60):
        print(n)
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(hold(a, b), hold(b, a))

asyncio.run(main())
`;

for (const width of [360, 1440]) {
  const phone = width < 700;
  const context = { viewport: { width, height: phone ? 740 : 900 }, hasTouch: phone, isMobile: phone };
  scenario(`at ${width} px the end of the output and the place of a deadlock are shown, and nothing is cut in half`, { context },
    async ({ open }) => {
      const visitor = await open();
      await visitor.write(DEEP);
      await visitor.page.evaluate(() => { document.querySelector(".cm-scroller").scrollTop = 0; });
      await visitor.run();
      assert.equal(await visitor.waitForEnd(), "deadlocked");
      await visitor.page.waitForFunction(() => {
        const chip = document.querySelector(".cm-chips .chip.picked")?.getBoundingClientRect();
        const pane = document.querySelector(".cm-scroller").getBoundingClientRect();
        return chip && chip.top >= pane.top && chip.bottom <= pane.bottom;
      }, null, { polling: 20 });
      if (phone) await visitor.page.locator('[data-tab="output"]').click();
      await visitor.page.waitForFunction(() => {
        const pane = document.querySelector('[data-testid="output"]');
        const [box, lines] = [pane.getBoundingClientRect(), [...pane.querySelectorAll(".ol")]];
        const shown = lines.map((line) => line.getBoundingClientRect()).filter(({ bottom }) => bottom > box.top + 1);
        return lines.length === 60 && shown.length < 60 && shown[0].top > box.top - 1 && shown.at(-1).bottom <= box.bottom;
      }, null, { polling: 20 });
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
