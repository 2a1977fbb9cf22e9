import { chat } from "./chat.ts";
import { people } from "./people.ts";
import { settings } from "./settings.ts";
import { start } from "./start.ts";
import { states } from "./states.ts";

/** The source of all texts: keys, English words, and a note for translators above each. */
export const en = { ...start, ...chat, ...people, ...settings, ...states } as const;
