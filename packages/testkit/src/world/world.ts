import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createClient,
  type Client,
  type ClientEvent,
  type EventName,
  type Events,
  type MethodName,
  type ParamsOfMethod,
  type ResultOf,
} from "@bridle/client";
import { openNodePlatform, type NodePlatform } from "@bridle/client/node";
import { startServer, type ServerOptions } from "@bridle/server";
import { answering, type Lie } from "./answering.ts";
import { tampering, type Tamper } from "./tampering.ts";

// A server and people on it, in one process, over real sockets and real files.

type RunningServer = Awaited<ReturnType<typeof startServer>>;

/** One person's device: a client with a memory of what it was told. */
export class Person {
  readonly dataDir: string;
  readonly #server: string;
  #platform: NodePlatform | undefined;
  #client: Client | undefined;
  readonly events: ClientEvent[] = [];
  /** What the server's frames turn into on their way to this device. */
  tamper: Tamper = (frame) => [frame];
  /** What the server answers by itself, if it lies about that. */
  lie: Lie | undefined;
  /** How far this device's clock is ahead. */
  aheadMs = 0;
  #waiting: (() => void)[] = [];

  constructor(dataDir: string, server: string) {
    this.dataDir = dataDir;
    this.#server = server;
  }

  async open(): Promise<this> {
    const platform = await openNodePlatform({ dataDir: this.dataDir });
    if (!platform.ok) throw new Error(`platform: ${platform.error.kind}`);
    this.#platform = platform.value;
    const honest = tampering(platform.value.transport, () => this.tamper);
    const transport = answering(honest, () => this.lie);
    const { clock: machine } = platform.value;
    const clock: typeof machine = {
      nowMs: () => machine.nowMs() + this.aheadMs,
      schedule: (delayMs, run) => machine.schedule(delayMs, run),
    };
    const client = createClient(
      { ...platform.value, transport, clock },
      { server: this.#server, build: "test 0" },
    );
    if (!client.ok) throw new Error(`client: ${client.error}`);
    this.#client = client.value;
    client.value.subscribe((event) => {
      this.events.push(event);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const look of waiting) look();
    });
    client.value.start();
    return this;
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error("not open");
    return this.#client;
  }

  /** The store of this device, for tests that change what it holds. */
  get platform(): NodePlatform {
    if (this.#platform === undefined) throw new Error("not open");
    return this.#platform;
  }

  /** Calls a method that must succeed. */
  async do<M extends MethodName>(name: M, params: ParamsOfMethod<M>): Promise<ResultOf<M>> {
    const result = await this.client.call(name, params);
    if (!result.ok) throw new Error(`${name}: ${result.error.kind}: ${result.error.detail}`);
    return result.value;
  }

  /** Calls a method that must be refused; gives the outcome's name. */
  async refused<M extends MethodName>(name: M, params: ParamsOfMethod<M>): Promise<string> {
    const result = await this.client.call(name, params);
    if (result.ok) throw new Error(`${name}: was not refused`);
    return result.error.kind;
  }

  /** The first event of that name, past or coming, that the test is about. */
  async event<K extends EventName>(
    name: K,
    isIt: (data: Events[K]) => boolean = () => true,
  ): Promise<Events[K]> {
    return this.until(() => {
      for (const event of this.events)
        if (event.name === name && isIt(event.data as Events[K])) return event.data as Events[K];
      return undefined;
    });
  }

  /** Looks again at every event and every 20 ms. The test's own time limit ends it. */
  async until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise<void>((resume) => {
        this.#waiting.push(resume);
        setTimeout(resume, 20);
      });
    }
  }

  /** Whether nothing waits to be sent, and every contact has told their name and given a grant. */
  isSettled(): boolean {
    const { database } = this.platform;
    const waiting = database.get("SELECT count(*) AS n FROM outbox")?.["n"];
    const untold = database.get(
      "SELECT count(*) AS n FROM contact WHERE held IS NULL OR display_name IS NULL",
    )?.["n"];
    return waiting === 0 && untold === 0;
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#platform?.close();
    this.#client = undefined;
    this.#platform = undefined;
  }
}

export interface World {
  readonly server: RunningServer;
  readonly folder: string;
  /** A registered person, or one that isn't yet. */
  person(name: string, options?: { readonly register?: boolean; readonly handle?: string }): Promise<Person>;
  /** Stops the server and starts it again on the same data and port. */
  restartServer(): Promise<void>;
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

/** What a world's server has besides the messenger. */
export interface WorldOptions {
  /** A key directory that publishes so often, under a tlog-policy if one is given. */
  readonly directory?: { readonly epochMs: number; readonly policy?: string };
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "bridle-world-"));
  const start = (port: number): Promise<RunningServer> =>
    startServer({
      dataDir: join(folder, "server"),
      host: "127.0.0.1",
      port,
      registration: "open",
      ...directoryOptions(options),
    });
  let server = await start(0);
  let running = true;
  const stop = async (): Promise<void> => {
    if (running) await server.close();
    running = false;
  };
  const people: Person[] = [];
  let made = 0;
  return {
    get server() {
      return server;
    },
    folder,
    async person(name, options = {}) {
      made += 1;
      const person = await new Person(join(folder, `${name}-${made}`), server.url).open();
      people.push(person);
      if (options.register !== false)
        await person.do("register", { handle: options.handle, displayName: name });
      return person;
    },
    async restartServer() {
      await stop();
      server = await start(server.port);
      running = true;
    },
    stopServer: stop,
    async close() {
      for (const person of people) await person.close();
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function directoryOptions({ directory }: WorldOptions): Partial<ServerOptions> {
  if (directory === undefined) return { ledger: false };
  const { epochMs, policy } = directory;
  return {
    settings: { directoryEpochMs: epochMs },
    ...(policy === undefined ? {} : { ledgerPolicy: policy }),
  };
}

/** Two people who know each other by an invite, and their conversation. */
export async function acquainted(world: World): Promise<{
  readonly alice: Person;
  readonly bob: Person;
  readonly conversationId: ResultOf<"invite.use">["conversationId"];
}> {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await alice.do("invite.create", {});
  const { conversationId } = await bob.do("invite.use", { link });
  await alice.event("conversation", (data) => data.conversationId === conversationId);
  // Both have said who they are and given their grants: nothing but what a test does is under way.
  for (const person of [alice, bob]) {
    await person.until(() => (person.isSettled() ? true : undefined));
  }
  return { alice, bob, conversationId };
}
