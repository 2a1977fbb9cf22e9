import { linksIn, matchOfLink } from "../examination/links.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { freePageLeftovers, type Leftover } from "../formats/sqlite/leftovers.ts";
import type { Match } from "../indicators/indicator-set.ts";
import { say } from "../words/said.ts";
import { type Artifact, placeIn, type Tables } from "./artifact.ts";

interface TraceOptions {
  readonly artifact: Artifact;
  readonly run: ModuleRun;
  /** To begin a sentence: "A deleted message". */
  readonly what: string;
  /** What to look for in what deleted rows left. */
  readonly find: (found: Leftover, run: ModuleRun) => readonly (readonly [value: string, match: Match])[];
}

const LEFTOVERS_MAX = 2_000_000;

/**
 * Listens to what deleted rows left behind, beginning with the pages that will be scanned from now on. `end` looks through free pages and the log,
 * and tells what was found; after the rows, so that nothing is told twice.
 */
export class Traces {
  readonly #tables: Tables;
  readonly #options: TraceOptions;
  readonly #found = new Map<string, { readonly match: Match; readonly leftover: Leftover }>();
  #looked = 0;

  constructor(tables: Tables, options: TraceOptions) {
    this.#tables = tables;
    this.#options = options;
    tables.database.onLeftover = (found) => this.#look(found);
  }

  async end(): Promise<void> {
    const { artifact, run, what } = this.#options;
    this.#tables.database.onLeftover = undefined;
    const pages = await freePageLeftovers(this.#tables.database, (found) => this.#look(found));
    const found = [...this.#found].toSorted(([, a], [, b]) => formOrder(a.leftover) - formOrder(b.leftover));
    for (const [value, { match, leftover }] of found) {
      const { offset, inLog } = leftover;
      const place = placeIn(artifact, { offset });
      const named = inLog === true ? { ...place, name: `${artifact.name}-wal` } : place;
      run.trace(match, { value, place: named, about: say`${what} left a trace` });
    }
    if (pages > 0) run.note(`${pages} free and older pages searched for traces of deleted rows`);
  }

  #look(leftover: Leftover): void {
    if (this.#looked++ > LEFTOVERS_MAX) return;
    const { find, run } = this.#options;
    for (const [value, match] of find(leftover, run)) {
      if (!this.#found.has(value)) this.#found.set(value, { match, leftover });
    }
  }
}

/** Whole columns first: they say it exactly. */
function formOrder({ form }: Leftover): number {
  return form === "field" ? 0 : 1;
}

/** Addresses in what was left. */
export function linkTraces(
  { text }: Leftover,
  run: ModuleRun,
): readonly (readonly [value: string, match: Match])[] {
  return linksIn(text).flatMap((link) => {
    const found = matchOfLink(link, run.indicators);
    return found === undefined ? [] : [[found.link, found.match] as const];
  });
}

const NAME_MIN = 6;
const WORD_MAX = 200;

function beginningsAndEnds(word: string): readonly string[] {
  if (word.length > WORD_MAX) return [];
  const names: string[] = [];
  for (let length = NAME_MIN; length <= word.length; length++) {
    names.push(word.slice(0, length), word.slice(-length));
  }
  return names;
}

/**
 * Names of programs: a whole column; where only printable bytes are left, a name of some length at a word's beginning or end, because columns lie
 * behind each other without a mark.
 */
export function processTraces(
  { text, form }: Leftover,
  run: ModuleRun,
): readonly (readonly [value: string, match: Match])[] {
  const names =
    form === "field"
      ? [text, text.split("/", 1)[0] ?? ""]
      : text.split(/[^\w.-]+/).flatMap(beginningsAndEnds);
  return names.flatMap((name) => {
    const match = run.indicators.process(name);
    return match === undefined || match.level !== "exact" ? [] : [[name, match] as const];
  });
}
