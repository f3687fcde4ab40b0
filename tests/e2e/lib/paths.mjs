// Where things are. Apart from harness.mjs, which makes whoever imports it a file of tests.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The directory of these tests. */
export const here = dirname(dirname(fileURLToPath(import.meta.url)));

/** The project. */
export const root = dirname(dirname(here));

/** The built page. */
export const dist = process.env.COROSCOPE_DIST ?? join(root, "dist");
