/** What a made-up dump says; each list becomes lines in the section that Android writes. */
export interface DumpContent {
  readonly packages?: readonly string[];
  readonly activities?: readonly string[];
  /** Pairs of an action and a component. */
  readonly receivers?: readonly (readonly [action: string, component: string])[];
  readonly accessibilityInstalled?: readonly string[];
  readonly accessibilityEnabled?: readonly string[];
  readonly appops?: readonly (readonly [app: string, operation: string, mode: string])[];
  /** Latest first, as Android writes them. */
  readonly batteryUpdates?: readonly (readonly [app: string, version: number])[];
  readonly batteryActive?: readonly string[];
  readonly databases?: readonly string[];
  readonly compat?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  /** Raw text of the section `adb`. */
  readonly adb?: string | Uint8Array;
  /** Bytes of a section that no check reads. */
  readonly fillerBytes?: number;
}

const RULE = "-".repeat(79);

/** A dumpstate text in the layout of Android 14. Synthesised: no device wrote it. */
export function dumpstateBytes(content: DumpContent): Uint8Array {
  const parts: (string | Uint8Array)[] = [
    `${"=".repeat(56)}\n== dumpstate: 2026-01-02 03:04:05\n${"=".repeat(56)}\n\nBuild: AP1A\n\n`,
    `------ SYSTEM PROPERTIES (getprop) ------\n`,
    ...Object.entries(content.properties ?? {}).map(([name, value]) => `[${name}]: [${value}]\n`),
    `------ 0.022s was the duration of 'SYSTEM PROPERTIES' ------\n\n`,
  ];
  const filler = content.fillerBytes ?? 0;
  if (filler > 0) {
    const line =
      "01-02 03:04:05.678  1000  1234  1234 I ActivityManager: something happened and was logged at length\n";
    const block = line.repeat(2000);
    parts.push("------ SYSTEM LOG (logcat) ------\n");
    for (let size = 0; size < filler; size += block.length) parts.push(block);
  }
  for (const [name, text] of sections(content)) {
    parts.push(
      `${RULE}\nDUMP OF SERVICE ${name}:\n`,
      text,
      `\n--------- 0.015s was the duration of dumpsys ${name}, ending at: 2026-01-02 03:04:05\n`,
    );
  }
  parts.push(`${"=".repeat(56)}\n== dumpstate: done (id 1)\n${"=".repeat(56)}\n`);
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
}

function packageTables({ packages = [], activities = [], receivers = [] }: DumpContent): string {
  const lines = [
    "Activity Resolver Table:",
    "  Schemes:",
    "      http:",
    ...activities.map((component) => `        a1b2c3d ${component} filter 4e5f6a7`),
    "",
    "Receiver Resolver Table:",
    "  Non-Data Actions:",
    ...receivers.flatMap(([action, component]) => [
      `      ${action}:`,
      `        b1b2c3d ${component} filter 5e5f6a7`,
    ]),
    "",
    "Packages:",
    ...packages.flatMap((name) => [
      `  Package [${name}] (f7a8b9c):`,
      "    userId=10123",
      "    versionCode=12 minSdk=24 targetSdk=34",
      "    lastUpdateTime=2025-12-30 10:11:12",
      "    User 0: ceDataInode=123 installed=true hidden=false",
      "      firstInstallTime=2025-12-01 09:08:07",
    ]),
    "",
    "Shared users:",
  ];
  return lines.join("\n");
}

function sections(content: DumpContent): readonly (readonly [name: string, text: string | Uint8Array])[] {
  const { appops = [], databases = [], compat = [] } = content;
  return [
    ["CRITICAL accessibility", accessibility(content)],
    ["package", packageTables(content)],
    [
      "appops",
      [
        "Current AppOps Service state:",
        "  Uid u0a123:",
        ...appops.flatMap(([app, op, mode]) => [
          `    Package ${app}:`,
          `      ${op} (${mode}): `,
          "          Access: [top-s] 2026-01-01 12:00:00.000 (-15h)",
        ]),
      ].join("\n"),
    ],
    ["batterystats", battery(content)],
    [
      "dbinfo",
      databases
        .map((app) => `Connection pool for /data/user/0/${app}/databases/a.db:\n  Open: true`)
        .join("\n"),
    ],
    [
      "platform_compat",
      compat
        .map(
          (app) =>
            `ChangeId(168419799; name=X; disabled; packageOverrides={${app}=false}; rawOverrides={${app}=false})`,
        )
        .join("\n"),
    ],
    ["adb", content.adb ?? "ADB MANAGER STATE (dumpsys adb):\n"],
    ["zz_last", "nothing"],
  ];
}

function accessibility({ accessibilityInstalled = [], accessibilityEnabled = [] }: DumpContent): string {
  return [
    "ACCESSIBILITY MANAGER (dumpsys accessibility)",
    "User state[",
    "     installed services: {",
    ...accessibilityInstalled.map((service, index) => `      ${index} : ${service}`),
    "     }",
    `     Enabled services:{${accessibilityEnabled.map((service) => `{${service}}`).join(", ")}}`,
    "]",
  ].join("\n");
}

function battery({ batteryUpdates = [], batteryActive = [] }: DumpContent): string {
  return [
    "Battery History (1% used, 5000 of 4MB):",
    "                    0 (15) RESET:TIME: 2026-01-01-10-00-00",
    ...batteryActive.map(
      (app, index) => `           +${index}s100ms (2) 100 +job=u0a123:"${app}/.Service" +running`,
    ),
    "",
    "Per-PID Stats:",
    "Daily stats:",
    "  Daily from 2025-12-22-03-05-07 to 2025-12-23-03-00-00:",
    ...batteryUpdates.map(([app, version]) => `      Update ${app} vers=${version}`),
  ].join("\n");
}

/** A text tombstone. */
export function textTombstone(crash: { readonly process: string; readonly uid: number }): Uint8Array {
  return new Uint8Array(
    Buffer.from(`${"*** ".repeat(15)}***
Build fingerprint: 'made/up/device'
Timestamp: 2026-01-01 11:12:13.123456789+0100
pid: 123, tid: 124, name: ${crash.process.split("/").at(-1)}  >>> ${crash.process} <<<
uid: ${crash.uid}
signal 11 (SIGSEGV)
`),
  );
}

/** A tombstone in protobuf: timestamp, ids, command line. */
export function protobufTombstone(crash: { readonly process: string; readonly uid: number }): Uint8Array {
  const text = (number: number, value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
  };
  const uid = crash.uid < 128 ? [crash.uid] : [(crash.uid & 0x7f) | 0x80, crash.uid >> 7];
  return new Uint8Array(
    Buffer.concat([
      Buffer.of(8, 1),
      text(4, "2026-01-01 11:12:13.123456789+0100"),
      Buffer.of(5 * 8, 123, 7 * 8, ...uid),
      text(9, crash.process),
    ]),
  );
}
