import type { ModuleRun } from "../../examination/module-run.ts";
import { say } from "../../words/said.ts";
import type { SectionReader } from "../dumpstate.ts";
import { rootApps } from "../known-apps.ts";
import { atMoment, type Moment, momentEvent } from "../phone-clock.ts";
import { checkApp, type DumpContext, lineAt, type SectionModule } from "./section.ts";

interface App {
  readonly name: string;
  readonly line: number;
  installed?: Moment | undefined;
  updated?: Moment | undefined;
}

class PackageReader implements SectionReader {
  readonly #run: ModuleRun;
  readonly #context: DumpContext;
  #in = false;
  #app: App | undefined;

  constructor(run: ModuleRun, context: DumpContext) {
    this.#run = run;
    this.#context = context;
  }

  line(text: string, number: number): void {
    if (/^\S/.test(text)) {
      this.#finish();
      this.#in = text.startsWith("Packages:") || text.startsWith("Hidden system packages:");
      return;
    }
    if (!this.#in) return;
    const name = /^ {2}Package \[([^\]]+)\]/.exec(text)?.[1];
    if (name !== undefined) {
      this.#finish();
      this.#app = { name, line: number };
      return;
    }
    if (this.#app === undefined) return;
    // Newer systems note the first installation for each user.
    const [, field, time = ""] = /^\s+(firstInstallTime|lastUpdateTime)=([\d-]+ [\d:]+)/.exec(text) ?? [];
    if (field === "firstInstallTime") this.#app.installed = this.#context.momentOf(time);
    if (field === "lastUpdateTime") this.#app.updated = this.#context.momentOf(time);
  }

  end(): void {
    this.#finish();
    this.#in = false;
  }

  #finish(): void {
    const app = this.#app;
    if (app === undefined) return;
    this.#app = undefined;
    this.#run.record();
    const place = lineAt(this.#context, app.line);
    const moment = app.installed ?? app.updated;
    const timeMs = moment?.timeMs;
    checkApp(this.#run, app.name, { place, timeMs, about: atMoment("An app is installed", moment) });
    if (rootApps.has(app.name)) {
      const message = atMoment(say`The app ${app.name} takes full control of a phone`, moment);
      this.#run.notice("root-app", { severity: "medium", message, place, timeMs });
    }
    momentEvent(this.#run, app.installed, { event: "app installed", text: app.name });
    momentEvent(this.#run, app.updated, { event: "app updated", text: app.name });
  }
}

const component = /^\s+[0-9a-f]{5,8} ([A-Za-z][\w.]*)\/\S+/;

/** Reads one of the tables that say which app answers what. */
function resolverTable(
  heading: string,
  run: ModuleRun,
  {
    context,
    visit,
  }: { readonly context: DumpContext; readonly visit?: (app: string, action: string, line: number) => void },
): SectionReader {
  const seen = new Set<string>();
  let inside = false;
  let action = "";
  return {
    line(text, number) {
      if (/^\S/.test(text)) inside = text.startsWith(heading);
      if (!inside) return;
      action = /^ {6}(\S.*):$/.exec(text)?.[1] ?? action;
      const app = component.exec(text)?.[1];
      if (app === undefined) return;
      run.record();
      visit?.(app, action, number);
      if (seen.has(app)) return;
      seen.add(app);
      checkApp(run, app, { place: lineAt(context, number), about: "An app answers requests" });
    },
  };
}

const intimate = new Map([
  ["android.provider.Telephony.SMS_RECEIVED", "incoming messages"],
  ["android.intent.action.NEW_OUTGOING_SMS", "outgoing messages"],
  ["android.intent.action.DATA_SMS_RECEIVED", "incoming data messages"],
  ["android.intent.action.PHONE_STATE", "the state of calls"],
  ["android.intent.action.NEW_OUTGOING_CALL", "outgoing calls"],
]);

export const packageSections: readonly SectionModule[] = [
  { name: "DumpsysPackages", section: "package", reader: (run, context) => new PackageReader(run, context) },
  {
    name: "DumpsysActivities",
    section: "package",
    reader: (run, context) => resolverTable("Activity Resolver Table:", run, { context }),
  },
  {
    name: "DumpsysReceivers",
    section: "package",
    reader: (run, context) => {
      const said = new Set<string>();
      return resolverTable("Receiver Resolver Table:", run, {
        context,
        visit(app, action, number) {
          const what = intimate.get(action);
          if (
            what === undefined ||
            said.has(app + action) ||
            /^(?:com\.(?:google\.)?android|com\.samsung|com\.sec)\./.test(app)
          )
            return;
          said.add(app + action);
          const message = say`The app ${app} is told of ${what}`;
          run.notice("sms-receiver", { severity: "info", message, place: lineAt(context, number) });
        },
      });
    },
  },
];
