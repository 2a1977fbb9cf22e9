import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calls, clientFrame, decode, encode, serverFrame } from "@bridle/protocol";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { isLoopbackHost, isOurHost, isSameOrigin, peerAddress } from "../src/http/addresses.ts";
import type { LogEvent } from "../src/ports/log.ts";
import { startServer, type RunningServer, type ServerOptions } from "../src/start-server.ts";

const root = mkdtempSync(join(tmpdir(), "bridle-http-"));
let folders = 0;
let running: RunningServer[] = [];

const staticDir = join(root, "app");
mkdirSync(join(staticDir, "assets"), { recursive: true });
writeFileSync(join(staticDir, "index.html"), `<!doctype html><title>Bridle</title>${"x".repeat(500)}`);
writeFileSync(join(staticDir, "assets/app-1a2b.js"), "export {};");
writeFileSync(join(staticDir, "check.html"), "<!doctype html><title>Device check</title>");
writeFileSync(join(root, "secret.txt"), "not for you");

afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  running = [];
});
afterAll(() => rmSync(root, { recursive: true }));

async function start(options: Partial<ServerOptions> = {}, events: LogEvent[] = []): Promise<RunningServer> {
  const dataDir = join(root, `data${folders++}`);
  const log = { write: (event: LogEvent) => void events.push(event) };
  const server = await startServer({ dataDir, host: "127.0.0.1", port: 0, staticDir, log, ...options });
  running.push(server);
  return server;
}

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface Asking {
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

function get(
  server: RunningServer,
  path: string,
  { headers = {}, method = "GET" }: Asking = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: "127.0.0.1", port: server.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on("error", reject).end();
  });
}

/** Opens a socket and makes one call; the answer's frame, or why it didn't open. */
function callOver(url: string, headers: Record<string, string> = {}): Promise<string> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve) => {
    socket.on("open", () =>
      socket.send(encode(clientFrame, { kind: "call", id: 1, tag: 1, body: new Uint8Array(0) })),
    );
    socket.on("message", (data: Buffer) => {
      const frame = decode(serverFrame, new Uint8Array(data));
      const body = frame.ok && frame.value.kind === "reply" ? frame.value.body : new Uint8Array(0);
      const reply = decode(calls["server.info"].reply, body);
      socket.close();
      resolve(reply.ok ? reply.value.registration : "no reply");
    });
    socket.on("error", (fault) => resolve(fault.message));
  });
}

const socketUrl = (server: RunningServer) => `ws://127.0.0.1:${server.port}/v1/socket`;

