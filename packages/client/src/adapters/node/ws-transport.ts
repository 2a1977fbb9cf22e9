import { limits } from "@bridle/protocol";
import { WebSocket } from "ws";
import type { Socket, SocketEvents, Transport } from "../../ports/transport.ts";

/** WebSockets by `ws`: binary frames, no compression (it would tell lengths of what it compresses). */
export const wsTransport: Transport = { connect };

function connect(url: string, events: SocketEvents): Socket {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: limits.frameMax,
      handshakeTimeout: 20_000,
      followRedirects: false,
    });
  } catch {
    // Not a WebSocket address. The caller hears of it as of every other failure, after it has the socket.
    queueMicrotask(() => events.closed());
    return { send: () => {}, bufferedBytes: 0, close: () => {} };
  }
  socket.on("open", () => events.opened());
  socket.on("message", (data, isBinary) => {
    if (isBinary) events.frame(bytesOf(data));
  });
  socket.on("close", () => events.closed());
  // `close` follows each of these; without a listener they would end the process.
  socket.on("error", () => {});
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    close() {
      socket.close(1000);
      // A peer that doesn't answer the closing handshake must not hold up the end of the process.
      const impatience = setTimeout(() => socket.terminate(), 1000);
      socket.on("close", () => clearTimeout(impatience));
    },
  };
}

// With the default `binaryType` a message is one Buffer, which may be a piece of a shared pool.
function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  return Array.isArray(data) ? new Uint8Array(Buffer.concat(data)) : new Uint8Array(data);
}
