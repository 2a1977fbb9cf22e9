import type { State } from "./report.ts";

/** What each state says to a person, first in a few words, then in full. */
export const stateWords: Readonly<Record<State, readonly [short: string, full: string]>> = {
  match: [
    "Traces of known spyware were found",
    "At least one record meets what researchers have published about spyware. Below is each record, where it lies, and what else it could be. This is a reason to ask for help, not yet proof.",
  ],
  "needs-expert": [
    "Something here needs an expert",
    "No record meets a published trace of spyware, but some look unusual enough that somebody with experience should see them.",
  ],
  incomplete: [
    "The examination is incomplete",
    "Nothing known was found in what could be read, but some of it could not be read. What is missing, and why, stands under “What was examined”.",
  ],
  "nothing-known-found": [
    "Nothing known was found in what was examined",
    "No record that could be read meets a published trace of spyware. That is no proof of absence: spyware that nobody has described, or that removed its traces, would not show.",
  ],
};
