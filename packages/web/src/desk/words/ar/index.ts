import type { Catalogue } from "../catalogue.ts";
import { start } from "./start.ts";

export const ar: Catalogue = { ...start };
