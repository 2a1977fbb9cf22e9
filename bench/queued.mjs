// `npm run bench:queued`: a million messages wait for devices that are away; the server is killed and started
// again; the devices come back and take them. Real sessions and conversations by the seam of `peers-adapter.mjs`.
//
//   node bench/queued.mjs [--devices 200] [--each 5000] [--senders 20]
//
// Fails unless every message whose sender had its answer arrives once and in order.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAdapter } from "./peers-adapter.mjs";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "200" },
    each: { type: "string", default: "5000" },
    senders: { type: "string", default: "20" },
  },
});
const [devices, each, senders] = [values.devices, values.each, values.senders].map(Number);
const total = devices * each;
/** Sends under way per sender. */
const windowMax = 100;
const bodySize = 1024;
/** A device acknowledges after so many, as the client does. */
const ackEvery = 64;

const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));
const say = (text) => process.stdout.write(`${text}\n`);
const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;

const dir = mkdtempSync(join(tmpdir(), "bridle-bench-queued-"));
let server;
const adapter = await createAdapter({
  dir,
  port: 25_000 + (process.pid % 5000),
  spawnServer: (...[, bin, args, options]) => {
    server = spawn(bin, args, { ...options, stdio: ["ignore", "ignore", "inherit"] });
    return server;
  },
  async waitPort(port) {
    for (;;) {
      const open = await new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
        socket.once("connect", () => socket.destroy());
      });
      if (open) return;
      await pause(20);
    }
  },
});

/** Resident memory of the server, now and at most since it was started. */
function memory() {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  const kib = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return `${mebibytes(kib("VmRSS"))} (at most ${mebibytes(kib("VmHWM"))})`;
}

/** Processor time of the server so far, in seconds. */
function cpu() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function disk() {
  const data = join(dir, "data");
  const sizes = readdirSync(data).map((name) => statSync(join(data, name)).size);
  return mebibytes(sizes.reduce((sum, size) => sum + size, 0));
}

/** Numbers are per sender and device: 0, 1, 2 … in the order of sending. */
function bodyOf(sender, number) {
  const body = Buffer.alloc(bodySize, "x");
  body.writeUInt32BE(sender, 0);
  body.writeUInt32BE(number, 4);
  return body;
}

/** One sender per device; where there are fewer devices than senders, all of them for each. */
const writes = (sender, device) => devices < senders || device % senders === sender;
const share = devices < senders ? each / senders : each;

async function fill() {
  const lines = await Promise.all(
    Array.from({ length: senders }, (_, index) => adapter.connect(`sender${index}`, {})),
  );
  const all = Array.from({ length: devices }, (_, device) => device);
  const devicesOf = lines.map((_, index) => all.filter((device) => writes(index, device)));
  // The first message founds the conversation, for which the device comes online for a moment: one by one.
  for (const [index, line] of lines.entries())
    for (const device of devicesOf[index]) await line.send(`device${device}`, bodyOf(index, 0));
  await Promise.all(
    lines.map(async (line, index) => {
      const underWay = new Set();
      for (let number = 1; number < share; number++) {
        for (const device of devicesOf[index]) {
          const sent = line
            .send(`device${device}`, bodyOf(index, number))
            .finally(() => underWay.delete(sent));
          underWay.add(sent);
          if (underWay.size >= windowMax) await Promise.race(underWay);
        }
      }
      await Promise.all(underWay);
    }),
  );
  for (const line of lines) line.close();
}

/** All devices at once; gives how often another number came than the next one: lost, twice or out of order. */
async function drain() {
  let wrong = 0;
  await Promise.all(
    Array.from({ length: devices }, async (_, device) => {
      const next = new Map();
      let taken = 0;
      const { promise: done, resolve } = Promise.withResolvers();
      const line = adapter.connect(`device${device}`, { onMessage: take });
      function take(body) {
        const [sender, number] = [body.readUInt32BE(0), body.readUInt32BE(4)];
        if (number !== (next.get(sender) ?? 0)) wrong += 1;
        next.set(sender, number + 1);
        taken += 1;
        if (taken % ackEvery === 0 || taken === each) void line.then((open) => open.ackAll());
        if (taken === each) resolve();
      }
      (await line).ackAll();
      await done;
      await pause(200);
      await (await line).end();
    }),
  );
  return wrong;
}

async function timed(work) {
  const [from, before] = [performance.now(), cpu()];
  const value = await work();
  const seconds = (performance.now() - from) / 1000;
  const cost = `${seconds.toFixed(1)} s, ${Math.round(total / seconds)}/s, ${(cpu() - before).toFixed(1)} s of CPU`;
  return { value, cost };
}

say(
  `${total} messages of ${bodySize} bytes for ${devices} absent devices, ${availableParallelism()} processors`,
);
await adapter.start({ fresh: true });
say(`started: memory ${memory()}`);
const filled = await timed(fill);
say(`accepted ${total}, each on the disk before its answer: ${filled.cost}`);
say(`  memory ${memory()}, disk ${disk()}`);

const ended = new Promise((resolve) => server.once("exit", resolve));
server.kill("SIGKILL");
await ended;
const from = performance.now();
await adapter.start({ fresh: false });
say(`killed, ready again after ${((performance.now() - from) / 1000).toFixed(1)} s: memory ${memory()}`);

const drained = await timed(drain);
say(`delivered ${total}, lost, twice or out of order ${drained.value}: ${drained.cost}`);
say(`  memory ${memory()}, disk ${disk()}`);
server.kill("SIGTERM");
await new Promise((resolve) => server.once("exit", resolve));
rmSync(dir, { recursive: true, force: true });
if (drained.value > 0) process.exitCode = 1;
