import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { clientFrame } from "@bridle/protocol";
import { WebSocketServer, type WebSocket } from "ws";
import type { Log } from "../ports/log.ts";
import type { Peer } from "../ports/peer.ts";
import type { ConnectionInput, ServerCore } from "../shell/server-core.ts";
import { isOurHost, isSameOrigin, peerAddress, type Services } from "./addresses.ts";
import { SocketPeer } from "./socket-peer.ts";

const SOCKET_PATH = "/v1/socket";

const SOCKETS_MAX = 60_000;
const SOCKETS_PER_ADDRESS_MAX = 500;
/** How often sockets are looked at, and after how much silence one is asked whether it is there. */
const LOOK_EVERY_MS = 30_000;
const SILENT_LOOKS = 8;

/** All WebSockets of the server. Compression is off: it would tell sizes of secrets and cost memory. */
export class Sockets {
  readonly #core: ServerCore;
  readonly #log: Log;
  readonly #publicUrl: URL | undefined;
  readonly #services: Services;
  readonly #sockets = new Set<SocketPeer>();
  readonly #byAddress = new Map<string, number>();
  readonly #looking: NodeJS.Timeout;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    maxPayload: clientFrame.maxBytes,
  });

  constructor(options: {
    readonly core: ServerCore;
    readonly log: Log;
    readonly publicUrl: URL | undefined;
    readonly services: Services;
  }) {
    this.#core = options.core;
    this.#log = options.log;
    this.#publicUrl = options.publicUrl;
    this.#services = options.services;
    // One timer for all; none per connection.
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Handles an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, origin } = request.headers;
    const forwarded = request.headers["x-forwarded-for"];
    const address = peerAddress(request.socket.remoteAddress, forwarded?.toString());
    if (request.url !== SOCKET_PATH) return this.#refuse(socket, "404 Not Found", "path");
    if (!isOurHost(host, this.#publicUrl, this.#services))
      return this.#refuse(socket, "421 Misdirected Request", "host");
    if (!isSameOrigin(origin, host)) return this.#refuse(socket, "403 Forbidden", "origin");
    if (!this.#hasRoom(address)) return this.#refuse(socket, "503 Service Unavailable", "too_many");
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      this.#opened(webSocket, socket, { address, platform: this.#services.get(host ?? "") }),
    );
  }

  close(): void {
    clearInterval(this.#looking);
    for (const peer of this.#sockets) peer.close();
  }

  #opened(webSocket: WebSocket, socket: Duplex, from: Pick<Peer, "address" | "platform">): void {
    const { address } = from;
    const peer = new SocketPeer(webSocket, from);
    this.#sockets.add(peer);
    this.#count(address, 1);
    const input = this.#core.connect(peer);
    listen(webSocket, socket, { peer, input });
    webSocket.on("close", () => {
      this.#sockets.delete(peer);
      this.#count(address, -1);
      input.closed();
    });
  }

  #look(): void {
    for (const peer of this.#sockets) peer.look(SILENT_LOOKS);
  }

  #hasRoom(address: string | undefined): boolean {
    if (this.#sockets.size >= SOCKETS_MAX) return false;
    return address === undefined || (this.#byAddress.get(address) ?? 0) < SOCKETS_PER_ADDRESS_MAX;
  }

  #count(address: string | undefined, change: number): void {
    if (address === undefined) return;
    const now = (this.#byAddress.get(address) ?? 0) + change;
    if (now > 0) this.#byAddress.set(address, now);
    else this.#byAddress.delete(address);
  }

  #refuse(socket: Duplex, status: string, reason: "origin" | "host" | "too_many" | "path"): void {
    this.#log.write({ event: "socket_refused", reason });
    // Nobody listens to an upgraded socket any more: a reset would end the server.
    socket.on("error", () => undefined);
    // Whoever keeps their half open would hold a place that nothing counts.
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  }
}

const TEXT_FRAME = 1003;

function listen(
  webSocket: WebSocket,
  socket: Duplex,
  to: { readonly peer: SocketPeer; readonly input: ConnectionInput },
): void {
  const { peer, input } = to;
  webSocket.binaryType = "nodebuffer";
  webSocket.on("message", (data, isBinary) => {
    peer.heard();
    if (!isBinary || !(data instanceof Buffer)) return webSocket.close(TEXT_FRAME);
    // A plain view: the codec copies what it keeps, and `slice` on a Buffer wouldn't.
    return input.receive(new Uint8Array(data.buffer, data.byteOffset, data.length));
  });
  webSocket.on("pong", () => peer.heard());
  // The connection closes itself after an error; there is nothing to say that isn't about the peer.
  webSocket.on("error", () => undefined);
  socket.on("drain", () => input.drained());
}
