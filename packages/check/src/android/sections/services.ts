import { say } from "../../words/said.ts";
import { usualAccessibility } from "../known-apps.ts";
import { atMoment, momentEvent } from "../phone-clock.ts";
import { checkApp, lineAt, type SectionModule } from "./section.ts";

const accessibility: SectionModule = {
  name: "DumpsysAccessibility",
  section: "accessibility",
  reader(run, context) {
    const said = new Set<string>();
    return {
      line(text, number) {
        const place = lineAt(context, number);
        const installed = /^\s*\d+ : ([\w.]+)\/\S+/.exec(text)?.[1];
        if (installed !== undefined) {
          run.record();
          checkApp(run, installed, { place, about: "An app offers an accessibility service" });
        }
        const enabled = /enabled services:\s*\{(.*)\}/i.exec(text)?.[1];
        run.record(0);
        if (enabled === undefined) return;
        for (const service of enabled.split(/[{}, ]/)) {
          const [app = ""] = service.split("/", 1);
          if (!/^[\w.]+\/[\w.$]+$/.test(service) || said.has(app)) continue;
          said.add(app);
          run.record();
          checkApp(run, app, { place, about: "An app's accessibility service is on" });
          const usual = usualAccessibility.has(app);
          const message = say`The app ${app} may read the screen and act on it (${service})`;
          run.notice("accessibility-service", { severity: usual ? "info" : "medium", message, place });
        }
      },
    };
  },
};

const appops: SectionModule = {
  name: "DumpsysAppops",
  section: "appops",
  reader(run, context) {
    let app = "";
    let operation = "";
    return {
      line(text, number) {
        const place = lineAt(context, number);
        const found = /^ {4}Package ([\w.]+):/.exec(text)?.[1];
        if (found !== undefined) {
          app = found;
          run.record();
          checkApp(run, app, { place, about: "An app holds permissions" });
          return;
        }
        if (/^ {2}Uid /.test(text)) app = "";
        const [, name, mode] = /^ {6}([A-Z][A-Z0-9_]+) \(([\w ]+)\)/.exec(text) ?? [];
        if (name !== undefined && app !== "") {
          operation = name;
          const allowed = mode?.startsWith("allow") === true;
          if (name === "REQUEST_INSTALL_PACKAGES" && allowed) {
            const message = say`The app ${app} may install other apps`;
            run.notice("installs-apps", { severity: "medium", usual: true, message, place });
          }
          if (app === "com.android.shell" && allowed) {
            const message = say`The command shell was allowed ${name}`;
            run.notice("shell-permission", { severity: "medium", usual: true, message, place });
          }
        }
        const time = /(?:Access|Reject|time):? .*?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)/.exec(text)?.[1];
        if (time !== undefined && app !== "") {
          const used = { event: "permission used", text: `${app} ${operation}` };
          momentEvent(run, context.momentOf(time), used);
        }
      },
    };
  },
};

const batteryDaily: SectionModule = {
  name: "DumpsysBatteryDaily",
  section: "batterystats",
  reader(run, context) {
    let day = "";
    const versions = new Map<string, number>();
    return {
      line(text, number) {
        day = /^\s*Daily from (\d{4}-\d\d-\d\d)/.exec(text)?.[1] ?? day;
        const [, app, version] = /^\s*Update ([\w.]+) vers=(\d+)/.exec(text) ?? [];
        if (app === undefined || version === undefined) return;
        run.record();
        const place = lineAt(context, number);
        const moment = context.momentOf(`${day} 00:00:00`);
        const timeMs = moment?.timeMs;
        const about = version === "0" ? "An app was removed" : "An app was installed or updated";
        checkApp(run, app, { place, timeMs, about: atMoment(about, moment), kind: "app-was-there" });
        const before = versions.get(app);
        // The section begins with the latest day, so what comes later in it is earlier.
        if (version === "0") {
          const message = atMoment(say`The app ${app} was removed`, moment);
          run.notice("app-removed", { severity: "medium", usual: true, message, place, timeMs });
        } else if (before !== undefined && before !== 0 && Number(version) > before) {
          const change = say`The app ${app} went from version ${version} to the older ${before}`;
          const message = atMoment(change, moment);
          run.notice("app-downgraded", { severity: "medium", message, place, timeMs });
        }
        versions.set(app, Number(version));
        momentEvent(run, moment, { event: "app update (day)", text: `${app} ${version}` });
      },
    };
  },
};

const batteryHistory: SectionModule = {
  name: "DumpsysBatteryHistory",
  section: "batterystats",
  reader(run, context) {
    const seen = new Set<string>();
    let inside = false;
    return {
      line(text, number) {
        if (text.startsWith("Battery History")) inside = true;
        else if (/^(?:Per-PID|Daily stats|Statistics|\S.*stats:)/.test(text)) inside = false;
        if (!inside) return;
        run.record();
        for (const [, value = ""] of text.matchAll(
          /[+-](?:job|top|fg|running|sync|wake_lock|longwake|pkginst|pkgunin)=[^:\s]*:"([^"]+)"/g,
        )) {
          const app = value.replace(/^\*\w+\*\/?/, "").split(/[/:]/, 1)[0] ?? "";
          if (seen.has(app)) continue;
          seen.add(app);
          checkApp(run, app, { place: lineAt(context, number), about: "An app was active" });
        }
      },
    };
  },
};

const dbInfo: SectionModule = {
  name: "DumpsysDBInfo",
  section: "dbinfo",
  reader(run, context) {
    const seen = new Set<string>();
    return {
      line(text, number) {
        const app =
          /\/data\/(?:user(?:_de)?\/\d+|data)\/([\w.]+)\//.exec(text)?.[1] ??
          /^\*\* Database info for pid \d+ \[([\w.]+)/.exec(text)?.[1];
        if (app === undefined) return;
        run.record();
        if (seen.has(app)) return;
        seen.add(app);
        checkApp(run, app, { place: lineAt(context, number), about: "An app used a database" });
      },
    };
  },
};

const platformCompat: SectionModule = {
  name: "DumpsysPlatformCompat",
  section: "platform_compat",
  reader: (run, context) => ({
    line(text, number) {
      for (const [, overrides = ""] of text.matchAll(/(?:packageOverrides|rawOverrides)=\{([^}]*)\}/g)) {
        for (const [app = ""] of overrides.split(",").map((pair) => pair.trim().split("="))) {
          if (app === "") continue;
          run.record();
          checkApp(run, app, { place: lineAt(context, number), about: "An app has compatibility settings" });
        }
      }
      run.record(0);
    },
  }),
};

export const serviceSections: readonly SectionModule[] = [
  accessibility,
  appops,
  batteryDaily,
  batteryHistory,
  dbInfo,
  platformCompat,
];
