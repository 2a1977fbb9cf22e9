import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { initDeskKey, openDeskPeople, startServer } from "@bridle/server";
import type { DemoCommand } from "../arguments.ts";
import { exitFault, exitOk } from "../exit-codes.ts";
import { log } from "../log.ts";
import { staticDir } from "../serve-command.ts";
import { stopSignal } from "../stop-signal.ts";
import { playAttack, type Played } from "./played-attack.ts";

// A look at the desk on the day after: the attack of 2019, small, was played through this very server and its
// store, and what a desk does about it is left to two people.

/** The only passphrases that are printed anywhere: they open a folder that goes away again. */
const shares = [
  { name: "Ada", passphrase: "one of two demo passphrases" },
  { name: "Omar", passphrase: "the other demo passphrase" },
] as const;

/** Runs the desk's demo until a signal comes. The exit code. */
export async function runDeskDemo({ port }: DemoCommand): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bridle-demo-desk-"));
  const dataDir = join(folder, "server");
  const stop = stopSignal();
  try {
    log("playing an attack like that of 2019 through the server; a minute at most");
    const made = await initDeskKey(dataDir, shares);
    if (!made.ok) throw new Error(made.error);
    const networksFile = join(folder, "networks");
    writeFileSync(networksFile, "198.18.0.0/15 hosting\n0.0.0.0/0 mobile\n");
    const played = await playAttack(dataDir, networksFile);
    const server = await startServer({
      dataDir,
      host: "127.0.0.1",
      port,
      registration: "open",
      networksFile,
      staticDir,
    });
    process.stdout.write(greeting(played, [server.deskLink ?? "", linkFor(dataDir)]));
    await stop.stopped;
    await server.close();
    return exitOk;
  } catch (thrown) {
    log(`the demo could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    stop.release();
  }
}

function linkFor(dataDir: string): string {
  const people = openDeskPeople(dataDir);
  try {
    return people.invite("analyst").link;
  } finally {
    people.close();
  }
}

function greeting({ findings, inCase, targets }: Played, [lead, analyst]: readonly string[]): string {
  const [ada, omar] = shares;
  return `The desk is ready. In the last thirteen days some accounts went down a list of ${targets} people, as in 2019: they
looked each one up, asked for keys, and offered calls with code in their settings. All of it was refused.

  Ada, a lead, opens once:           ${lead}
  Omar, an analyst, in another
  browser or a private window:       ${analyst}

What to do there:
  1. Overview: what came when. Findings (those that wait: ${findings}): what each rests on, and what else it could be.
  2. Cases: one is open (findings in it: ${inCase}), and what waits belongs to it. Look at the graph and at everybody
     whom it touched. Confirm it.
  3. Ada proposes to open who was targeted, Omar approves. Then each gives a share:
       ${ada.name}: ${ada.passphrase}
       ${omar.name}: ${omar.passphrase}
  4. Ada proposes the notices, Omar reads and approves them.
  5. Log: what was decided, and where it stands in the public log.

Passkeys work here under the name localhost. Ctrl-C stops it; nothing of it is kept.
`;
}
