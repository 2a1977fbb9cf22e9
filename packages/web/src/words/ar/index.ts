import type { Catalogue } from "../catalogue.ts";
import { chat } from "./chat.ts";
import { people } from "./people.ts";
import { settings } from "./settings.ts";
import { start } from "./start.ts";
import { states } from "./states.ts";

/** Arabic. The notes for translators stand above the English texts. */
export const ar: Catalogue = { ...start, ...chat, ...people, ...settings, ...states };
