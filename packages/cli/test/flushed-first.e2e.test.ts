import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { client, temporaryFolder } from "./bridle.ts";

// The server's system calls, in their order, under a tracer: an answer is a write to a socket, and at each of
// them nothing of the store's log may be written and not flushed. What follows from it for a power cut is in
// packages/server/test/power-loss.e2e.test.ts.

const calls = "pwrite64,pwritev,write,writev,sendto,sendmsg,fdatasync,fsync";
const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

// Where no tracer may run (none installed, or forbidden in a container) this can't be looked at.
test.skipIf(!canTrace)(
  "[S9] nothing is said to a client between a write to the store's log and its flush",
  async () => {
    const folder = temporaryFolder();
    mkdirSync(folder);
    const trace = join(folder, "trace");
    const server = await tracedServer(join(folder, "server"), trace);
    const [ann, ben] = [client(join(folder, "ann"), server.url), client(join(folder, "ben"), server.url)];
    await ann.call("register");
    await ben.call("register");
    const { result: invite } = await ann.call("invite.create");
    const { result: met } = await ben.call("invite.use", { link: invite?.["link"] });
    const conversationId = met?.["conversationId"];
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        ben.call("message.send", { conversationId, text: `message ${n}` }),
      ),
    );
    expect(sent.filter(({ result }) => result === undefined)).toEqual([]);
    server.process.kill("SIGTERM");
    await once(server.process, "close");

    const seen = orderOf(readFileSync(trace, "utf8"));
    expect(seen.saidUnflushed).toEqual([]);
    // It looked at what it is about: commits of messages, and answers.
    expect(seen.flushes).toBeGreaterThan(5);
    expect(seen.said).toBeGreaterThan(60);
  },
);

/** A server under a tracer that stands beside it, so that the process is the server itself. */
async function tracedServer(data: string, trace: string) {
  const bin = join(import.meta.dirname, "../bin/bridle");
  const tracer = ["-D", "-f", "-y", "-s", "0", "-e", `trace=${calls}`, "-o", trace];
  const child: ChildProcessWithoutNullStreams = spawn("strace", [
    ...tracer,
    bin,
    "serve",
    "--data",
    data,
    "--port",
    "0",
    "--json",
  ]);
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stderr.resume();
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const ready: { readonly url: string } = JSON.parse(line);
  return { process: child, url: ready.url };
}

/** What the trace says: `pid call(descriptor<path>, …) = result`, a call that another one interrupts in two lines. */
function orderOf(trace: string) {
  let unflushed = false;
  let [flushes, said] = [0, 0];
  const saidUnflushed: string[] = [];
  for (const line of trace.split("\n")) {
    const isLog = line.includes("bridle.db-wal>");
    if (/ (?:pwrite64|pwritev|write|writev)\(/.test(line) && isLog) unflushed = true;
    else if (/ (?:fdatasync|fsync)\(/.test(line) && isLog) {
      unflushed = false;
      flushes += 1;
    } else if (/<(?:socket|TCP|TCPv6):/.test(line)) {
      said += 1;
      if (unflushed) saidUnflushed.push(line);
    }
  }
  return { flushes, said, saidUnflushed };
}
