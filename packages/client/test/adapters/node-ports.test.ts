import { afterAll, beforeAll, describe, test } from "vitest";
import { wsTransport } from "../../src/adapters/node/ws-transport.ts";
import { systemClock } from "../../src/adapters/system-clock.ts";
import { clockContract } from "../../src/ports/clock.contract.ts";
import { transportContract } from "../../src/ports/transport.contract.ts";
import { startEchoServer } from "./echo-server.ts";

describe("[A3] WebSockets in Node", () => {
  let server: Awaited<ReturnType<typeof startEchoServer>>;
  beforeAll(async () => {
    server = await startEchoServer();
  });
  afterAll(() => server.close());
  test.for(transportContract)("$title", ({ run }) => run({ transport: wsTransport, ...server }));
});

describe("[A4] the clock in Node", () => {
  test.for(clockContract)("$title", ({ run }) => run(systemClock));
});
