import { createCrypto, ed25519Sign } from "@bridle/core";
import { err, ok, type ConversationId, type Result } from "@bridle/protocol";
import { parseParams, type BadParams } from "@bridle/protocol/params";
import {
  methods,
  type ApiRefusal,
  type ClientApi,
  type MethodName,
  type ParamsOfMethod,
  type ResultOf,
} from "../api/methods.ts";
import type { ClientEvent, ConnectionState } from "../api/shapes.ts";
import type { Platform } from "../ports/platform.ts";
import { StoreFault } from "../ports/sql-database.ts";
import { migrate } from "../store/schema.ts";
import { openStore } from "../store/store.ts";
import type { Push } from "../wire/connection.ts";
import { createSession, sameServer, type ServerIdentity, type SessionOwner } from "../wire/session.ts";
import { createBackground } from "./background.ts";
import { createDirectoryWatch } from "./directory-watch.ts";
import { createEars, type Listener } from "./ears.ts";
import { authenticate, NoAccount, refuse, type Engine } from "./engine.ts";
import { createGroups } from "./groups.ts";
import { WITHOUT_ACCOUNT, type Handlers } from "./handlers.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createLane } from "./lane.ts";
import { stayed, unproven } from "./leaving.ts";
import { accountMethods } from "./methods-account.ts";
import { contactMethods } from "./methods-contact.ts";
import { conversationMethods } from "./methods-conversation.ts";
import { directoryMethods } from "./methods-directory.ts";
import { noticeMethods } from "./methods-notice.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createReceipts } from "./receipts.ts";
import { receiveTyping } from "./typing.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface Client extends ClientApi {
  /** Messages that nobody was told of yet come first. Returns the way to stop. */
  subscribe(listener: Listener): () => void;
  /** Connects, and comes back by itself. */
  start(): void;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Scheme, host and port of the server, e.g. `https://bridle.example`. */
  readonly server: string;
  /** Name and version of the app, shown to the server. */
  readonly build: string;
}

const HANDLERS: Handlers = {
  ...accountMethods,
  ...contactMethods,
  ...conversationMethods,
  ...directoryMethods,
  ...noticeMethods,
};

/** Opens a client on a store. The store must not be open anywhere else. */
export function createClient(platform: Platform, options: ClientOptions): Result<Client, "newer_store"> {
  const refusal = migrate(platform.database);
  return refusal === undefined ? ok(assemble(platform, options)) : err(refusal);
}

function assemble(platform: Platform, options: ClientOptions): Client {
  const store = openStore(platform.database);
  const crypto = createCrypto(platform.crypto);
  const ears = createEars(
    () => engine,
    (thrown) => faulted(engine, thrown),
  );
  const parts: { outbox?: Outbox; upkeep?: Upkeep; inbox?: Inbox } = {};
  const background = createBackground(platform.clock, (thrown) => faulted(engine, thrown));
  // Listeners may take their time; closing doesn't wait for them, and what they didn't see stays untold.
  const emit = (event: ClientEvent): void => {
    ears.tell(event).catch((thrown: unknown) => faulted(engine, thrown));
  };
  const session = createSession(
    { transport: platform.transport, clock: platform.clock, random: () => platform.random() },
    { url: socketUrl(options.server), build: options.build },
    sessionOwner(() => engine, parts),
  );
  const engine: Engine = {
    store,
    crypto,
    clock: platform.clock,
    session,
    server: options.server,
    background,
    lane: createLane(),
    mls: { crypto, authenticate },
    groups: createGroups(store),
    receipts: createReceipts(() => engine),
    directory: createDirectoryWatch(() => engine),
    settled: new Map(),
    emit,
    isDrained: () => parts.inbox?.isDrained() ?? false,
    wake: {
      outbox: (conversationId?: ConversationId) => parts.outbox?.wake(conversationId),
      drained: () => parts.outbox?.drained(),
      upkeep: () => parts.upkeep?.wake(),
      upkeepDone: () => parts.upkeep?.done() ?? Promise.resolve(),
    },
  };
  parts.outbox = createOutbox(engine);
  parts.upkeep = createUpkeep(engine);
  parts.inbox = createInbox(engine);
  return {
    call: (name, params) => dispatch(engine, name, params),
    subscribe: (listener) => ears.add(listener),
    start: () => session.start(),
    async close() {
      session.stop();
      for (const settle of engine.settled.values()) settle(refuse("not_connected", "sent at the next start"));
      engine.settled.clear();
      await background.close();
      platform.database.close();
    },
  };
}

