// `npm run bench:check`: how long a check takes and how much memory it needs at its peak, over inputs from
// a seed. Each run is a process of its own, started as a user would start it. The inputs are synthesised and
// are kept under node_modules/.cache for the next time.

import { spawnSync } from "node:child_process";
import { pbkdf2Sync } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { bugreport, encryptedBackup, manifestBackup, sysdiagnose } from "./check-inputs.ts";

const cache = process.env["BRIDLE_BENCH_DIR"] ?? "node_modules/.cache/bridle/bench-check";
const lock = { password: "correct horse", outerIterations: 10_000_000, innerIterations: 10_000 };
const MIB = 1024 * 1024;

const jobs = [
  {
    name: "encrypted backup, 20,000 files, 2 GB",
    path: "encrypted",
    make: (path: string) => encryptedBackup(path, lock, { count: 20_000, bytes: 100_000 }),
    rest: ["--password-file", `${cache}/password`],
    seconds: derivationSeconds() + 2,
    mebibytes: 300,
  },
  {
    name: "300,000-file manifest, 100,000 messages, 50,000 visits",
    path: "manifest",
    make: (path: string) => manifestBackup(path, 300_000),
    rest: [],
    seconds: 5,
    mebibytes: 300,
  },
  {
    name: "bugreport with a 158 MB dumpstate",
    path: "bugreport.zip",
    make: (path: string) => bugreport(path, 158_000_000),
    rest: [],
    seconds: 2,
    mebibytes: 150,
  },
  {
    name: "sysdiagnose of 500 MB",
    path: "sysdiagnose-packed.tar.gz",
    make: (path: string) => sysdiagnose(path, 500 * MIB),
    rest: [],
    seconds: 20,
    mebibytes: 300,
  },
];

mkdirSync(cache, { recursive: true });
writeFileSync(`${cache}/password`, `${lock.password}\n`);
console.log(
  `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}; key derivation alone ${derivationSeconds().toFixed(1)} s`,
);
console.log(
  "| job | wall s | processor s | at most s | peak MB | at most MB | state |\n|---|---|---|---|---|---|---|",
);
for (const { name, path, make, rest, seconds, mebibytes } of jobs) {
  const full = `${cache}/${path}`;
  if (!existsSync(`${full}.made`)) {
    rmSync(full, { recursive: true, force: true });
    make(full);
    writeFileSync(`${full}.made`, "");
  }
  // The first run compiles; people run it more than once.
  measured([full, ...rest]);
  const run = measured([full, ...rest]);
  console.log(
    `| ${name} | ${run.wall.toFixed(1)} | ${run.processor.toFixed(1)} | ${seconds.toFixed(1)} | ${run.mebibytes.toFixed(0)} | ${mebibytes} | ${run.state} |`,
  );
}

/**
 * Runs the command once, as a user would. The peak is the process's own (`VmHWM`): what `getrusage` says begins with the memory
 * of whoever started it.
 */
function measured(args: readonly string[]): Measured {
  const hook = `process.on("exit",()=>{const u=process.resourceUsage();
    const own=/VmHWM:\\s+(\\d+)/.exec(require("fs").readFileSync("/proc/self/status","utf8"));
    process._rawDebug("MEASURED "+JSON.stringify([Number(own[1])/1024,(u.userCPUTime+u.systemCPUTime)/1e6]))})`;
  writeFileSync(`${cache}/hook.cjs`, hook);
  const start = performance.now();
  const { stderr, status } = spawnSync(
    resolve("packages/cli/bin/bridle"),
    ["check", ...args, "--json", `${cache}/report.json`],
    { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: `--require ${resolve(cache)}/hook.cjs` } },
  );
  const wall = (performance.now() - start) / 1000;
  const [, mebibytes, processor] = /MEASURED \[([\d.]+),([\d.]+)\]/.exec(stderr) ?? [];
  const states = ["nothing-known-found", "match", "needs-expert", "incomplete"];
  const state = states[status ?? -1] ?? `failed (${stderr.trim()})`;
  return { wall, processor: Number(processor), mebibytes: Number(mebibytes), state };
}

interface Measured {
  readonly wall: number;
  readonly processor: number;
  readonly mebibytes: number;
  readonly state: string;
}

function derivationSeconds(): number {
  const start = performance.now();
  pbkdf2Sync("x", "salt", 1_000_000, 32, "sha256");
  return (performance.now() - start) / 100;
}
