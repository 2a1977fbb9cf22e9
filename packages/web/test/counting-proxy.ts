import { createServer, connect, type Server, type Socket } from "node:net";

/** Stands before a server and counts what browsers send to it; can go away, as a network does. */
export class CountingProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** Bytes that came from browsers. */
  bytesReceived = 0;

  private constructor(targetPort: number) {
    this.#server = createServer((from) => {
      const to = connect(targetPort, "127.0.0.1");
      for (const [socket, other] of [
        [from, to],
        [to, from],
      ] as const) {
        this.#sockets.add(socket);
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.on("error", () => other.destroy());
      }
      from.on("data", (bytes) => (this.bytesReceived += bytes.length));
      from.pipe(to);
      to.pipe(from);
    });
  }

  static async before(url: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(Number(new URL(url).port));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy doesn't listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** No connection stays and none comes. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
