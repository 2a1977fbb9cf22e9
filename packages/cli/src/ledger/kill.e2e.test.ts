import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatVerifierKey, parseCheckpoint, parseNote } from "@bridle/ledger";
import { expect, test } from "vitest";
import { ledgerCommand } from "./ledger-command.ts";
import { createLocalLog, openLocalLog } from "./local-log.ts";
import { type RunningWitness, witnessCommand } from "./witness-command.ts";

// A process that appends as fast as it can and prints the number of each entry that it was promised.
const appending = (folder: string, policy: string): string => `
  import { openLocalLog, openWriter } from ${JSON.stringify(new URL("./local-log.ts", import.meta.url).href)};
  import { readPolicy } from ${JSON.stringify(new URL("./options.ts", import.meta.url).href)};
  const writer = await openWriter(openLocalLog(${JSON.stringify(folder)}), readPolicy(${JSON.stringify(policy)}));
  const one = async () => {
    for (;;) {
      const entry = crypto.getRandomValues(new Uint8Array(40));
      const outcome = await writer.submit(entry);
      if (!outcome.ok) throw new Error(outcome.error.kind);
      process.stdout.write(outcome.value.index + "\\n");
    }
  };
  await Promise.all(Array.from({ length: 50 }, one));
`;

test("[L14] [L16] a writer that is killed again and again keeps its promises and never forks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bridle-kill-"));
  const log = join(folder, "log");
  const created = createLocalLog(log, "log.example/killed");
  created.store.close();
  const logLine = `log ${formatVerifierKey(created.named.key)}\n`;
  const logPolicy = join(folder, "logs.policy");
  writeFileSync(logPolicy, `${logLine}quorum none\n`);
  const { witness, line } = await startWitness(join(folder, "witness"), logPolicy);
  const policy = join(folder, "policy");
  writeFileSync(policy, `${logLine}${line}quorum w\n`);

  let promised = -1;
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", appending(log, policy)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const first = Promise.withResolvers<void>();
    child.stdout.on("data", (chunk: Buffer) => {
      for (const index of chunk.toString().trim().split("\n")) promised = Math.max(promised, Number(index));
      first.resolve();
    });
    await first.promise;
    await new Promise((resolve) => setTimeout(resolve, 37 * round));
    child.kill("SIGKILL");
    await once(child, "exit");
    const local = openLocalLog(log);
    const note = await local.store.published();
    local.store.close();
    expect(parseCheckpoint(parseNote(note ?? "")?.text ?? "")?.size).toBeGreaterThan(promised);
  }
  const out: string[] = [];
  const io = {
    stdout: (chunk: string | Uint8Array) => void out.push(String(chunk)),
    stderr: (text: string) => void out.push(text),
  };
  expect([await ledgerCommand(["fsck", "--log", log, "--policy", policy], io), out.join("")]).toEqual([
    0,
    expect.stringMatching(/^Proven: all \d+ entries/),
  ]);
  await witness.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startWitness(
  data: string,
  policy: string,
): Promise<{ witness: RunningWitness; line: string }> {
  const out: string[] = [];
  const started = Promise.withResolvers<RunningWitness>();
  const args = ["--data", data, "--name", "w.example", "--policy", policy, "--port", "0"];
  void witnessCommand(
    args,
    { stdout: (chunk) => void out.push(String(chunk)), stderr: () => {} },
    (running) => {
      started.resolve(running);
      return new Promise(() => {});
    },
  );
  const witness = await started.promise;
  const [, key = "", url = ""] = /^(\S+)\nlistening on (\S+)\n$/.exec(out.join("")) ?? [];
  return { witness, line: `witness w ${key} ${url}\n` };
}
