import {
  androidPlants,
  backupPlants,
  dumpPlants,
  memorySource,
  type Plant,
  stixBundle,
  sysdiagnosePlants,
  webPlatform,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { examine, type IndicatorType, readFeeds, type ReportFinding } from "../src/index.ts";

interface Values {
  /** The pattern, without its value. */
  readonly path: string;
  readonly known: string;
  /** What must meet it, besides itself. */
  readonly hits: readonly string[];
  /** What must not. */
  readonly misses: readonly string[];
}

const hash = (path: string, digits: number): Values => ({
  path,
  known: "ab".repeat(digits / 2),
  hits: ["AB".repeat(digits / 2)],
  misses: [`${"ab".repeat(digits / 2 - 1)}ac`, "cd".repeat(digits / 2)],
});

const values: Readonly<Record<IndicatorType, Values>> = {
  domain: {
    path: "domain-name:value",
    known: "bad.example",
    hits: ["x.y.bad.example", "BAD.example"],
    misses: ["notbad.example", "bad.example.org", "bad-example.org", "example.org"],
  },
  url: {
    path: "url:value",
    known: "https://exact.example/path?x=1",
    hits: ["https://EXACT.example:443/path?x=1"],
    misses: ["https://exact.example/path?x=12", "https://exact.example/Path?x=1", "https://exact.example/"],
  },
  ip: {
    path: "ipv4-addr:value",
    known: "203.0.113.9",
    hits: [],
    misses: ["203.0.113.90", "13.0.113.9", "203.0.113.9.example.org"],
  },
  email: {
    path: "email-addr:value",
    known: "spy@mail.example",
    hits: ["Spy@Mail.example"],
    misses: ["xspy@mail.example", "spy@mail.example.org", "spy@xmail.example"],
  },
  process: {
    path: "process:name",
    known: "badprocessname.longer",
    hits: ["badprocessname.l"],
    misses: ["badprocessname.longer2", "xbadprocessname.longer", "Badprocessname.longer", "badprocessname"],
  },
  "file-name": {
    path: "file:name",
    known: "roleaccountd.plist",
    hits: [],
    misses: ["xroleaccountd.plist", "roleaccountd.plist.bak", "Roleaccountd.plist"],
  },
  "file-path": {
    path: "file:path",
    known: "/private/var/tmp/hooker",
    hits: ["/private/var/tmp/hooker/x", "/var/tmp/hooker"],
    misses: ["/private/var/tmp/hooker2", "/private/var/tmp/Hooker", "/x/private/var/tmp/hooker"],
  },
  md5: hash("file:hashes.md5", 32),
  sha1: hash("file:hashes.'SHA-1'", 40),
  sha256: hash("file:hashes.sha256", 64),
  "app-id": {
    path: "app:id",
    known: "com.bad.app",
    hits: ["com.Bad.app"],
    misses: ["com.bad.app2", "xcom.bad.app", "com.bad", "com.bad.app.more"],
  },
  "app-cert-md5": hash("app:cert.md5", 32),
  "app-cert-sha1": hash("app:cert.sha1", 40),
  "app-cert-sha256": hash("app:cert.sha256", 64),
  "profile-id": {
    path: "configuration-profile:id",
    known: "76DAB334-7E17-475D",
    hits: ["76dab334-7e17-475d"],
    misses: ["76DAB334-7E17", "76DAB334-7E17-475D-1"],
  },
  "android-property": {
    path: "android-property:name",
    known: "sys.brand.doc",
    hits: [],
    misses: ["sys.brand.doc2", "xsys.brand.doc", "sys.brand"],
  },
};

const plants: readonly Plant[] = [...backupPlants, ...dumpPlants, ...sysdiagnosePlants, ...androidPlants];
const feeds = readFeeds(
  [
    {
      name: "all.stix2",
      bytes: stixBundle(
        "Testware",
        Object.values(values).map(({ path, known }) => `[${path}='${known}']`),
      ),
    },
  ],
  webPlatform,
);

async function hitsOf(plant: Plant, value: string): Promise<readonly ReportFinding[]> {
  const source = memorySource(plant.files(value));
  const request = { feeds, platform: webPlatform, timeline: false, version: "test" };
  const outcome = await examine({ evidence: { kind: "folder", source }, ...request });
  if (!outcome.ok) throw new Error(outcome.error);
  const { coverage, findings } = outcome.value.report;
  const unread = coverage.filter(({ status }) => status === "partial" || status === "failed");
  expect(unread).toEqual([]);
  return findings.filter(({ indicator }) => indicator !== undefined);
}

const titled = plants.map(
  (plant) => [`${plant.module} ${plant.type} ${plant.where ?? ""}`.trim(), plant] as const,
);

test.each(titled)("[K34] %s is found, in each spelling", async (_title, plant) => {
  const { known, hits } = values[plant.type];
  // Names in a dump are whole, and the log writes whole paths.
  const cut = plant.module === "Filesystem" && plant.type === "process";
  const whole = plant.module === "UnifiedLogText" && plant.type === "file-path";
  const spellings = cut || whole ? [known] : [known, ...hits];
  for (const value of spellings) {
    const found = await hitsOf(plant, value);
    expect(found.map(({ module, indicator }) => [module, indicator?.type, indicator?.value])).toContainEqual([
      plant.module,
      plant.type,
      known,
    ]);
    const own = found.find(
      ({ module, indicator }) => module === plant.module && indicator?.type === plant.type,
    );
    expect(own?.evidence.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(own?.indicator).toMatchObject({ campaigns: ["Testware"], feed: "all.stix2" });
  }
});

test.each(titled)("[K35] %s: what only resembles it is not", async (_title, plant) => {
  for (const value of values[plant.type].misses) expect(await hitsOf(plant, value)).toEqual([]);
});
