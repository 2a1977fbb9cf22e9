import { createServer } from "node:net";
import { WebSocketServer } from "ws";
import { portOf } from "./built-pages.ts";

/** The server of the transport's contract, and an address where nobody listens. */
export async function startEchoServer(): Promise<{
  readonly url: string;
  readonly deadUrl: string;
  close(): Promise<void>;
}> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      const words = data.length < 16 ? data.toString() : "";
      if (words === "close") socket.close();
      else socket.send(data, { binary: words !== "words" });
    });
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `ws://127.0.0.1:${portOf(server)}/`,
    deadUrl: `ws://127.0.0.1:${await freePort()}/`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
