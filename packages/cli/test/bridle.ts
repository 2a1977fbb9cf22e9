import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const bin = join(import.meta.dirname, "../bin/bridle");

/** A running `bridle`, with what it has written. It is killed with the test. */
export interface Bridle {
  readonly process: ChildProcessWithoutNullStreams;
  readonly lines: string[];
  stderr(): string;
  /** The first line that fits; waits for it. */
  line(fits?: (line: string) => boolean): Promise<string>;
  /** Its exit code, or the signal that ended it. */
  exit(): Promise<number | string>;
}

export function bridle(...args: readonly string[]): Bridle {
  const child = spawn(bin, args);
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let errors = "";
  let arrived = Promise.withResolvers<void>();
  let ended = false;
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  const exited = once(child, "close").then(([code, signal]: unknown[]) => {
    ended = true;
    arrived.resolve();
    return typeof code === "number" ? code : String(signal);
  });
  return {
    process: child,
    lines,
    stderr: () => errors,
    exit: () => exited,
    async line(fits = () => true) {
      for (;;) {
        const line = lines.find(fits);
        if (line !== undefined) return line;
        if (ended) throw new Error(`it ended without that line; stderr: ${errors}`);
        await arrived.promise;
      }
    },
  };
}

/** A server on a free port of this machine. */
export async function serve(...args: readonly string[]): Promise<Bridle & { readonly url: string }> {
  const server = bridle("serve", "--data", temporaryFolder(), "--port", "0", "--json", ...args);
  const ready: { readonly url: string } = JSON.parse(await server.line());
  return Object.assign(server, { url: ready.url });
}

interface Said {
  readonly id?: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly data?: { readonly kind: string } };
}

/** A running `bridle client` and a way to call it. */
export interface RpcClient {
  readonly running: Bridle;
  readonly call: (method: string, params?: object) => Promise<Said>;
}

export function client(data: string, server: string, ...args: readonly string[]): RpcClient {
  const running = bridle("client", "--data", data, "--server", server, ...args);
  let last = 0;
  return {
    running,
    async call(method, params = {}) {
      const id = ++last;
      running.process.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      return read(await running.line((line) => read(line).id === id));
    },
  };
}

/** A line of JSON-RPC. */
export function read(line: string): Said {
  const said: Said = JSON.parse(line);
  return said;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bridle-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data");
}
