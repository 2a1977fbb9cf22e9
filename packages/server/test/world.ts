import {
  AccountId,
  concatBytes,
  ConversationId,
  encode,
  clientFrame,
  GrantId,
  MessageId,
  proofSigningInput,
  type ProofClaim,
  toHex,
  type CallName,
  type MailboxAddress,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import { createNodeCrypto, createServerSecrets } from "../src/adapters/node-crypto.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import type { Settings } from "../src/domain/settings.ts";
import type { Ledger } from "../src/ports/ledger.ts";
import type { LogEvent } from "../src/ports/log.ts";
import type { NetworkClasses } from "../src/ports/network-classes.ts";
import type { SignalSink } from "../src/ports/signal-sink.ts";
import type { Store } from "../src/ports/store.ts";
import { ServerCore, type ConnectionInput } from "../src/shell/server-core.ts";
import { TestPeer, type Answer } from "./test-peer.ts";
import { VirtualClock } from "./virtual-clock.ts";
import {
  bytes,
  createIdentity,
  mlsMessage,
  sha256,
  SigningKey,
  type FakeMessage,
  type Identity,
} from "./wire.ts";

export const grantId = (): GrantId => GrantId.parse(toHex(bytes(16)))!;
export const messageId = (): MessageId => MessageId.parse(toHex(bytes(16)))!;
export const conversationId = (): ConversationId => ConversationId.parse(toHex(bytes(16)))!;

const secrets = createServerSecrets();

/** A server with its clock in the test's hands; everything happens in the calling thread. */
export class World {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly crypto = createNodeCrypto(secrets);
  readonly events: LogEvent[] = [];
  readonly ledger: Ledger | undefined;
  readonly core: ServerCore;
  isBroken = false;

  constructor(
    options: {
      store?: Store;
      clock?: VirtualClock;
      settings?: Partial<Settings>;
      signals?: SignalSink;
      networks?: NetworkClasses;
      ledger?: Ledger;
    } = {},
  ) {
    this.clock = options.clock ?? new VirtualClock();
    this.store = options.store ?? openSqliteStore(":memory:");
    this.ledger = options.ledger;
    this.core = new ServerCore({
      store: this.store,
      crypto: this.crypto,
      clock: this.clock,
      log: { write: (event) => this.events.push(event) },
      settings: options.settings ?? {},
      ...(options.signals === undefined ? {} : { signals: options.signals }),
      ...(options.networks === undefined ? {} : { networks: options.networks }),
      ledger: options.ledger,
      broken: () => {
        this.isBroken = true;
      },
    });
  }

  /** Lets every batch that is under way end. */
  run(): void {
    this.clock.advance(50);
  }

  connect(address?: string, platform?: string): Wire {
    return new Wire(this, new TestPeer(address, platform));
  }

  device(identity: Identity): TestDevice {
    return new TestDevice(this, identity, identity.device);
  }

  /** A registered account with its first device in session. */
  person(): TestDevice {
    const identity = createIdentity();
    const wire = this.connect();
    const { genesis, introductionKey } = identity;
    wire.reply("account.register", {
      genesis,
      introductionKey,
      handle: undefined,
      registrationCode: undefined,
    });
    return new TestDevice(this, identity, identity.device).open(wire);
  }
}

/** One connection, spoken to in calls. */
export class Wire {
  readonly world: World;
  readonly peer: TestPeer;
  readonly input: ConnectionInput;

  constructor(world: World, peer: TestPeer) {
    this.world = world;
    this.peer = peer;
    this.input = world.core.connect(this.peer);
  }

  /** Sends a call without waiting. */
  start<N extends CallName>(name: N, request: RequestOf<N>): () => Answer<N> | undefined {
    const { id, frame } = this.peer.callFrame(name, request);
    this.input.receive(frame);
    return () => this.peer.answer(name, id);
  }

  call<N extends CallName>(name: N, request: RequestOf<N>): Answer<N> {
    const answer = this.start(name, request);
    if (answer() === undefined) this.world.run();
    const answered = answer();
    if (answered === undefined) throw new Error(`no answer to ${name}`);
    return answered;
  }

  /** A call that the ledger answers, in its own time. */
  async asked<N extends CallName>(name: N, request: RequestOf<N>): Promise<Answer<N>> {
    const answer = this.start(name, request);
    for (;;) {
      const answered = answer();
      if (answered !== undefined) return answered;
      await new Promise((resume) => {
        setTimeout(resume, 5);
      });
    }
  }

  reply<N extends CallName>(name: N, request: RequestOf<N>): ReplyOf<N> {
    const answer = this.call(name, request);
    if (answer.kind !== "reply") throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.reply;
  }

  outcome<N extends CallName>(name: N, request: RequestOf<N>): string {
    const answer = this.call(name, request);
    return answer.kind === "outcome" ? answer.outcome : answer.kind;
  }

  refusal<N extends CallName>(name: N, request: RequestOf<N>): string | undefined {
    const answer = this.call(name, request);
    return answer.kind === "refusal" ? answer.refusal.kind : undefined;
  }

  ack(seq: number): void {
    this.input.receive(encode(clientFrame, { kind: "ack", seq }));
  }

  proof(claim: ProofClaim, key: SigningKey): { nonce: Uint8Array; signature: Uint8Array } {
    const { nonce } = this.reply("session.challenge", {});
    const { serverId } = this.world.crypto;
    return { nonce, signature: key.sign(proofSigningInput(claim, { serverId, nonce })) };
  }
}

/** A device of an account, and the connection on which it has its session. */
export class TestDevice {
  readonly world: World;
  readonly identity: Identity;
  readonly key: SigningKey;
  sealedCount = 0;
  /** Franking commitments of what was sent, by the hash of the ciphertext. */
  readonly commitments = new Map<string, Uint8Array>();
  #wire: Wire | undefined;

  constructor(world: World, identity: Identity, key: SigningKey) {
    this.world = world;
    this.identity = identity;
    this.key = key;
  }

  get accountId(): AccountId {
    return this.identity.accountId;
  }

  get address(): MailboxAddress {
    return { accountId: this.accountId, deviceId: this.key.deviceId };
  }

  get wire(): Wire {
    if (this.#wire === undefined) throw new Error("not connected");
    return this.#wire;
  }

  openRequest(wire: Wire): RequestOf<"session.open"> {
    const { accountId, deviceId } = this.address;
    const proof = wire.proof({ purpose: "session", accountId, deviceId }, this.key);
    return { accountId, deviceId, proof, sealedCount: this.sealedCount, build: "test" };
  }

  /** Opens a session on a connection, by default on a new one. */
  open(wire: Wire = this.world.connect()): this {
    wire.reply("session.open", this.openRequest(wire));
    this.#wire = wire;
    return this;
  }

  leave(): void {
    this.wire.input.closed();
    this.#wire = undefined;
  }

  /** Permits somebody to reach this account. */
  permit(holder: AccountId): { readonly grantId: GrantId; readonly accessKey: Uint8Array } {
    const accessKey = bytes(32);
    const id = grantId();
    const holderHash = sha256(concatBytes(accessKey, AccountId.toBytes(holder)));
    this.wire.reply("grant.put", { grantId: id, holderHash });
    return { grantId: id, accessKey };
  }

  send(said: FakeMessage, id: MessageId = messageId()): Answer<"conversation.send"> {
    return this.wire.call("conversation.send", this.sendRequest(said, id));
  }

  sendRequest(said: FakeMessage, id: MessageId = messageId()): RequestOf<"conversation.send"> {
    const { commitment = bytes(32) } = said;
    const message = mlsMessage({ ...said, commitment });
    this.commitments.set(sha256(message).toString(), commitment);
    return { messageId: id, sealedCount: ++this.sealedCount, message };
  }

  commitRequest(said: FakeMessage): RequestOf<"conversation.commit"> {
    const commit = mlsMessage({ outerClass: "commit", ...said });
    const sealedCount = ++this.sealedCount;
    return { messageId: messageId(), sealedCount, commit, sealedGroupInfo: bytes(100) };
  }

  rejoinRequest(said: FakeMessage): RequestOf<"conversation.rejoin"> {
    const delivery = { add: [this.address], remove: [] };
    const commit = mlsMessage({ outerClass: "rejoin", delivery, ...said });
    return { messageId: messageId(), commit, sealedGroupInfo: bytes(100) };
  }

  /** The same device, for another server on the same store. */
  movedTo(world: World): TestDevice {
    const moved = new TestDevice(world, this.identity, this.key);
    moved.sealedCount = this.sealedCount;
    return moved;
  }

  /** Seq and entry of what came on the current connection. */
  mail(): { readonly seq: number; readonly kind: string }[] {
    return this.wire.peer.delivered().map(({ seq, entry }) => ({ seq, kind: entry.kind }));
  }
}

/** Founds a conversation with others who permit it. Its epoch is 1. */
export function found(founder: TestDevice, ...others: readonly TestDevice[]): ConversationId {
  const id = conversationId();
  founder.wire.reply("conversation.create", createRequest(founder, id, others));
  return id;
}

export function createRequest(
  founder: TestDevice,
  id: ConversationId,
  others: readonly TestDevice[],
): RequestOf<"conversation.create"> {
  return {
    messageId: messageId(),
    conversationId: id,
    generation: 0,
    members: others.map((other) => {
      const permission = other.permit(founder.accountId);
      const invitation = { grantId: permission.grantId, nonce: bytes(12), sealed: bytes(200) };
      return { accountId: other.accountId, permission, invitation, devices: [other.key.deviceId] };
    }),
    welcome: bytes(500),
    sealedGroupInfo: bytes(300),
  };
}
