import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { simpleWebAuthn } from "./adapters/analysts/simple-web-authn.ts";
import { openDataFolder, type DataFolder } from "./adapters/data-folder.ts";
import { LedgerThread } from "./adapters/ledger/ledger-thread.ts";
import { publishingPolicy } from "./adapters/ledger/publishing-policy.ts";
import { nodeClock } from "./adapters/node-clock.ts";
import { createPinoLog } from "./adapters/pino-log.ts";
import type { NoticeBatchOrder, NoticeResult } from "./domain/notice.ts";
import type { Settings } from "./domain/settings.ts";
import { isLoopbackHost, noServices } from "./http/addresses.ts";
import { openDesk, type Desk, type DeskOptions } from "./http/desk.ts";
import { createMetrics } from "./http/metrics.ts";
import { noticePage } from "./http/notice-page.ts";
import { answerPage, type PagesOptions } from "./http/pages.ts";
import { reportPages } from "./http/report-pages.ts";
import { Sockets } from "./http/sockets.ts";
import { StaticFiles } from "./http/static-files.ts";
import { openCore, type OpenCore } from "./open-core.ts";
import type { Ledger } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import type { NoticeCounts } from "./ports/notices.ts";
import type { ServerCore } from "./shell/server-core.ts";

export interface ServerOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How people reach it, where that isn't `host` and `port`: behind a proxy, or by name. */
  readonly publicUrl?: string;
  /** Further names under which people reach it, and the service that each of them is. */
  readonly services?: ReadonlyMap<string, string>;
  /** By default open where only this machine can reach it, else by code. */
  readonly registration?: "open" | "code";
  /** PEM. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** The built web app. */
  readonly staticDir?: string;
  /** Lets others than this machine read `/metrics`. */
  readonly metricsToken?: string;
  /** A list of networks and what they are: `docs/operating.md`. */
  readonly networksFile?: string;
  /** Who must cosign the key directory's checkpoints: a tlog-policy. Without it nobody does. */
  readonly ledgerPolicy?: string;
  /** `false`: without a key directory, for tests of something else. */
  readonly ledger?: false;
  readonly log?: Log;
  readonly settings?: Partial<Omit<Settings, "registration" | "detection">>;
  /** The store failed and the process must stop; by default it exits with status 1. */
  readonly onBroken?: () => void;
}

export interface RunningServer {
  /** Where to open it: the public URL, or the address that it listens on. */
  readonly url: string;
  readonly port: number;
  /** A code with which somebody can register, where one is needed. */
  readonly registrationCode: string | null;
  /** Where the desk's pages are. */
  readonly deskUrl: string;
  /** A one-time link for the first person at the desk, as long as nobody has come. */
  readonly deskLink: string | null;
  createRegistrationCode(terms: { readonly uses: number; readonly lifetimeMs: number }): string;
  /** Sends a notice that the desk decided on; asked again, nobody gets it twice. Durable when it returns. */
  postNotices(order: NoticeBatchOrder): readonly NoticeResult[];
  /** How a batch stands: delivered, and never read. */
  noticeCounts(batch: string): NoticeCounts;
  /** Makes everything accepted durable, says goodbye, closes the store. */
  close(): Promise<void>;
}

/** How long connections get to say goodbye before they are cut off. */
const GOODBYE_MS = 1_000;
const FIRST_CODE = { uses: 100, lifetimeMs: 30 * 24 * 60 * 60 * 1000 };

