// Bridle's server behind the seam of a peer measurement kit: real sessions, real conversations, dedupe,
// receipts, and an ack that stands on fsync. Bodies are opaque, of the size of a ciphertext; what is measured is
// delivery, not the clients' cryptography. Needs Node 24 (`node_modules/.bin/node`), which reads TypeScript.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { WebSocket } from "ws";
import * as wire from "../packages/protocol/src/index.ts";

const root = path.resolve(import.meta.dirname, "..");
const sha256 = (data) => new Uint8Array(createHash("sha256").update(data).digest());
const chainCrypto = { sha256, verifyEd25519: () => true };

/** A user of the kit: an account with one device, made once and kept across restarts of the server. */
function newUser(name) {
  const key = () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
    return {
      publicKey: new Uint8Array(raw),
      sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    };
  };
  const [rootKey, device] = [key(), key()];
  const introductionKey = new Uint8Array(randomBytes(1216));
  const body = {
    kind: "genesis",
    version: 1,
    rootKey: rootKey.publicKey,
    introductionKeyHash: sha256(introductionKey),
    device: { signatureKey: device.publicKey },
  };
  const genesis = wire.encode(wire.chainStatement, {
    body,
    signature: rootKey.sign(wire.chainSigningInput(body)),
  });
  return {
    name,
    root: rootKey,
    device,
    genesis,
    introductionKey,
    accountId: wire.AccountId.fromBytes(sha256(genesis)),
    deviceId: wire.deviceIdOf(chainCrypto, device.publicKey),
    newKey: key,
    registered: false,
    /** Conversations by the other user's name, with the head of their MLS messages. */
    conversations: new Map(),
    connection: undefined,
  };
}

/** An MLS private message as the server sees one: the head in clear, then bytes that it can't read. */
function messageHead(conversationId) {
  const data = wire.encodeAuthenticatedData({
    outerClass: "message",
    commitment: new Uint8Array(32),
    delivery: wire.noDeliveryChange,
  });
  const head = Buffer.from([0, 1, 0, 2]);
  const epoch = Buffer.alloc(8);
  epoch.writeBigUInt64BE(1n);
  const group = wire.mlsGroupId(conversationId, 0);
  return Buffer.concat([
    head,
    vector(group),
    epoch,
    Buffer.from([1]),
    vector(data),
    vector(Buffer.alloc(28)),
  ]);
}

function vector(bytes) {
  const size =
    bytes.length < 64
      ? Buffer.from([bytes.length])
      : Buffer.from([0x40 | (bytes.length >> 8), bytes.length & 255]);
  return Buffer.concat([size, bytes]);
}

// Tags of frames and of the mailbox entry that a message is (`docs/wire.md`).
const [REPLY, DELIVER, MESSAGE] = [1, 2, 1];

class Connection {
  constructor(user, options, world) {
    Object.assign(this, {
      user,
      options,
      world,
      onMessage: options.onMessage ?? null,
      lastSeq: 0,
      nextId: 1,
      sealed: 0,
    });
    this.waiting = new Map();
    /** The connection's part of its message ids; the rest is the call's number. */
    this.messageIds = randomBytes(12);
  }

  async open() {
    this.socket = new WebSocket(`ws://127.0.0.1:${this.world.port}/v1/socket`, { perMessageDeflate: false });
    this.socket.on("message", (data) => this.#take(data));
    this.socket.on("close", () => this.#closed());
    await new Promise((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("error", reject);
    });
    const { user } = this;
    const info = await this.call("server.info", {});
    if (!user.registered) {
      const { genesis, introductionKey } = user;
      await this.call("account.register", { genesis, introductionKey });
      user.registered = true;
    }
    await this.before?.();
    const { nonce } = await this.call("session.challenge", {});
    const { accountId, deviceId } = user;
    const claim = { purpose: "session", accountId, deviceId };
    const signature = user.device.sign(wire.proofSigningInput(claim, { serverId: info.serverId, nonce }));
    await this.call("session.open", {
      accountId,
      deviceId,
      proof: { nonce, signature },
      sealedCount: 0,
      build: "bench",
    });
    user.connection = this;
    return this;
  }

  call(name, request) {
    const { tag, request: codec, reply } = wire.calls[name];
    return this.#ask(tag, wire.encode(codec, request)).then(({ status, body }) => {
      if (status === "reply") return wire.decode(reply, body).value;
      const why = status === "outcome" ? wire.calls[name].outcomes[body[0]] : wire.decodeRefusal(body).kind;
      throw new Error(`${name}: ${why}`);
    });
  }

