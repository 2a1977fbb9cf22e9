import type { Socket, SocketEvents, Transport } from "../../ports/transport.ts";

/** The browser's WebSockets. */
export const webSocketTransport: Transport = { connect };

function connect(url: string, events: SocketEvents): Socket {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url);
  } catch {
    // Not a WebSocket address. The caller hears of it as of every other failure, after it has the socket.
    queueMicrotask(() => events.closed());
    return { send: () => {}, bufferedBytes: 0, close: () => {} };
  }
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => events.opened());
  socket.addEventListener("message", ({ data }) => {
    if (data instanceof ArrayBuffer) events.frame(new Uint8Array(data));
  });
  // Comes after every `error`, too.
  socket.addEventListener("close", () => events.closed());
  return {
    send(frame) {
      // Copied: a view of shared memory can't be sent.
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(frame));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    close: () => socket.close(1000),
  };
}
