import { begin } from "./begin.ts";
import { result } from "./result.ts";
import { timeline } from "./timeline.ts";

/** English: the catalogue that every translation is measured against. Notes for translators stand above each text. */
export const en = { ...begin, ...result, ...timeline } as const;
