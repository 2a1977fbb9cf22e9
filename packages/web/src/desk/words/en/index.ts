import { start } from "./start.ts";

/** The source of the desk's texts: keys, English words, and a note for translators above each. */
export const en = { ...start } as const;
