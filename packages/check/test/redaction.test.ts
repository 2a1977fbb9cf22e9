import {
  androidPlants,
  backupPlants,
  dumpPlants,
  fullAcquisition,
  fullBackup,
  fullDump,
  fullReport,
  fullSysdiagnose,
  memoryFile,
  memorySource,
  sysdiagnosePlants,
  webPlatform,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import {
  type Evidence,
  type IndicatorType,
  type Outcome,
  redacted,
  reportHtml,
  timelineCsv,
} from "../src/index.ts";
import { examined } from "./run.ts";

const patterns = [
  "[domain-name:value='bad.example']",
  "[process:name='badproc']",
  "[file:path='/private/var/tmp/hooker']",
  "[file:name='roleaccountd.plist']",
];

/** Everything that a redacted report shows, in all its forms. */
function shown(outcome: Outcome): string {
  const { report, timeline } = redacted(outcome);
  const platform = webPlatform;
  return [
    JSON.stringify(report),
    ...reportHtml({ report, timeline, platform }),
    ...timelineCsv(timeline, platform),
  ].join("\n");
}

const CANARY = "zdenka";

/** The canary as somebody's name, with what could break quotation marks, paths, cells and tags. */
const disguises = [
  CANARY,
  `${CANARY}@mail.example`,
  `x”${CANARY}“; y`,
  `=${CANARY},"<b>`,
  `\u2069${CANARY}\u202e.db`,
];

const whole = { fullBackup, fullDump, fullSysdiagnose, fullAcquisition, fullReport };

test.each(Object.entries(whole))(
  "[K75] %s: nothing of a person is in a redacted report",
  async (_name, make) => {
    for (const words of disguises) {
      const outcome = await examined(make(words), { patterns });
      expect(outcome.report.evidence.kind).not.toBe("unknown");
      expect(outcome.report.findings.length + outcome.report.inputs.length).toBeGreaterThan(2);
      // Only a test that can fail says something: the report for the owner does hold the words.
      expect(JSON.stringify(outcome.report) + JSON.stringify([...outcome.timeline])).toContain(CANARY);
      expect(shown(outcome)).not.toContain(CANARY);
    }
  },
);

test("[K75] what a redacted report is for stays in it", async () => {
  const outcome = await examined(fullBackup(CANARY), { patterns });
  const { report } = redacted(outcome);
  expect(report.findings.map(({ module, severity }) => `${module} ${severity}`)).toEqual(
    outcome.report.findings.map(({ module, severity }) => `${module} ${severity}`),
  );
  const text = shown(outcome);
  for (const kept of ["bad.example", "roleaccountd.plist", "HomeDomain-Library/SMS/sms.db", "Testware"]) {
    expect(text).toContain(kept);
  }
  expect(report.inputs.map(({ sha256 }) => sha256)).toEqual(
    outcome.report.inputs.map(({ sha256 }) => sha256),
  );
  expect(report.findings.map(({ evidence }) => evidence.row)).toEqual(
    outcome.report.findings.map(({ evidence }) => evidence.row),
  );
});

const aroundHits: Readonly<Partial<Record<IndicatorType, string>>> = {
  domain: `${CANARY}.bad.example`,
  url: `https://bad.example/${CANARY}?u=${CANARY}`,
  ip: `${CANARY}.bad.example`,
  process: `/private/var/mobile/${CANARY}/badproc`,
  "file-path": `/private/var/tmp/hooker/${CANARY}`,
  "file-name": `${CANARY}/roleaccountd.plist`,
};

test("[K75] what stands around an indicator in a record is left out with the rest", async () => {
  for (const plant of [...backupPlants, ...dumpPlants, ...sysdiagnosePlants, ...androidPlants]) {
    const outcome = await examined(plant.files(aroundHits[plant.type] ?? CANARY), { patterns });
    expect(shown(outcome), `${plant.module} ${plant.type}`).not.toContain(CANARY);
  }
});

test("[K75] names of archives, of their members and of folders on the examiner's machine are left out", async () => {
  const members = [
    { name: `${CANARY}/dumpState_${CANARY}.log`, bytes: Buffer.from("x") },
    { name: `../${CANARY}`, bytes: Buffer.from("x") },
    { name: `${CANARY}/link`, bytes: Buffer.from("x"), mode: 0o120777 },
  ];
  const file = memoryFile(`${CANARY}.zip`, zipBytes(members));
  const broken = {
    ...memorySource(new Map([["packages.json", Buffer.from("[]")]]), CANARY),
    async *walk() {
      yield await Promise.resolve({
        ...memoryFile("packages.json", Buffer.from("[]")),
        stream: () => {
          throw new Error(`ENOENT: no such file or directory, open '/home/${CANARY}/packages.json'`);
        },
      });
    },
  };
  const all: readonly Evidence[] = [
    { kind: "file", file },
    { kind: "file", file: memoryFile(`${CANARY}.bin`, Buffer.from(CANARY)) },
    { kind: "folder", source: broken },
  ];
  for (const evidence of all) {
    const outcome = await examined(evidence, { patterns });
    expect(outcome.report.state).toBe("incomplete");
    expect(JSON.stringify(outcome.report)).toContain(CANARY);
    expect(shown(outcome)).not.toContain(CANARY);
  }
});
