import type { Catalogue } from "../catalogue.ts";
import { begin } from "./begin.ts";
import { result } from "./result.ts";
import { timeline } from "./timeline.ts";

/** Arabic. The notes for translators stand above the English texts. */
export const ar: Catalogue = { ...begin, ...result, ...timeline };
