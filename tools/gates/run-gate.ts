import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Gate } from "./gates.ts";
import { countsOf, type Counts } from "./vitest-report.ts";

/** How a gate ended: a check counts as one, a test gate as its tests. */
export interface GateResult extends Counts {
  readonly name: string;
  readonly seconds: number;
  readonly note?: string;
}

/** Runs one gate, its output shown as it comes. Never rejects: what goes wrong is a failed gate. */
export async function runGate(gate: Gate): Promise<GateResult> {
  if (gate.report !== undefined) rmSync(gate.report, { force: true });
  const startedAt = performance.now();
  const { code, note } = await finished(gate);
  const seconds = (performance.now() - startedAt) / 1000;
  const counts = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const base = { name: gate.name, seconds, ...counts, ...(note === undefined ? {} : { note }) };
  if (gate.report === undefined) return base;
  if (!existsSync(gate.report))
    return { ...base, passed: 0, failed: 1, note: note ?? "vitest wrote no report" };
  return { ...base, ...countsOf(readFileSync(gate.report, "utf8"), code === 0) };
}

// The gate gets a process group of its own, so that stopping it stops the servers and browsers that
// its tests started.
async function finished(gate: Gate): Promise<{ code: number | null; note?: string }> {
  const [program, ...args] = gate.command;
  const path = `${resolve("node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: path },
  });
  const stopAndExit = (): void => {
    stopGroup(child);
    process.exit(130);
  };
  process.once("SIGINT", stopAndExit);
  process.once("SIGTERM", stopAndExit);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stopGroup(child);
  }, gate.limitSeconds * 1000);
  const ended = await new Promise<{ code: number | null; note?: string }>((settle) => {
    child.once("error", (error) => settle({ code: null, note: error.message }));
    child.once("exit", (code) => settle({ code }));
  });
  clearTimeout(timer);
  stopGroup(child); // what it left running, if anything
  process.off("SIGINT", stopAndExit);
  process.off("SIGTERM", stopAndExit);
  return timedOut ? { code: null, note: `stopped after ${gate.limitSeconds} s` } : ended;
}

function stopGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
