import type { Rule } from "../house.ts";
import { todosHaveAnIssue } from "./comments.ts";
import { closedStaysClosed, importsFollowLayers, noImportCycles } from "./imports.ts";
import { logsCarryNoUserData } from "./logs.ts";
import { manifestsAreExact } from "./manifests.ts";
import { namesSaySomething } from "./names.ts";
import { filesAreShort, functionsAreShort } from "./size.ts";
import { specAndTestsAgree } from "./spec.ts";

/** Every rule of the house. What a linter already knows (any, casts, default exports, Date) is in .oxlintrc.json. */
export const rules: readonly Rule[] = [
  importsFollowLayers,
  closedStaysClosed,
  noImportCycles,
  manifestsAreExact,
  filesAreShort,
  functionsAreShort,
  namesSaySomething,
  todosHaveAnIssue,
  logsCarryNoUserData,
  specAndTestsAgree,
];