/** Opens the data folder and serves it. Throws `StoreRefusal` when the folder can't be used. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log = createPinoLog(), services = noServices } = options;
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  const registration = registrationOf(options);
  const folder = openDataFolder(options.dataDir);
  log.write({ event: "store_opened", version: folder.store.version });
  const ledger = options.ledger === false ? undefined : openLedger(options, folder);
  let broken = false;
  const inner = openCore({
    dataDir: options.dataDir,
    folder,
    networksFile: options.networksFile,
    settings: { ...options.settings, registration },
    services: services.values(),
    log,
    ledger,
    broken() {
      broken = true;
      (options.onBroken ?? exitWithFailure)();
    },
  });
  const { core } = inner;
  const opened: { desk?: Desk } = {};
  const sockets = new Sockets({ core, log, publicUrl, services });
  const server = httpServer(options, {
    files: new StaticFiles(options.staticDir),
    metrics: createMetrics(core.stats, folder.store),
    metricsToken: options.metricsToken,
    publicUrl,
    services,
    tls: options.tls !== undefined,
    ledger,
    isHealthy: () => !broken,
    desk: () => opened.desk?.api,
    notices: noticesPage(core, folder),
    reports: reportPages({ ...inner.desk, ledger }),
  });
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  const parts = { server, connections: connectionsOf(server), core, sockets, folder, inner, log, ledger };
  try {
    await listening(server, options);
  } catch (fault) {
    await closeAll(parts);
    throw fault;
  }
  const port = portOf(server);
  log.write({ event: "listening", port, registration });
  const desk = openDesk({ ...deskPlace(options, port, publicUrl), ...inner.desk });
  opened.desk = desk;
  return {
    url: publicUrl?.origin ?? localUrl(options, port),
    port,
    registrationCode: registration === "open" ? null : usableCode(core, folder),
    deskUrl: desk.url,
    deskLink: desk.firstLink,
    ...noticesOf(core, folder),
    createRegistrationCode: (terms) => core.createRegistrationCode(terms).code,
    close: () => closeAll(parts),
  };
}

/** Open by default only where nobody else reaches it. */
function registrationOf({ host, publicUrl, registration }: ServerOptions): Settings["registration"] {
  return registration ?? (isLoopbackHost(host) && publicUrl === undefined ? "open" : "code");
}

function noticesPage(core: ServerCore, { store }: DataFolder): PagesOptions["notices"] {
  return noticePage({
    codeDay: (code) => store.notices.codeDay(code),
    monotonicMs: () => core.monotonicMs(),
  });
}

function noticesOf(
  core: ServerCore,
  { store }: DataFolder,
): Pick<RunningServer, "postNotices" | "noticeCounts"> {
  return {
    postNotices: (order) => core.postNotices(order),
    noticeCounts: (batch) => store.notices.counts(batch),
  };
}

function openLedger({ ledgerPolicy }: ServerOptions, folder: DataFolder): Ledger {
  const { ledgerDir, crypto } = folder;
  // What is wrong with it is said here, where the operator sees it.
  publishingPolicy(ledgerPolicy, []);
  return new LedgerThread({
    folder: ledgerDir,
    serverId: crypto.serverId,
    policy: ledgerPolicy,
    nowMs: nodeClock.nowMs(),
  });
}

/** The code to show: one that still works, or the first one ever. Later ones are the operator's to make. */
function usableCode(core: ServerCore, folder: DataFolder): string | null {
  const codes = folder.store.registrationCodes.all();
  if (codes.length === 0 && folder.created) return core.createRegistrationCode(FIRST_CODE).code;
  return codes.find((code) => code.expiresAtMs > core.nowMs())?.code ?? null;
}

function httpServer(options: ServerOptions, pages: PagesOptions): Server {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answerPage(request, response, pages).catch(() => response.destroy());
  };
  return options.tls === undefined
    ? createHttpServer(listener)
    : createHttpsServer({ ...options.tls, minVersion: "TLSv1.2" }, listener);
}

function listening(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Every open connection, whatever it has become: one that was refused half, or never said a word, too. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  return connections;
}

async function closeAll(parts: {
  readonly server: Server;
  readonly connections: ReadonlySet<Socket>;
  readonly core: ServerCore;
  readonly sockets: Sockets;
  readonly folder: DataFolder;
  readonly inner: OpenCore;
  readonly log: Log;
  readonly ledger: Ledger | undefined;
}): Promise<void> {
  const { server, connections, core, sockets, folder, log, ledger } = parts;
  log.write({ event: "stopping" });
  // Called also when it never listened.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  core.stop();
  sockets.close();
  const cut = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, GOODBYE_MS);
  await closed;
  clearTimeout(cut);
  await ledger?.close();
  parts.inner.close();
  folder.close();
  log.write({ event: "stopped" });
}

/** Where the desk is. Passkeys belong to a name, so on this machine it goes by `localhost`. */
function deskPlace(
  { tls }: ServerOptions,
  port: number,
  publicUrl: URL | undefined,
): Pick<DeskOptions, "origin" | "webAuthn"> {
  const origin = publicUrl?.origin ?? `${tls === undefined ? "http" : "https"}://localhost:${port}`;
  return { origin, webAuthn: simpleWebAuthn({ rpId: new URL(origin).hostname, origin }) };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

function localUrl({ host, tls }: ServerOptions, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls === undefined ? "http" : "https"}://${name}:${port}`;
}

function exitWithFailure(): void {
  process.exit(1);
}
