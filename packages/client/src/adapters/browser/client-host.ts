import { err, ok, type Result } from "@bridle/protocol";
import { callChecked, isMethodName } from "../../api/call-checked.ts";
import type { ApiRefusal, ClientApi } from "../../api/methods.ts";
import type { ClientEvent } from "../../api/shapes.ts";
import type { Platform } from "../../ports/platform.ts";
import { type SqlDatabase, StoreFault } from "../../ports/sql-database.ts";
import { systemClock } from "../system-clock.ts";
import { browserCrypto } from "./browser-crypto.ts";
import { changeVault, openVault, unlockVault, type VaultRefusal } from "./key-vault.ts";
import { type OpfsPool, takeOpfsPool } from "./opfs-database.ts";
import { post } from "./post.ts";
import { isRepeatable, RequestJournal } from "./request-journal.ts";
import {
  channelName,
  type StoreFailure,
  type StoreState,
  type TabRequest,
  tabRequestOf,
} from "./tab-messages.ts";
import { webSocketTransport } from "./web-socket-transport.ts";

/** The client that runs in the worker. */
export interface HostedClient extends ClientApi {
  subscribe(listener: (event: ClientEvent) => void): () => void;
  start(): void;
}

export type CreateHosted = (platform: Platform) => Result<HostedClient, "newer_store">;

type Call = Extract<TabRequest, { readonly kind: "call" }>;
type Refused = Result<never, ApiRefusal>;

/** Answers that are kept for a tab that asks again; those of the journal are kept in the store. */
const answersMax = 1000;
const poolFolder = "bridle-store";

/**
 * Holds the store and the client in this worker, and serves every tab. One per browser: the page that
 * starts the worker has the leader's lock.
 */
export class ClientHost {
  readonly #leader: string;
  readonly #createHosted: CreateHosted;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #answers = new Map<string, Promise<unknown>>();
  #state: StoreState = { kind: "starting" };
  #vault: Promise<unknown> = Promise.resolve();
  #pool: OpfsPool | undefined;
  #serving: { readonly client: HostedClient; readonly journal: RequestJournal } | undefined;

  constructor(leader: string, createHosted: CreateHosted) {
    this.#leader = leader;
    this.#createHosted = createHosted;
    this.#channel.addEventListener("message", ({ data }) => this.#hear(tabRequestOf(data)));
  }