  #ask(tag, body) {
    if (this.socket.readyState !== 1) return Promise.reject(new Error("connection ended"));
    const id = this.nextId++;
    this.socket.send(wire.encode(wire.clientFrame, { kind: "call", id, tag, body }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  #take(data) {
    // The load generator shares the processors with the server, so the two frequent frames are read at their
    // places instead of being decoded: tag, then an answer's id and status, or a delivery's number and body.
    if (data[0] === REPLY && data[5] === 0) {
      const waiting = this.waiting.get(data.readUInt32BE(1));
      this.waiting.delete(data.readUInt32BE(1));
      return waiting?.resolve({ status: "reply", body: data.subarray(10) });
    }
    if (data[0] === DELIVER && data[9] === MESSAGE) {
      this.lastSeq = Math.max(this.lastSeq, data.readUInt32BE(5));
      if (this.options.autoAck) this.#ack();
      const size = data.readUInt32BE(42);
      return this.onMessage?.(data.subarray(46 + this.world.headSize, 46 + size));
    }
    const frame = wire.decode(wire.serverFrame, data);
    if (!frame.ok) throw new Error(`frame: ${frame.error.reason}`);
    const { value } = frame;
    if (value.kind === "reply") {
      this.waiting.get(value.id)?.resolve(value);
      this.waiting.delete(value.id);
    } else if (value.kind === "deliver") {
      this.lastSeq = Math.max(this.lastSeq, value.seq);
      if (this.options.autoAck) this.#ack();
      if (value.entry.kind === "message") this.onMessage?.(value.entry.body.subarray(this.world.headSize));
    }
  }

  #ack() {
    const frame = Buffer.alloc(9);
    frame[0] = 2;
    frame.writeUInt32BE(this.lastSeq, 5);
    this.socket.send(frame);
  }

  #closed() {
    if (this.user.connection === this) this.user.connection = undefined;
    for (const { reject } of this.waiting.values()) reject(new Error("connection ended"));
    this.waiting.clear();
  }

  async send(to, bytes) {
    const head = this.user.conversations.get(to) ?? (await this.world.acquaint(this, to));
    this.sealed += 1;
    const { status } = await this.#sendFrame(head, bytes);
    if (status !== "reply") throw new Error(`conversation.send: ${status}`);
  }

  /** `conversation.send`, written in one piece: call id, tag, length, message id, count, length, message. */
  #sendFrame(head, bytes) {
    if (this.socket.readyState !== 1) return Promise.reject(new Error("connection ended"));
    const id = this.nextId++;
    const size = head.length + bytes.length;
    const frame = Buffer.allocUnsafe(38 + size);
    frame[0] = 1;
    frame.writeUInt32BE(id, 1);
    frame[5] = wire.calls["conversation.send"].tag;
    frame.writeUInt32BE(28 + size, 6);
    frame.writeUInt32BE(id, 10);
    this.messageIds.copy(frame, 14);
    frame.writeUInt32BE(0, 26);
    frame.writeUInt32BE(this.sealed, 30);
    frame.writeUInt32BE(size, 34);
    frame.set(head, 38);
    frame.set(bytes, 38 + head.length);
    this.socket.send(frame);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  flush() {}
  ackAll() {
    if (this.lastSeq > 0 && this.socket.readyState === 1) this.#ack();
  }
  pause() {
    this.paused = true;
    this.socket.pause();
  }
  close() {
    this.socket.terminate();
  }
  end() {
    return new Promise((resolve) => {
      this.socket.once("close", resolve);
      this.socket.close();
      setTimeout(() => this.socket.terminate(), 1000).unref();
    });
  }
}

