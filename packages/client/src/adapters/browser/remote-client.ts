import { err, ok, type Result } from "@bridle/protocol";
import type { BadParams } from "@bridle/protocol/params";
import type { ApiRefusal, ClientApi, MethodName, ParamsOfMethod, ResultOf } from "../../api/methods.ts";
import type { ClientEvent } from "../../api/shapes.ts";
import { followLeader } from "./leader-election.ts";
import { post } from "./post.ts";
import { channelName, leaderMessageOf, type StoreState, type TabRequest } from "./tab-messages.ts";

/** The client as a page sees it: it runs in a worker of this tab or of another one, which makes no difference. */
export interface RemoteClient extends ClientApi {
  /** What happens without being asked for, until the returned function is called. */
  subscribe(listener: (event: ClientEvent) => void): () => void;
  readonly state: StoreState;
  /** Each change of `state`. After every `ready` events may have been missed: read again what is shown. */
  onState(listener: (state: StoreState) => void): () => void;
  /** Opens a store whose state is `locked`. */
  unlock(passphrase: string): Promise<Result<null, "wrong_passphrase">>;
  /**
   * Sets, changes or (without `next`) takes away the passphrase. `current` is needed where there is one.
   * The store stays open; from its next opening on the new way counts.
   */
  setPassphrase(change: {
    readonly current?: string;
    readonly next?: string;
  }): Promise<Result<null, "wrong_passphrase" | "store_unavailable">>;
  /** Lets go of the store. The next tab takes over. */
  close(): void;
}

/**
 * Connects this page to the client, starting its worker when no other tab of this browser has one.
 * Calls wait while the store starts or is locked. When the tab that held the store goes away, waiting
 * calls are sent to the next one; one that changes something and may have been under way is refused as
 * `not_connected`: look before trying again.
 */
export function connectClient(options: {
  /** Starts the dedicated worker whose script calls `hostClient`; the app's Trusted Types policy is in here. */
  readonly workerFactory: () => Worker;
}): RemoteClient {
  return new ChannelClient(options.workerFactory);
}

type Call = Extract<TabRequest, { readonly id: string }>;

interface Waiting {
  readonly request: Call;
  resolve(answer: unknown): void;
}

/** How long the store's holder may keep silent before the page says so. Only what is shown depends on it. */
const silenceMs = 5_000;

class ChannelClient implements RemoteClient {
  #state: StoreState = { kind: "starting" };
  #leader: string | undefined;
  /** Whether this page started the worker. */
  #leads = false;
  #heardAt = performance.now();
  readonly #channel = new BroadcastChannel(channelName);
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  readonly #stateListeners = new Set<(state: StoreState) => void>();
  #watch: ReturnType<typeof setInterval> | undefined;
  readonly #leave: () => void;

  constructor(workerFactory: () => Worker) {
    if (!isSecureContext) {
      // Web Locks, WebCrypto and the private file system aren't even there.
      this.#state = { kind: "failed", reason: "insecure_page" };
      this.#leave = () => {};
      return;
    }
    this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    this.#leave = followLeader({
      workerFactory,
      leads: () => (this.#leads = true),
      failed: (leader) => this.#speakForWorker(leader),
    });
    this.#watch = setInterval(() => this.#listen(), silenceMs / 2);
    this.#say({ kind: "hello" });
  }

  get state(): StoreState {
    return this.#state;
  }

  subscribe(listener: (event: ClientEvent) => void): () => void {
    return added(this.#listeners, listener);
  }

  onState(listener: (state: StoreState) => void): () => void {
    return added(this.#stateListeners, listener);
  }

  call<M extends MethodName>(
    method: M,
    params: ParamsOfMethod<M>,
  ): Promise<Result<ResultOf<M>, ApiRefusal | BadParams>> {
    // What a method answers is what the worker's client of the same build answered.
    return this.#ask<Result<ResultOf<M>, ApiRefusal | BadParams>>(
      (id) => ({ kind: "call", id, method, params }),
      err({ kind: "not_connected", detail: "this browser's store is not open" }),
    );
  }

  unlock(passphrase: string): Promise<Result<null, "wrong_passphrase">> {
    return this.#ask((id) => ({ kind: "unlock", id, passphrase }), ok(null));
  }

  setPassphrase(change: {
    readonly current?: string;
    readonly next?: string;
  }): Promise<Result<null, "wrong_passphrase" | "store_unavailable">> {
    const { current, next } = change;
    return this.#ask((id) => ({ kind: "setPassphrase", id, current, next }), err("store_unavailable"));
  }

  close(): void {
    clearInterval(this.#watch);
    this.#leave();
    this.#enter({ kind: "failed", reason: "worker_failed" });
    this.#listeners.clear();
    this.#stateListeners.clear();
    this.#channel.close();
  }

  #ask<A>(requestOf: (id: string) => Call, unavailable: A): Promise<A> {
    if (this.#state.kind === "failed") return Promise.resolve(unavailable);
    const request = requestOf(crypto.randomUUID());
    return new Promise((resolve) => {
      const answer = (value: unknown): void => resolve(value === undefined ? unavailable : (value as A));
      this.#waiting.set(request.id, { request, resolve: answer });
      this.#sendOrSettle(request.id);
    });
  }

  #hear(data: unknown): void {
    const message = leaderMessageOf(data);
    if (message === undefined) return;
    this.#heardAt = performance.now();
    if (message.kind === "event") for (const listener of this.#listeners) listener(message.event);
    else if (message.kind === "answer") {
      this.#waiting.get(message.id)?.resolve(message.answer);
      this.#waiting.delete(message.id);
    } else {
      const changed = message.leader !== this.#leader || message.state.kind !== this.#state.kind;
      this.#leader = message.leader;
      if (changed) this.#enter(message.state);
      else if (hasPassphrase(message.state) !== hasPassphrase(this.#state)) this.#show(message.state);
    }
  }

  // The worker didn't even start. After its first word an error in it doesn't mean that it is gone.
  #speakForWorker(leader: string): void {
    if (this.#leader === leader) return;
    const message = { kind: "state", leader, state: { kind: "failed", reason: "worker_failed" } } as const;
    post(this.#channel, message);
    this.#hear(message);
  }

  #enter(state: StoreState): void {
    this.#state = state;
    for (const id of this.#waiting.keys()) this.#sendOrSettle(id);
    this.#show(state);
  }

  #show(state: StoreState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  /** What the state of the store means for a request: now, never, or not yet. */
  #sendOrSettle(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    const { kind } = this.#state;
    const unlocks = waiting.request.kind === "unlock";
    if (kind === (unlocks ? "locked" : "ready")) {
      this.#say(waiting.request);
    } else if (kind === "failed" || (unlocks && kind === "ready")) {
      this.#waiting.delete(id);
      waiting.resolve(undefined);
    }
  }

  // Asks for a sign of life now and then while somebody waits, and shows when none comes.
  #listen(): void {
    const waits = this.#waiting.size > 0 || this.#state.kind === "starting" || this.#state.kind === "silent";
    if (!waits || this.#leads || this.#state.kind === "failed") {
      this.#heardAt = performance.now();
      return;
    }
    this.#say({ kind: "hello" });
    const silent = performance.now() - this.#heardAt > silenceMs;
    if (silent && this.#state.kind !== "silent") this.#enter({ kind: "silent" });
  }

  #say(request: TabRequest): void {
    post(this.#channel, request);
  }
}

function hasPassphrase(state: StoreState): boolean {
  return state.kind === "ready" && state.passphrase;
}

function added<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => void set.delete(item);
}