  async start(): Promise<void> {
    this.#enter(this.#state);
    try {
      this.#pool = await takeOpfsPool(poolFolder, () => new Promise((resolve) => setTimeout(resolve, 50)));
      this.#open(await openVault(this.#pool.hasStore), { passphrase: false });
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #open(key: Result<Uint8Array, VaultRefusal>, by: { readonly passphrase: boolean }): void {
    if (!key.ok) {
      const { error } = key;
      if (error === "wrong_passphrase") return;
      this.#enter(error === "locked" ? { kind: "locked" } : { kind: "failed", reason: error });
      return;
    }
    const database = this.#pool?.open(key.value);
    key.value.fill(0);
    if (database !== undefined) this.#serve(database, by);
  }

  #serve(database: SqlDatabase, { passphrase }: { readonly passphrase: boolean }): void {
    const platform: Platform = {
      database,
      transport: webSocketTransport,
      clock: systemClock,
      crypto: browserCrypto,
      random: () => Math.random(),
    };
    const client = this.#createHosted(platform);
    if (!client.ok) {
      this.#enter({ kind: "failed", reason: client.error });
      return;
    }
    this.#serving = { client: client.value, journal: new RequestJournal(database) };
    client.value.subscribe((event) => post(this.#channel, { kind: "event", event }));
    client.value.start();
    this.#enter({ kind: "ready", passphrase });
  }

  #hear(request: TabRequest | undefined): void {
    if (request === undefined) return;
    if (request.kind === "hello") this.#enter(this.#state);
    else void this.#answer(request);
  }

  async #answer(request: Exclude<TabRequest, { readonly kind: "hello" }>): Promise<void> {
    const { id } = request;
    const answer = this.#answers.get(id) ?? this.#carryOut(request);
    this.#answers.set(id, answer);
    if (this.#answers.size > answersMax) {
      const [oldest] = this.#answers.keys();
      if (oldest !== undefined) this.#answers.delete(oldest);
    }
    post(this.#channel, { kind: "answer", id, answer: await answer });
    // What only reads may be long, and is simply read again.
    if (request.kind !== "call") return;
    const { method, params } = request;
    if (isMethodName(method) && isRepeatable({ method, params })) this.#answers.delete(id);
  }

  async #carryOut(request: Exclude<TabRequest, { readonly kind: "hello" }>): Promise<unknown> {
    try {
      if (request.kind === "call") return await this.#call(request);
      return await this.#inVault(() =>
        request.kind === "unlock" ? this.#unlock(request.passphrase) : this.#setPassphrase(request),
      );
    } catch (thrown) {
      return this.#refusalOf(thrown);
    }
  }

  async #call({ id, method, params }: Call): Promise<unknown> {
    if (this.#serving === undefined) return notConnected("the store is not open");
    const { client, journal } = this.#serving;
    if (!isMethodName(method)) return err({ kind: "bad_params", detail: "no such method" });
    const request = { id, method, params };
    const known = journal.begin(request);
    if (known.kind === "answer") return known.answer;
    if (known.kind === "unknown_end")
      return notConnected("the tab that carried this out has gone: look before trying again");
    const answer = await callChecked(client, method, params);
    journal.end(request, answer);
    return answer;
  }

  // One after the other: each reads the slots and writes them.
  #inVault<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#vault.then(work);
    this.#vault = done.catch(() => null);
    return done;
  }

  async #unlock(passphrase: string): Promise<Result<null, "wrong_passphrase">> {
    // Another tab may have been faster.
    if (!this.#isLocked()) return ok(null);
    const key = await unlockVault(passphrase);
    if (this.#isLocked()) this.#open(key, { passphrase: true });
    return key.ok || key.error !== "wrong_passphrase" ? ok(null) : err("wrong_passphrase");
  }

  async #setPassphrase(change: {
    readonly current: string | undefined;
    readonly next: string | undefined;
  }): Promise<Result<null, "wrong_passphrase" | "store_unavailable">> {
    const changed = await changeVault(change);
    if (!changed.ok) return err(changed.error === "wrong_passphrase" ? changed.error : "store_unavailable");
    if (this.#state.kind === "ready") this.#enter({ kind: "ready", passphrase: change.next !== undefined });
    return ok(null);
  }

  #isLocked(): boolean {
    return this.#state.kind === "locked";
  }

  #refusalOf(thrown: unknown): Refused {
    if (thrown instanceof StoreFault) {
      if (thrown.kind === "storage_full")
        return err({ kind: "storage_full", detail: "no room left for the store" });
      if (thrown.kind === "corrupt") this.#fail(thrown);
    }
    // A bug: told to the developer's console, and to the tab as far as it can do something about it.
    reportError(thrown);
    return notConnected("internal error");
  }

  #fail(thrown: unknown): void {
    this.#enter({ kind: "failed", reason: failureOf(thrown) });
  }

  #enter(state: StoreState): void {
    this.#state = state;
    post(this.#channel, { kind: "state", leader: this.#leader, state });
  }
}

function failureOf(thrown: unknown): StoreFailure {
  if (!(thrown instanceof StoreFault)) {
    reportError(thrown);
    return "unsupported_browser";
  }
  if (thrown.kind === "storage_full") return "storage_full";
  return thrown.kind === "corrupt" ? "damaged_store" : "unsupported_browser";
}

function notConnected(detail: string): Refused {
  return err({ kind: "not_connected", detail });
}