describe("pages", () => {
  test("[S64] every answer carries a policy that allows nothing from elsewhere", async () => {
    const server = await start();
    for (const path of ["/", "/nothing.js", "/health"]) {
      const { headers } = await get(server, path);
      const policy = headers["content-security-policy"] ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types bridle");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(headers["permissions-policy"]).toContain("geolocation=()");
    }
  });

  test("[S75] the device check and its scripts come with a policy that leaves no way out", async () => {
    const server = await start();
    for (const path of ["/check", "/check/", "/check.html", "/assets/check/worker-1a2b.js"]) {
      const policy = String((await get(server, path)).headers["content-security-policy"]);
      expect(policy).toContain("connect-src 'none'");
      expect(policy).toContain("img-src data:;");
      expect(policy).not.toMatch(/wss?:|blob:|wasm|unsafe/);
    }
    expect((await get(server, "/check")).body).toContain("<title>Device check");
    for (const path of ["/checked", "/i/check", "/assets/app-1a2b.js"]) {
      expect((await get(server, path)).headers["content-security-policy"]).toContain("connect-src 'self'");
    }
  });

  test("[S66] the app's routes give its page, its files are cached by name, the rest isn't there", async () => {
    const server = await start();
    for (const path of ["/", "/i", "/chats/abc"]) {
      expect(await get(server, path)).toMatchObject({ status: 200 });
      expect((await get(server, path)).body).toContain("<title>Bridle");
    }
    const asset = await get(server, "/assets/app-1a2b.js");
    expect(asset.headers["cache-control"]).toContain("immutable");
    expect(asset.headers["content-type"]).toContain("text/javascript");
    expect((await get(server, "/assets/other.js")).status).toBe(404);
    const etag = String((await get(server, "/")).headers.etag);
    expect((await get(server, "/", { headers: { "if-none-match": etag } })).status).toBe(304);
    expect(
      (await get(server, "/", { headers: { "accept-encoding": "gzip" } })).headers["content-encoding"],
    ).toBe("gzip");
    expect((await get(server, "/", { method: "POST" })).status).toBe(405);
  });

  test("[S66] no path leads out of the app's folder", async () => {
    const server = await start();
    const paths = [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/%2e%2e/secret.txt",
      "//secret.txt",
      "/..%2fsecret.txt",
    ];
    for (const path of paths) expect((await get(server, path)).body).not.toContain("not for you");
  });

  test("[S66] a request line that is no URL hurts nobody", async () => {
    const server = await start();
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("close", () => resolve());
      socket.on("data", () => socket.destroy());
      socket.write("GET http://[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    });
    expect((await get(server, "/health")).status).toBe(200);
  });

  test("[S67] metrics are for this machine or for the token, and name nobody", async () => {
    const server = await start({ metricsToken: "sesame" });
    const local = await get(server, "/metrics");
    expect(local.body).toContain("bridle_connections 0");
    const proxied = { "x-forwarded-for": "192.0.2.1" };
    expect((await get(server, "/metrics", { headers: proxied })).status).toBe(404);
    expect(
      (await get(server, "/metrics", { headers: { ...proxied, authorization: "Bearer wrong!" } })).status,
    ).toBe(404);
    expect(
      (await get(server, "/metrics", { headers: { ...proxied, authorization: "Bearer sesame" } })).status,
    ).toBe(200);
    expect(await get(server, "/health")).toMatchObject({
      status: 200,
      body: '{"status":"ok","durability":"full"}\n',
    });
  });
});

describe("sockets", () => {
  test("[S65] programs and pages of this server get in, other pages and other names don't", async () => {
    const events: LogEvent[] = [];
    const server = await start({}, events);
    const url = socketUrl(server);
    expect(await callOver(url)).toBe("open");
    expect(await callOver(url, { origin: `http://127.0.0.1:${server.port}` })).toBe("open");
    expect(await callOver(url, { origin: "https://evil.example" })).toContain("403");
    expect(await callOver(url, { origin: "null" })).toContain("403");
    const rebound = { host: "evil.example", origin: "http://evil.example" };
    expect(await callOver(url, rebound)).toContain("421");
    expect((await get(server, "/", { headers: { host: "evil.example" } })).status).toBe(421);
    expect(await callOver(url.replace("/v1/", "/v0/"))).toContain("404");
    expect(events.filter(({ event }) => event === "socket_refused")).toHaveLength(4);
  });

  test("[S65] over TLS the policy and the address say so", async () => {
    const pem = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");
    const cert = pem("localhost-cert.pem");
    const server = await start({ tls: { cert, key: pem("localhost-key.pem") } });
    expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
    const socket = new WebSocket(`wss://127.0.0.1:${server.port}/v1/socket`, { ca: cert });
    await new Promise<void>((resolve, reject) => {
      socket.on("open", () => resolve());
      socket.on("error", reject);
    });
    socket.close();
    const policy = await new Promise<string>((resolve, reject) => {
      const url = { host: "127.0.0.1", port: server.port, path: "/", ca: cert };
      httpsRequest(url, (response) => {
        response.resume();
        expect(response.headers["strict-transport-security"]).toContain("max-age");
        resolve(String(response.headers["content-security-policy"]));
      })
        .on("error", reject)
        .end();
    });
    expect(policy).toContain(`connect-src 'self' wss://127.0.0.1:${server.port}`);
  });

  test("[S51] text frames and frames that are too large end the connection, not the server", async () => {
    const server = await start();
    const closed = (send: (socket: WebSocket) => void) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(socketUrl(server));
        socket.on("open", () => send(socket));
        socket.on("close", (code) => resolve(code));
        socket.on("error", () => undefined);
      });
    expect(await closed((socket) => socket.send("hello"))).toBe(1003);
    expect(await closed((socket) => socket.send(new Uint8Array(5 * 1024 * 1024)))).toBe(1009);
    expect(await closed((socket) => socket.send(new Uint8Array(10).fill(255)))).toBe(1000);
    expect(await callOver(socketUrl(server))).toBe("open");
  });
});

