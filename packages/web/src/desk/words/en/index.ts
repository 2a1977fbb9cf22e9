import { orderWords } from "@bridle/desk";
import { decided } from "./decided.ts";
import { feeds } from "./feeds.ts";
import { orderWorkTexts } from "./order-work.ts";
import { orders } from "./orders.ts";
import { refusals } from "./refusals.ts";
import { report } from "./report.ts";
import { start } from "./start.ts";
import { work } from "./work.ts";

/** The source of the desk's texts: keys, English words, and a note for translators above each. */
export const en = {
  ...start,
  ...refusals,
  ...work,
  ...decided,
  ...orders,
  // The same English as on the printed page, with its notes for translators.
  ...orderWords,
  ...orderWorkTexts,
  ...report,
  ...feeds,
} as const;
