import { gzipSync } from "node:zlib";
import {
  binaryPlist,
  memoryFile,
  sqliteBytes,
  table,
  tarBytes,
  tracev3Bytes,
  uuidtextBytes,
  uuidtextPlace,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { brief, examined, statusOf } from "../run.ts";

const patterns = [
  "[process:name='bh']",
  "[process:name='ReminderIntentsUIExtension']",
  "[file:path='/private/var/db/com.apple.xpc.roleaccountd.staging/subridged']",
  "[configuration-profile:id='76DAB334-7E17-475D-A5D6-0794EB5818A5']",
];

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

const ROOT = "sysdiagnose_2026.01.02_iPhone-OS_iPhone_23B1";
const LOGS = `${ROOT}/system_logs.logarchive`;

async function reportOn(files: Readonly<Record<string, Uint8Array>>) {
  const tar = tarBytes(Object.entries(files).map(([name, bytes]) => ({ name: `${ROOT}/${name}`, bytes })));
  const file = memoryFile("sysdiagnose.tar.gz", new Uint8Array(gzipSync(tar)));
  return (await examined({ kind: "file", file }, { patterns })).report;
}

const shutdown = (path: string, delays = 1, form: "classic" | "ios26" = "classic"): string => {
  const lines = Array.from({ length: delays }, (_, index) => {
    const seconds = (0.1 + index * 0.5).toFixed(2);
    return form === "classic"
      ? `After ${seconds}s, remaining client pid: 155 (${path})`
      : `After ${seconds}s, these clients are still here:\n\t\tremaining client pid: 155 (${path}/0A1B2C3D-0A1B-0A1B-0A1B-0A1B2C3D4E5F)`;
  });
  return `${lines.join("\n")}\nSIGTERM: [1760000000] All processes exited\n`;
};

test.each(["classic", "ios26"] as const)(
  "[K50] shutdown.log (%s): known programs, odd places, delays",
  async (form) => {
    const log = [
      shutdown("/private/var/db/com.apple.xpc.roleaccountd.staging/subridged", 1, form),
      shutdown("/usr/libexec/bh", 1, form),
      shutdown("/private/var/db/unknown/agent", 5, form),
      shutdown("/usr/libexec/fine", 2, form),
    ];
    const report = await reportOn({ "system_logs.logarchive/Extra/shutdown.0.log": text(log.join("")) });
    expect(report.evidence.kind).toBe("sysdiagnose");
    expect(report.findings.map(brief)).toEqual([
      "ShutdownLog critical file-path /private/var/db/com.apple.xpc.roleaccountd.staging/subridged",
      "ShutdownLog critical process bh",
      "ShutdownLog high shutdown-path",
      "ShutdownLog low shutdown-delays",
    ]);
    expect(report.findings[0]?.time).toBe("2025-10-09T08:53:20.000Z");
    expect(statusOf(report, "ShutdownLog")).toBe("read 9");
  },
);

test("[K51] process lists: ps and spindump, truncated names as the weaker finding that they are", async () => {
  const ps = [
    "USER             UID PRSNA   PID  PPID        F  %CPU %MEM PRI NI      VSZ    RSS WCHAN    TT  STAT STARTED      TIME COMMAND",
    "root               0     -     1     0     4004   0.5  0.2  37  0   407000   5000 -        ??  Ss   10:00AM   0:10.00 /sbin/launchd",
    "root               0     -    99     1     4004   0.5  0.2  37  0   407000   5000 -        ??  Ss   10:00AM   0:00.10 /usr/libexec/bh -x",
    "mobile           501     -    98     1     4004   0.5  0.2  37  0   407000   5000 -        ??  Ss   10:00AM   0:00.10 ReminderIntentsU",
    "mobile           501     -    97     1     4004   0.5  0.2  37  0   407000   5000 -        ??  Ss   10:00AM   0:00.10 /private/var/tmp/agent",
  ].join("\n");
  const report = await reportOn({
    "ps.txt": text(ps),
    "spindump-nosymbols.txt": text("Process:         bh [99]\nPath:            /usr/libexec/other\n"),
  });
  expect(report.findings.map(brief)).toEqual([
    "Processes critical process bh",
    "Processes critical process bh",
    "Processes high process ReminderIntentsUIExtension",
    "Processes high process-location",
  ]);
  expect(report.findings[2]).toMatchObject({
    indicator: { matched: "truncated" },
    explanation: { weight: "weak" },
  });
});

test.each([
  "/var/db/agent",
  "/private/var/db/agent",
  "/private/tmp/agent",
  "/tmp/agent",
  "/var/tmp/agent",
  "/private/var/tmp/agent",
  "/var/root/agent",
  "/var/logs/agent",
])("[K50] a program at %s is where no part of iOS lives", async (path) => {
  const report = await reportOn({
    "system_logs.logarchive/Extra/shutdown.0.log": text(shutdown(path)),
    "ps.txt": text(`root 0 - 9 1 4004 0.5 0.2 37 0 407000 5000 - ?? Ss 10:00AM 0:00.10 ${path}\n`),
  });
  expect(report.findings.map(brief).toSorted()).toEqual([
    "Processes high process-location",
    "ShutdownLog high shutdown-path",
  ]);
});

test.each([
  [2, []],
  [3, ["ShutdownLog low shutdown-delays"]],
] as const)("[K50] %d delays at one reboot", async (delays, expected) => {
  const log = text(shutdown("/usr/libexec/fine", delays));
  const report = await reportOn({ "system_logs.logarchive/Extra/shutdown.0.log": log });
  expect(report.findings.map(brief)).toEqual(expected);
});

test("[K51] arguments of any length don't hide a process", async () => {
  const long = "x".repeat(3000);
  const report = await reportOn({
    "ps.txt": text(
      `root 0 - 9 1 4004 0.5 0.2 37 0 407000 5000 - ?? Ss 10:00AM 0:00.10 /usr/libexec/bh ${long}\n`,
    ),
    "spindump-nosymbols.txt": text(
      `Path:            /private/var/db/com.apple.xpc.roleaccountd.staging/subridged/${long}\n`,
    ),
  });
  expect(report.findings.map(brief)).toEqual([
    "Processes critical process bh",
    "Processes critical file-path /private/var/db/com.apple.xpc.roleaccountd.staging/subridged",
  ]);
});

test("[K52] crash reports: JSON bodies, memory reports, text; an unknown form is partial", async () => {
  const header = JSON.stringify({
    app_name: "fine",
    timestamp: "2026-01-01 10:00:00.00 +0200",
    bug_type: "309",
  });
  const report = await reportOn({
    "crashes_and_spins/a.ips": text(
      `${header}\n${JSON.stringify({ procName: "bh", procPath: "/usr/libexec/bh" })}`,
    ),
    "crashes_and_spins/JetsamEvent.ips": text(
      `${header}\n${JSON.stringify({ processes: [{ name: "bh", pid: 3 }] })}`,
    ),
    "crashes_and_spins/old.ips": text(`${header}\nProcess:  bh [12]\nPath: /usr/libexec/bh\n`),
    "crashes_and_spins/bad.ips": text("not json"),
  });
  const found = report.findings.filter(({ indicator }) => indicator?.value === "bh");
  expect(new Set(found.map(({ evidence }) => evidence.path.split("/").at(-1)))).toEqual(
    new Set(["a.ips", "JetsamEvent.ips", "old.ips"]),
  );
  expect(found[0]?.time).toBe("2026-01-01T08:00:00.000Z");
  expect(statusOf(report, "CrashReports")).toMatch(/^partial 3: “bad\.ips”/);
});

test("[K53] the unified log's catalogs joined with the paths of programs", async () => {
  const [bad, fine, lost] = ["A1", "B2", "C3"].map((byte) => byte.repeat(16));
  const place = (uuid: string) => `system_logs.logarchive/${uuidtextPlace(uuid)}`;
  const report = await reportOn({
    [place(bad!)]: uuidtextBytes("/private/var/db/com.apple.xpc.roleaccountd.staging/subridged"),
    "system_logs.logarchive/Persist/0000000000000001.tracev3": tracev3Bytes([
      { pid: 7, uuid: bad! },
      { pid: 8, uuid: fine! },
      { pid: 9, uuid: lost! },
    ]),
    [place(fine!)]: uuidtextBytes("/usr/libexec/fine"),
  });
  expect(report.findings.map(brief)).toEqual([
    "UnifiedLogProcesses critical file-path /private/var/db/com.apple.xpc.roleaccountd.staging/subridged",
  ]);
  expect(report.findings[0]?.evidence).toMatchObject({
    path: `${LOGS}/Persist/0000000000000001.tracev3`,
    name: "pid 7",
  });
  expect(statusOf(report, "UnifiedLogProcesses")).toBe(
    "read 3: 1 programs wrote to the log without leaving a path",
  );
});

test("[K54] permissions, profiles and network use, with a database's log behind it", async () => {
  const tcc = sqliteBytes((database) => {
    database.exec("PRAGMA wal_autocheckpoint=0");
    table(database, "access", [
      { service: "kTCCServiceMicrophone", client: "bh", auth_value: 2, last_modified: 1_760_000_000 },
    ]);
  }, "PRAGMA journal_mode=wal;");
  const usage = sqliteBytes((database) => {
    table(database, "ZPROCESS", [{ Z_PK: 1, ZPROCNAME: "bh/bh", ZFIRSTTIMESTAMP: 700_000_000 }]);
  });
  const report = await reportOn({
    "logs/Accessibility/TCC.db": tcc.main,
    "logs/Accessibility/TCC.db-wal": tcc.wal!,
    "logs/MCState/Shared/profile-1.stub": binaryPlist({
      PayloadUUID: "76dab334-7e17-475d-a5d6-0794eb5818a5",
      PayloadContent: [],
    }),
    "logs/Networking/netusage.sqlite": usage.main,
  });
  expect(report.findings.map(brief).toSorted()).toEqual([
    "ConfigurationProfiles critical profile-id 76DAB334-7E17-475D-A5D6-0794EB5818A5",
    "Netusage critical process bh",
    "TCC critical process bh",
  ]);
});

test("[K54] the system's version, and whether a newer one was known", async () => {
  const report = await reportOn({
    "logs/SystemVersion/SystemVersion.plist": binaryPlist({ ProductVersion: "18.1" }),
  });
  expect(report.findings.map(brief)).toEqual(["SysdiagnoseInfo info outdated-system"]);
});

test("[K55] an archive of something else is not taken for a sysdiagnose without findings", async () => {
  const file = memoryFile(
    "a.tar.gz",
    new Uint8Array(gzipSync(tarBytes([{ name: "holiday.txt", bytes: text("x") }]))),
  );
  expect((await examined({ kind: "file", file })).report).toMatchObject({
    state: "incomplete",
    evidence: { kind: "unknown" },
  });
});