export async function createAdapter(ctx) {
  const data = path.join(ctx.dir, "data");
  const users = new Map();
  const userOf = (name) => users.get(name) ?? users.set(name, newUser(name)).get(name);
  const underWay = new Map();
  const world = {
    port: ctx.port,
    headSize: messageHead(wire.ConversationId.fromBytes(new Uint8Array(16))).length,
    /** The first message between two: the receiver gives a grant, the sender founds the conversation. */
    acquaint(connection, to) {
      const key = `${connection.user.name} ${to}`;
      const found = underWay.get(key);
      if (found !== undefined) return found;
      const made = found1to1(connection, userOf(to), world);
      underWay.set(key, made);
      return made;
    },
  };
  return {
    features: {
      ack: true,
      durability: "fsync before the ack (SQLite WAL, synchronous=FULL)",
      offline: true,
      groups: false,
      groupEcho: false,
      groupDurable: true,
    },
    async start({ fresh }) {
      if (fresh) {
        fs.rmSync(data, { recursive: true, force: true });
        users.clear();
        underWay.clear();
      }
      const bin = path.join(root, "node_modules/.bin/bridle");
      const { pid } = ctx.spawnServer(
        ctx.peer,
        bin,
        ["serve", "--data", data, "--port", String(ctx.port), "--registration", "open"],
        { cwd: ctx.dir },
      );
      await ctx.waitPort(ctx.port, { pid });
      return { pids: [pid] };
    },
    connect: (user, options) => new Connection(userOf(user), options, world).open(),
  };
}

/** A stalled client answers nothing: its account gets a second device, which gives the grant for it. */
async function answering(connection, world) {
  if (!connection.paused) return connection;
  const { user } = connection;
  user.second ??= secondDevice(user);
  const second = { ...user, ...user.second, connection: undefined };
  const owner = new Connection(second, {}, world);
  owner.before = () =>
    owner
      .call("chain.append", { accountId: user.accountId, position: 1, statement: user.second.statement })
      .catch(() => {});
  return owner.open();
}

function secondDevice(user) {
  const device = user.newKey();
  const body = {
    kind: "change",
    previous: sha256(user.genesis),
    position: 1,
    atMs: 1,
    signer: undefined,
    operations: [{ kind: "add", device: { signatureKey: device.publicKey }, activeAfterMs: 0 }],
  };
  const statement = wire.encode(wire.chainStatement, {
    body,
    signature: user.root.sign(wire.chainSigningInput(body)),
  });
  return { device, deviceId: wire.deviceIdOf(chainCrypto, device.publicKey), statement };
}

async function found1to1(connection, peer, world) {
  const { user } = connection;
  const secret = new Uint8Array(randomBytes(32));
  const grantId = wire.GrantId.fromBytes(randomBytes(16));
  const present = peer.connection;
  const owner =
    present === undefined ? await new Connection(peer, {}, world).open() : await answering(present, world);
  const holderHash = sha256(Buffer.concat([secret, wire.AccountId.toBytes(user.accountId)]));
  await owner.call("grant.put", { grantId, holderHash });
  if (owner !== present) await owner.end();
  const conversationId = wire.ConversationId.fromBytes(randomBytes(16));
  await connection.call("conversation.create", {
    messageId: wire.MessageId.fromBytes(randomBytes(16)),
    conversationId,
    generation: 0,
    members: [
      {
        accountId: peer.accountId,
        permission: { grantId, accessKey: secret },
        invitation: { grantId, nonce: new Uint8Array(12), sealed: new Uint8Array(randomBytes(256)) },
        devices: [peer.deviceId],
      },
    ],
    welcome: new Uint8Array(randomBytes(512)),
    sealedGroupInfo: new Uint8Array(randomBytes(512)),
  });
  const head = messageHead(conversationId);
  user.conversations.set(peer.name, head);
  peer.conversations.set(user.name, head);
  return head;
}
