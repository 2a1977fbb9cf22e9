import type { Place } from "../../examination/finding.ts";
import type { ModuleRun } from "../../examination/module-run.ts";
import type { Words } from "../../words/said.ts";
import type { SectionReader } from "../dumpstate.ts";
import type { Moment } from "../phone-clock.ts";

/** A check of one section of a dump. */
export interface SectionModule {
  readonly name: string;
  /** The section's name in the dump. */
  readonly section: string;
  reader(run: ModuleRun, context: DumpContext): SectionReader;
}

export interface DumpContext {
  readonly place: Place;
  /** When the dump was made, Unix milliseconds of its local time, as far as it says. */
  madeMs(): number | undefined;
  /** A moment that the dump writes in the phone's local time. */
  momentOf(text: string): Moment | undefined;
}

const packagePattern = /^[A-Za-z][\w]*(?:\.[A-Za-z0-9_]+)+$/;

interface SeenApp {
  readonly place: Place;
  readonly about: Words;
  readonly timeMs?: number | undefined;
  /** Whether the app is there, or only was at some time. */
  readonly kind?: "app-present" | "app-was-there";
}

/** Looks an app's name up. */
export function checkApp(run: ModuleRun, app: string, context: SeenApp): boolean {
  return packagePattern.test(app) && run.equal("app-id", app, { kind: "app-present", ...context });
}

/** Where a line of a dump lies. */
export function lineAt(context: DumpContext, number: number): Place {
  return { ...context.place, offset: number };
}
