import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

// Real processes of the `bridle` command, driven as anybody would drive them: by arguments, signals and lines.

const BIN = resolve(import.meta.dirname, "../../../../node_modules/.bin/bridle");

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function start(args: readonly string[]): { readonly child: Child; readonly errors: () => string } {
  const child = spawn(BIN, args, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-20_000);
  });
  return { child, errors: () => errors };
}

async function ended(child: Child): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/** `bridle serve --json` on a folder; the same port after a restart. */
export class ServerProcess {
  readonly dataDir: string;
  readonly #args: readonly string[];
  #child: Child | undefined;
  url = "";
  port = 0;
  registrationCode: string | null = null;

  constructor(dataDir: string, args: readonly string[] = []) {
    this.dataDir = dataDir;
    this.#args = args;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves with its first line, or throws with what it said instead. */
  async start(): Promise<this> {
    const { child, errors } = start([
      "serve",
      "--json",
      "--data",
      this.dataDir,
      "--port",
      String(this.port),
      ...this.#args,
    ]);
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, "line"), once(child, "exit")]);
    if (typeof first[0] !== "string") throw new Error(`serve ended: ${errors()}`);
    const ready = JSON.parse(first[0]) as { url: string; registrationCode: string | null };
    this.url = ready.url;
    this.port = Number(new URL(ready.url).port);
    this.registrationCode = ready.registrationCode;
    return this;
  }

  /** SIGKILL, at whatever it is doing. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    this.#child.kill("SIGKILL");
    await ended(this.#child);
  }

  async stop(): Promise<number | null> {
    if (this.#child === undefined) return null;
    this.#child.kill("SIGTERM");
    return ended(this.#child);
  }
}

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly kind?: string };
}

export interface Notification {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** `bridle client` on a folder, spoken to in JSON-RPC. */
export class ClientProcess {
  readonly dataDir: string;
  readonly #server: () => string;
  readonly #args: readonly string[];
  #child: Child | undefined;
  #errors = (): string => "";
  #nextId = 1;
  readonly #waiting = new Map<number, (answer: { result?: unknown; error?: RpcError }) => void>();
  #watchers: (() => void)[] = [];
  readonly notifications: Notification[] = [];
  /** Lines that were neither answers nor notifications. */
  readonly stray: string[] = [];

  constructor(dataDir: string, server: () => string, args: readonly string[] = []) {
    this.dataDir = dataDir;
    this.#server = server;
    this.#args = args;
  }

  start(): this {
    const { child, errors } = start([
      "client",
      "--data",
      this.dataDir,
      "--server",
      this.#server(),
      ...this.#args,
    ]);
    this.#child = child;
    this.#errors = errors;
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(line));
    child.stdin.on("error", () => {});
    return this;
  }

  get errors(): string {
    return this.#errors();
  }

  #take(line: string): void {
    const said = JSON.parse(line) as { id?: number; method?: string; params?: Record<string, unknown> };
    const settle = said.id === undefined ? undefined : this.#waiting.get(said.id);
    if (settle !== undefined && said.id !== undefined) {
      this.#waiting.delete(said.id);
      settle(said as { result?: unknown; error?: RpcError });
    } else if (typeof said.method === "string") {
      this.notifications.push({ method: said.method, params: said.params ?? {} });
    } else {
      this.stray.push(line);
    }
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const look of watchers) look();
  }

  writeLine(line: string): void {
    this.#child?.stdin.write(`${line}\n`);
  }

  /** The whole answer. Never resolves if the process dies first, which is what `kill` tests want. */
  ask(method: string, params: unknown = {}): Promise<{ result?: unknown; error?: RpcError }> {
    const id = this.#nextId++;
    this.writeLine(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((settle) => this.#waiting.set(id, settle));
  }

  /** The result of a call that must succeed. */
  async do<T = Record<string, unknown>>(method: string, params: unknown = {}): Promise<T> {
    const answer = await this.ask(method, params);
    if (answer.error !== undefined) {
      throw new Error(`${method}: ${answer.error.data?.kind ?? answer.error.code}: ${answer.error.message}`);
    }
    return answer.result as T;
  }

  /** The outcome's name of a call that must be refused. */
  async refused(method: string, params: unknown = {}): Promise<string | undefined> {
    const { error } = await this.ask(method, params);
    if (error === undefined) throw new Error(`${method}: was not refused`);
    return error.data?.kind ?? String(error.code);
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resume) => {
        this.#watchers.push(resume);
        setTimeout(resume, 50);
      });
    }
  }

  notification(
    method: string,
    isIt: (params: Record<string, unknown>) => boolean = () => true,
  ): Promise<Notification> {
    return this.until(() => this.notifications.find((said) => said.method === method && isIt(said.params)));
  }

  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    this.#child.kill("SIGKILL");
    await ended(this.#child);
    this.#waiting.clear();
  }

  /** Ends stdin, as a pipe's writer would. */
  async end(): Promise<number | null> {
    if (this.#child === undefined) return null;
    this.#child.stdin.end();
    return ended(this.#child);
  }
}
