import { ed25519Sign } from "@bridle/core";
import {
  callTable,
  clientFrame,
  decode,
  decodeRefusal,
  encode,
  proofSigningInput,
  serverFrame,
  type AccountId,
  type CallName,
  type DeviceId,
  type ReplyOf,
  type RequestOf,
  type ServerFrame,
} from "@bridle/protocol";
import { WebSocket } from "ws";

// The wire without a client behind it: what a hostile client can say to an honest server.

export interface RawDevice {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly privateKey: Uint8Array;
}

export class RawLine {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (frame: Extract<ServerFrame, { kind: "reply" }>) => void>();
  readonly pushed: ServerFrame[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      const frame = decode(serverFrame, data);
      if (!frame.ok) throw new Error(`the server sent ${frame.error.reason}`);
      if (frame.value.kind === "reply") this.#waiting.get(frame.value.id)?.(frame.value);
      else this.pushed.push(frame.value);
    });
    socket.on("error", () => {});
  }

  /** `from`: the address for which a proxy on this machine would speak. */
  static async open(server: string, from?: string): Promise<RawLine> {
    const socket = new WebSocket(`${server.replace(/^http/, "ws")}/v1/socket`, {
      perMessageDeflate: false,
      ...(from === undefined ? {} : { headers: { "X-Forwarded-For": from } }),
    });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new RawLine(socket);
  }

  /** The reply, or the name of the outcome or status. */
  async call<N extends CallName>(name: N, request: RequestOf<N>): Promise<ReplyOf<N> | string> {
    const call = callTable[name];
    const { status, body } = await this.ask(call.tag, encode(call.request, request));
    if (status === "refusal") return decodeRefusal(body).kind;
    if (status === "outcome") return call.outcomes[body[0] ?? 255] ?? "unknown outcome";
    const reply = decode(call.reply, body);
    if (!reply.ok) throw new Error(`${name}: unreadable reply`);
    return reply.value;
  }

  /** As `call`, for a reply that must come. */
  async must<N extends CallName>(name: N, request: RequestOf<N>): Promise<ReplyOf<N>> {
    const reply = await this.call(name, request);
    if (typeof reply === "string") throw new Error(`${name}: ${reply}`);
    return reply;
  }

  /** A call frame with a body that may be anything. */
  ask(tag: number, body: Uint8Array): Promise<Extract<ServerFrame, { kind: "reply" }>> {
    const id = this.#nextId++;
    this.#socket.send(encode(clientFrame, { kind: "call", id, tag, body }));
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  async login(device: RawDevice): Promise<void> {
    const { serverId } = await this.must("server.info", {});
    const { nonce } = await this.must("session.challenge", {});
    const { accountId, deviceId } = device;
    const claim = { purpose: "session", accountId, deviceId } as const;
    const signature = ed25519Sign(device.privateKey, proofSigningInput(claim, { serverId, nonce }));
    const proof = { nonce, signature };
    await this.must("session.open", { accountId, deviceId, proof, sealedCount: 0, build: "raw" });
  }

  close(): void {
    this.#socket.terminate();
  }
}
