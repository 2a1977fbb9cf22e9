import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { startServer } from "@bridle/server";
import type { ServeCommand } from "./arguments.ts";
import { defaultServerFolder } from "./data-folder.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { log } from "./log.ts";
import { stopSignal } from "./stop-signal.ts";

/** The built web app, where this program is run from the repository or from a copy of it. */
export const staticDir: string = resolve(import.meta.dirname, "../../web/dist");

/** Runs a server until a signal comes. The exit code. */
export async function runServe(command: ServeCommand): Promise<number> {
  const { host, port, publicUrl, registration, tls, policy, epochMs } = command;
  const { platform, services, networksFile } = command;
  const dataDir = resolve(command.data ?? defaultServerFolder());
  const stop = stopSignal();
  try {
    const metricsToken = metricsTokenOf(command.metricsTokenFile);
    const server = await startServer({
      dataDir,
      host,
      port,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(registration === undefined ? {} : { registration }),
      ...(tls === undefined
        ? {}
        : { tls: { cert: readFileSync(tls.cert, "utf8"), key: readFileSync(tls.key, "utf8") } }),
      services,
      ...(platform === undefined ? {} : { settings: { platform } }),
      ...(networksFile === undefined ? {} : { networksFile }),
      ...(metricsToken === undefined ? {} : { metricsToken }),
      ...(policy === undefined ? {} : { ledgerPolicy: readFileSync(policy, "utf8") }),
      ...(epochMs === undefined ? {} : { settings: { directoryEpochMs: epochMs } }),
      ...(existsSync(staticDir) ? { staticDir } : {}),
    });
    const { url, registrationCode, deskLink } = server;
    if (command.json && deskLink !== null) log(`the desk's first person comes in by ${deskLink}`);
    process.stdout.write(command.json ? jsonLine(url, registrationCode) : greeting({ ...server, dataDir }));
    await stop.stopped;
    await server.close();
    return exitOk;
  } catch (thrown) {
    log(`the server could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  } finally {
    stop.release();
  }
}

const tokenBytes = 32;

/** The token in the first line of a file; one that isn't there is made, for its owner alone to read. */
function metricsTokenOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(tokenBytes).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  const [token = ""] = readFileSync(path, "utf8").split(/\r?\n/, 1);
  if (token.length < tokenBytes)
    throw new Error(`${path}: expected a token of ${tokenBytes} characters or more`);
  return token;
}

function jsonLine(url: string, registrationCode: string | null): string {
  return `${JSON.stringify({ ready: true, url, registrationCode })}\n`;
}

function greeting(started: {
  readonly url: string;
  readonly dataDir: string;
  readonly registrationCode: string | null;
  readonly deskUrl: string;
  readonly deskLink: string | null;
}): string {
  const { url, dataDir, registrationCode, deskUrl, deskLink } = started;
  const code = registrationCode === null ? "" : `  registration code: ${registrationCode}\n`;
  const desk =
    deskLink === null
      ? `  desk: ${deskUrl}\n`
      : `  desk, for its first person, once, within a day: ${deskLink}\n`;
  const check = `  device check: ${url}/check\n`;
  return `Bridle is ready. Open ${url} in a browser.\n${code}${desk}${check}  data: ${dataDir}\n  Ctrl-C stops it.\n`;
}