describe("starting and stopping", () => {
  test("[S69] registration is open only where nobody else can reach the server", async () => {
    const local = await start();
    expect(local.registrationCode).toBeNull();
    const named = await start({ publicUrl: "https://chat.example" });
    expect(named.url).toBe("https://chat.example");
    expect(named.registrationCode).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const everywhere = await start({ host: "0.0.0.0" });
    expect(everywhere.registrationCode).not.toBeNull();
    expect(await callOver(socketUrl(everywhere))).toBe("code");
    expect((await start({ registration: "code" })).registrationCode).not.toBeNull();
    expect((await start({ host: "0.0.0.0", registration: "open" })).registrationCode).toBeNull();
  });

  test("[S69] the first code is shown again for as long as it works", async () => {
    const dataDir = join(root, `data${folders++}`);
    const first = await start({ dataDir, registration: "code" });
    await first.close();
    running = [];
    const second = await start({ dataDir, registration: "code" });
    expect(second.registrationCode).toBe(first.registrationCode);
  });

  test("[S1] stopping answers what was taken, says goodbye, and leaves the folder free", async () => {
    const dataDir = join(root, `data${folders++}`);
    const server = await start({ dataDir });
    const socket = new WebSocket(socketUrl(server));
    const kinds: string[] = [];
    const gone = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("message", (data: Buffer) => {
      const frame = decode(serverFrame, new Uint8Array(data));
      kinds.push(frame.ok ? frame.value.kind : "bad");
    });
    await new Promise<void>((resolve) => socket.on("open", () => resolve()));
    await server.close();
    running = [];
    await gone;
    expect(kinds).toEqual(["goAway"]);
    await start({ dataDir });
    expect(readFileSync(join(dataDir, "keys"), "utf8")).toContain("bridle server keys");
  });

  test("[S51] upgrades that are refused and reset at once hurt nobody", async () => {
    const server = await start();
    for (let count = 0; count < 40; count++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      const gone = new Promise((resolve) => socket.once("close", resolve));
      await new Promise((resolve) => socket.once("connect", resolve));
      const upgrade = "Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
      socket.write(`GET /nowhere HTTP/1.1\r\n${upgrade}${"x".repeat(64 * 1024)}`);
      setImmediate(() => socket.resetAndDestroy());
      await gone;
    }
    expect((await get(server, "/")).status).toBe(200);
  });

  test("[S1] connections that go on asking, never say goodbye, or never say anything, are cut off", async () => {
    const server = await start();
    const mute = connect(server.port, "127.0.0.1");
    // Its upgrade is refused, and it keeps its half open.
    const refused = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    refused.write(
      "GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    );
    await new Promise((resolve) => refused.once("data", resolve));
    const asking = connect(server.port, "127.0.0.1");
    const ask = (): unknown => asking.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    asking.on("data", (data) => data.includes("HTTP/1.1 200") && ask());
    const silent = connect(server.port, "127.0.0.1");
    const gone = Promise.all(
      [mute, asking, silent].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on("error", () => {}).on("close", () => resolve());
            socket.resume();
          }),
      ),
    );
    const opened = new Promise((resolve) => silent.once("data", resolve));
    silent.write(
      "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    ask();
    await opened;
    await server.close();
    running = [];
    // Nothing of it answers any more: another server may have its port and its folder.
    await gone;
    refused.destroy();
  });
});

describe("addresses", () => {
  test("[S50] whom a connection counts as", () => {
    const cases: [string | undefined, string | undefined, string | undefined][] = [
      ["127.0.0.1", undefined, undefined],
      ["::1", undefined, undefined],
      ["::ffff:127.0.0.1", undefined, undefined],
      ["192.0.2.1", undefined, "192.0.2.1"],
      ["192.0.2.1", "127.0.0.1", "192.0.2.1"],
      ["127.0.0.1", "10.0.0.1, 198.51.100.7", "198.51.100.7"],
      ["127.0.0.1", "nonsense", "unknown"],
      ["2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2"],
      ["2001:db8::7", undefined, "2001:db8:0:0"],
      [undefined, undefined, "unknown"],
    ];
    for (const [socket, forwarded, counted] of cases) expect(peerAddress(socket, forwarded)).toBe(counted);
    expect(peerAddress("2001:db8:1:2::1", undefined)).toBe(peerAddress("2001:db8:1:2:ffff::9", undefined));
  });

  test("[S65] which names and origins are ours", () => {
    const publicUrl = new URL("https://chat.example");
    expect(isOurHost("chat.example", publicUrl)).toBe(true);
    expect(isOurHost("localhost:8080", publicUrl)).toBe(true);
    expect(isOurHost("[::1]:8080", undefined)).toBe(true);
    expect(isOurHost("192.0.2.1:80", undefined)).toBe(true);
    expect(isOurHost("chat.example", undefined)).toBe(false);
    expect(isOurHost("clinic.example", publicUrl, new Map([["clinic.example", "clinic"]]))).toBe(true);
    expect(isOurHost("press.example", publicUrl, new Map([["clinic.example", "clinic"]]))).toBe(false);
    expect(isOurHost(undefined, publicUrl)).toBe(false);
    expect(isSameOrigin(undefined, "a")).toBe(true);
    expect(isSameOrigin("http://a:1", "a:1")).toBe(true);
    expect(isSameOrigin("http://a:2", "a:1")).toBe(false);
    expect([isLoopbackHost("localhost"), isLoopbackHost("::1"), isLoopbackHost("0.0.0.0")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("[S72] the page for notices' codes", () => {
  test("says the day of a code, and nothing else of it", async () => {
    const server = await start();
    const page = await get(server, "/notices");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(page.body).toContain("/notices/1234-5678-9012");
    expect((await get(server, "/notices/1234-5678-9012")).status).toBe(404);
    expect((await get(server, "/notices/%E0%A4%A")).status).toBe(404);
    expect((await get(server, "/notices/1234")).body).toContain("no notice with this code");
    expect((await get(server, "/noticesx")).headers["content-type"]).toContain("text/html");
  });

  test("is slow with an address that guesses", async () => {
    const server = await start();
    const from = { headers: { "X-Forwarded-For": "192.0.2.7" } };
    const tries: number[] = [];
    for (let guess = 0; guess < 21; guess++)
      tries.push((await get(server, `/notices/${guess}`, from)).status);
    expect(tries.slice(0, 20).every((status) => status === 404)).toBe(true);
    expect(tries[20]).toBe(429);
    const other = { headers: { "X-Forwarded-For": "192.0.2.8" } };
    expect((await get(server, "/notices/1", other)).status).toBe(404);
  });
});
