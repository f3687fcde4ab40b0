/** How the browser is started, for Playwright: quiet, and as root in a container, too. CHROME names it. */
export const launch = {
  executablePath: process.env.CHROME,
  headless: true,
  args: [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
  ],
};
