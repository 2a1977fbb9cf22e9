import { isDict, numberEntry, textEntry } from "../../formats/plist/value.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { fromMacTime, fromUnixSeconds } from "../../time.ts";
import { say } from "../../words/said.ts";
import { bookForm, type IosModule, placeIn, plistOf, Tables } from "../artifact.ts";
import { processTraces, Traces } from "../traces.ts";

const locationTimes = [
  "LocationTimeStopped",
  "FenceTimeStarted",
  "SignificantTimeStarted",
  "BeaconRegionTimeStopped",
  "ConsumptionPeriodBegin",
];

export const permissions: readonly IosModule[] = [
  {
    name: "LocationdClients",
    wants: [
      { domain: "RootDomain", path: "Library/Caches/locationd/clients.plist" },
      { path: /(?:^|\/)Library\/Caches\/locationd\/clients\.plist$/ },
    ],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (plist === undefined) return;
      if (!isDict(plist)) return bookForm(false, artifact, run);
      for (const [key, client] of plist) {
        run.record();
        const times = locationTimes.map((name) => fromMacTime(numberEntry(client, name)));
        const timeMs = times.find((time) => time !== undefined);
        const context = { place: placeIn(artifact), timeMs, about: "A program asked for the location" };
        const bundle = textEntry(client, "BundleId") ?? "";
        // The key is the program's name, sometimes with a letter and a slash before it.
        const name = key.replace(/^[a-z]:/, "").replace(/:$/, "");
        if (!run.process(name, context) && bundle !== "") run.process(bundle, context);
        for (const field of ["BundlePath", "Executable", "Registered"]) {
          const path = textEntry(client, field);
          if (path !== undefined && path !== "" && run.file(path, context)) break;
        }
        for (const [index, label] of locationTimes.entries()) run.event(times[index], label, key);
      }
      bookForm(plist.size === 0 || [...plist.values()].some(isDict), artifact, run);
    },
  },
  {
    name: "TCC",
    wants: [{ domain: "HomeDomain", path: "Library/TCC/TCC.db" }, { path: /(?:^|\/)TCC\.db$/ }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const traces = new Traces(tables, { artifact, run, what: "A deleted permission", find: processTraces });
      const columns = ["service", "client", "auth_value", "allowed", "last_modified"] as const;
      await tables.each({ table: "access", columns, needed: ["client"] }, (row) => {
        const client = textOf(row.client);
        const service = textOf(row.service).replace(/^kTCCService/, "");
        const timeMs = fromUnixSeconds(row.last_modified);
        const allowed = row.auth_value === null ? row.allowed === 1 : Number(row.auth_value) >= 2;
        const about = allowed
          ? say`A program was allowed the use of ${service}`
          : say`A program was refused the use of ${service}`;
        run.process(client, { place: row.place, timeMs, about });
        run.equal("app-id", client, { place: row.place, timeMs, about, kind: "app-present" });
        run.event(timeMs, allowed ? "permission given" : "permission refused", `${client} ${service}`);
      });
      await traces.end();
    },
  },
];
