import {
  bases,
  controlReasons,
  deskRefusals,
  dismissalReasons,
  entryKinds,
  grades,
  networkClasses,
  orderControls,
  orderWords,
  outerClasses,
  passedOverReasons,
  reaches,
  roles,
  signalKinds,
  strengths,
} from "@bridle/desk";
import { feedRefusals, leftOutReasons } from "@bridle/desk/feeds";
import { expect, test } from "vitest";
import { catalogueContract } from "../../../test/catalogue-contract.ts";
import { languages } from "../../words/language.ts";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";

/** What is put in behind a group's name, where a page writes `role.${…}` and the like. */
const ends: Readonly<Record<string, readonly string[]>> = {
  ask: orderControls,
  basis: bases,
  case: ["open", "confirmed", "dismissed", "merged"],
  class: outerClasses,
  control: ["refuseClass", "refuseSize", "refuseBuild", "refuseRegistration", "suspendAccount"],
  dismissal: dismissalReasons,
  event: entryKinds,
  feedRefusal: feedRefusals,
  grade: grades,
  language: languages,
  leftOut: leftOutReasons,
  network: ["everyone", ...networkClasses],
  reach: reaches,
  reason: controlReasons,
  received: ["certificate", "payment", "report"],
  refusal: ["unreachable", ...deskRefusals],
  role: roles,
  signal: signalKinds,
  strength: strengths,
  told: passedOverReasons,
};

catalogueContract({
  en,
  ar,
  folder: `${import.meta.dirname}/..`,
  inAnyLetters: ["language.en", "me.here"],
  ends,
  // What the desk's own code says of orders is handed out by name.
  isUsedElsewhere: (key) => Object.hasOwn(orderWords, key),
});

test("[O24] what is said of orders is the same on the pages as on paper", () => {
  expect(en).toMatchObject(orderWords);
});
