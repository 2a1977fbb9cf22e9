import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import type { Ledger } from "../ports/ledger.ts";
import { isLoopback, isOurHost, type Services } from "./addresses.ts";
import { DESK_API_PATH, type DeskApi } from "./desk-api.ts";
import { answerLedger, isLedgerPath } from "./ledger-pages.ts";
import { NOTICE_PATH, type noticePage } from "./notice-page.ts";
import { isReportPath, type reportPages } from "./report-pages.ts";
import { securityHeaders } from "./security-headers.ts";
import type { StaticFile, StaticFiles } from "./static-files.ts";

export interface PagesOptions {
  readonly files: StaticFiles;
  readonly metrics: Registry;
  readonly metricsToken: string | undefined;
  readonly publicUrl: URL | undefined;
  readonly services: Services;
  readonly tls: boolean;
  readonly ledger: Ledger | undefined;
  isHealthy(): boolean;
  /** There once the server listens. */
  desk(): DeskApi | undefined;
  /** Where a notice's code is checked. */
  readonly notices: ReturnType<typeof noticePage>;
  /** The public reports. */
  readonly reports: ReturnType<typeof reportPages>;
}

/** Answers every HTTP request that isn't a WebSocket. */
export async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  options: PagesOptions,
): Promise<void> {
  const { publicUrl, services, tls } = options;
  const { host } = request.headers;
  if (!isOurHost(host, publicUrl, services)) {
    return reply(response, 421, "This server doesn't go by that name. Its operator can set --public-url.");
  }
  const https = tls || publicUrl?.protocol === "https:";
  const path = URL.parse(request.url ?? "/", "http://localhost")?.pathname ?? "/";
  for (const [name, value] of Object.entries(securityHeaders({ host: host ?? "", https, path }))) {
    response.setHeader(name, value);
  }
  const desk = path.startsWith(DESK_API_PATH) ? options.desk() : undefined;
  if (desk !== undefined) return desk.answer(request, response, path);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return reply(response, 405, "Only GET is answered here.");
  }
  if (path === "/health") return answerHealth(response, options);
  if (path === "/metrics") return answerMetrics(request, response, options);
  if (path === NOTICE_PATH || path.startsWith(`${NOTICE_PATH}/`))
    return options.notices(request, response, path);
  if (isReportPath(path)) return options.reports(request, response, path);
  if (isLedgerPath(path)) return answerLedger(response, path, options.ledger);
  const file = await options.files.find(path);
  if (file === undefined) return reply(response, 404, "There is nothing here.");
  return answerFile(request, response, file);
}

function answerHealth(response: ServerResponse, options: PagesOptions): void {
  const healthy = options.isHealthy();
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Cache-Control", "no-store");
  response.writeHead(healthy ? 200 : 503);
  response.end(`${JSON.stringify({ status: healthy ? "ok" : "stopping", durability: "full" })}\n`);
}

/** For whoever is on this machine, or knows the token. A proxy's requests don't count as local. */
async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  options: PagesOptions,
): Promise<void> {
  const local =
    isLoopback(request.socket.remoteAddress ?? "") && request.headers["x-forwarded-for"] === undefined;
  if (!local && !hasToken(request, options.metricsToken))
    return reply(response, 404, "There is nothing here.");
  response.setHeader("Content-Type", options.metrics.contentType);
  response.setHeader("Cache-Control", "no-store");
  response.end(await options.metrics.metrics());
}

function hasToken(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return false;
  const [expected, shown] = [`Bearer ${token}`, request.headers.authorization ?? ""].map((text) =>
    Buffer.from(text),
  );
  return expected !== undefined && shown?.length === expected.length && timingSafeEqual(expected, shown);
}

function answerFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  response.setHeader("Content-Type", file.type);
  response.setHeader("Cache-Control", file.cacheControl);
  response.setHeader("ETag", file.etag);
  response.setHeader("Vary", "Accept-Encoding");
  if (request.headers["if-none-match"] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const zipped = /\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "")
    ? file.gzipped
    : undefined;
  if (zipped !== undefined) response.setHeader("Content-Encoding", "gzip");
  const body = zipped ?? file.body;
  response.setHeader("Content-Length", body.length);
  response.writeHead(200);
  response.end(request.method === "HEAD" ? undefined : body);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.writeHead(status);
  response.end(`${text}\n`);
}