/** The one place where faults of the machine end up. What was being done is done again later. */
function faulted(engine: Engine, thrown: unknown): void {
  if (thrown instanceof NoAccount) return;
  if (!(thrown instanceof StoreFault)) throw thrown;
  if (thrown.kind === "closed") return;
  const kind = thrown.kind === "storage_full" ? "storage_full" : "store_failed";
  engine.emit({ name: "warning", data: { kind } });
  if (kind === "store_failed") engine.session.stop();
}

/** `https://host` to `wss://host/v1/socket`. */
function socketUrl(server: string): string {
  return `${server.replace(/^http/, "ws")}/v1/socket`;
}

async function dispatch<M extends MethodName>(
  engine: Engine,
  name: M,
  params: ParamsOfMethod<M>,
): Promise<Result<ResultOf<M>, ApiRefusal | BadParams>> {
  const account = engine.store.account.account();
  if (account?.state !== "ready" && !WITHOUT_ACCOUNT.includes(name)) {
    return refuse("not_registered", "register or restore first");
  }
  const checked = parseParams(methods[name].params, params);
  if (!checked.ok) return checked;
  return HANDLERS[name](engine, params);
}

function sessionOwner(
  engine: () => Engine,
  parts: { readonly outbox?: Outbox; readonly upkeep?: Upkeep; readonly inbox?: Inbox },
): SessionOwner {
  return {
    signer() {
      const account = engine().store.account.account();
      if (account?.state !== "ready") return undefined;
      const { accountId, deviceId, deviceKey } = account;
      return {
        accountId,
        deviceId,
        sign: (message) => ed25519Sign(deviceKey, message),
        sealedCount: () => engine().store.account.counter("sealedCount"),
      };
    },
    admitServer: (shown) => admitServer(engine(), shown),
    state: (state: ConnectionState) => {
      if (state === "connecting") parts.inbox?.connecting();
      engine().emit({ name: "connection", data: { state } });
    },
    unproven: () => unproven(engine()),
    online: ({ sealedCount, ackedSeq }) => {
      stayed(engine());
      parts.inbox?.opened(ackedSeq);
      if (sealedCount > engine().store.account.counter("sealedCount")) wasRestored(engine(), sealedCount);
      parts.upkeep?.wake();
      parts.outbox?.wake();
      engine().directory.wake();
    },
    push: (frame) => take(engine(), parts, frame),
    refused: (kind) => {
      const known = kind === "server_identity_changed" || kind === "device_removed" ? kind : "newer_version";
      engine().emit({ name: "warning", data: { kind: known } });
    },
  };
}

function admitServer(engine: Engine, { serverId, frankingKey }: ServerIdentity): boolean {
  const known = engine.store.account.server();
  if (known !== undefined) return sameServer(known, { serverId, frankingKey });
  engine.store.transaction(() => engine.store.account.setServer({ serverId, frankingKey }));
  return true;
}

/**
 * The server has seen more sealed messages than this store knows of: it is an older copy. Its message
 * keys may have been used, so every thread is joined anew before anything is said. A commit that was under way
 * leads to a state that may have been used as well; a founding is asked about, and joined anew too.
 */
function wasRestored(engine: Engine, sealedCount: number): void {
  const { store } = engine;
  store.transaction(() => {
    store.account.setCounter("sealedCount", sealedCount);
    for (const conversation of store.conversations.list()) {
      if (conversation.state === "ended") continue;
      const pending = conversation.state === "founding" ? conversation.pending : undefined;
      store.conversations.put({ ...conversation, needsRejoin: true, pending });
      store.outbox.unsealAll(conversation.conversationId);
    }
  });
}

function take(engine: Engine, parts: { readonly inbox?: Inbox }, frame: Push): void {
  switch (frame.kind) {
    case "deliver":
      return parts.inbox?.deliver(frame.seq, frame.entry);
    case "caughtUp":
      return parts.inbox?.caughtUp(frame.seq);
    case "ephemeral":
      return engine.background.run(() => receiveTyping(engine, frame));
    case "goAway":
      return undefined;
  }
}
