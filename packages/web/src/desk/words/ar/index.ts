import type { Catalogue } from "../catalogue.ts";
import { decided } from "./decided.ts";
import { feeds } from "./feeds.ts";
import { orderTexts } from "./order-words.ts";
import { orderWorkTexts } from "./order-work.ts";
import { orders } from "./orders.ts";
import { refusals } from "./refusals.ts";
import { report } from "./report.ts";
import { start } from "./start.ts";
import { work } from "./work.ts";

export const ar: Catalogue = {
  ...start,
  ...refusals,
  ...work,
  ...decided,
  ...orders,
  ...orderTexts,
  ...orderWorkTexts,
  ...report,
  ...feeds,
};
