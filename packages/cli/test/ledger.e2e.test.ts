import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientProcess } from "@bridle/testkit";
import { expect, onTestFinished, test } from "vitest";
import { bridle, temporaryFolder, type Bridle } from "./bridle.ts";

// The key directory of a real server, with real witnesses, looked at from outside and by real clients.

function run(...args: readonly string[]): Promise<{ readonly code: number | string; readonly out: string }> {
  const started = bridle(...args);
  return started.exit().then((code) => ({ code, out: [...started.lines, started.stderr()].join("\n") }));
}

/** A server on one folder and port, again and again. */
class Server {
  readonly data = temporaryFolder();
  #running: Bridle | undefined;
  url = "";

  async start(...args: readonly string[]): Promise<this> {
    const port = this.url === "" ? "0" : new URL(this.url).port;
    const json = ["--json", "--epoch-seconds", "1", "--registration", "open"];
    this.#running = bridle("serve", "--data", this.data, "--port", port, ...json, ...args);
    const ready: { readonly url: string } = JSON.parse(await this.#running.line());
    this.url = ready.url;
    return this;
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#running?.process.kill(signal);
    await this.#running?.exit();
  }

  async policy(): Promise<string> {
    return this.fetched("policy");
  }

  async checkpoint(log = "directory"): Promise<string> {
    return this.fetched(`${log}/checkpoint`);
  }

  /** A resource below /ledger/, once it is there. */
  async fetched(path: string): Promise<string> {
    for (;;) {
      const response = await fetch(`${this.url}/ledger/${path}`);
      if (response.ok) return response.text();
      await pause();
    }
  }

  /** The newest checkpoint once it covers more entries than this. */
  async beyond(size: number): Promise<string> {
    for (;;) {
      const note = await this.checkpoint();
      if (Number(note.split("\n")[1]) > size) return note;
      await pause();
    }
  }
}

const pause = (): Promise<void> =>
  new Promise((resume) => {
    setTimeout(resume, 50);
  });

/** A witness, or with `audit` an auditor, of a server's logs; its key and where it is. */
async function witness(
  name: string,
  policyFile: string,
  audit?: string,
): Promise<{ readonly key: string; readonly url: string }> {
  const folder = temporaryFolder();
  const args = ["--data", folder, "--name", name, "--policy", policyFile, "--port", "0"];
  const started = bridle("witness", ...args, ...(audit === undefined ? [] : ["--audit", audit]));
  const listening = await started.line((line) => line.startsWith("listening on "));
  return { key: started.lines[0] ?? "", url: listening.slice("listening on ".length) };
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "bridle-ledger-e2e-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("[L18] [L17] [L52] [S93] a running server's log is mirrored, checked and proven from outside", async () => {
  const server = await new Server().start();
  const alice = new ClientProcess(temporaryFolder(), () => server.url).start();
  await alice.do("register", { displayName: "Alice" });
  await server.beyond(2);
  const place = folder();
  const policy = join(place, "policy");
  writeFileSync(policy, await server.policy());
  const log = `${server.url}/ledger/directory`;
  const copy = join(place, "copy");
  expect(await run("ledger", "mirror", "--from", log, "--to", copy, "--policy", policy)).toMatchObject({
    code: 0,
  });
  expect(await run("ledger", "fsck", "--log", copy, "--policy", policy)).toMatchObject({ code: 0 });
  expect(await run("ledger", "fsck", "--log", log, "--policy", policy)).toMatchObject({ code: 0 });
  // One entry's proof, taken from the server and from the copy, holds without either, and for no other entry.
  for (const from of [log, copy]) {
    const proof = join(place, "proof");
    writeFileSync(proof, (await run("ledger", "proof", "--log", from, "--index", "1")).out);
    const verify = ["ledger", "verify", "--policy", policy, "--proof", proof];
    expect(await run(...verify)).toMatchObject({ code: 0 });
    expect(await run(...verify, "--entry", policy)).toMatchObject({ code: 1 });
    expect((await run("ledger", "show", "--log", from)).out).toContain("/directory");
  }
  // It goes on from what it has, after a kill of the server as well.
  await server.stop("SIGKILL");
  await server.start();
  await server.beyond(Number(readFileSync(join(copy, "checkpoint"), "utf8").split("\n")[1]));
  expect(await run("ledger", "mirror", "--from", log, "--to", copy, "--policy", policy)).toMatchObject({
    code: 0,
  });
  await alice.end();
  await server.stop();
});

test("[E40] [L44] with witnesses and an auditor keys are verified, and a log set back never signs again", async () => {
  const server = await new Server().start();
  const place = folder();
  const logs = join(place, "logs");
  writeFileSync(logs, await server.policy());
  await server.beyond(1);
  const w1 = await witness("w1.example", logs);
  const auditor = await witness("auditor.example", logs, `${server.url}/ledger/directory`);
  const policy = join(place, "policy");
  writeFileSync(
    policy,
    [
      `witness w1 ${w1.key} ${w1.url}`,
      `witness a1 ${auditor.key} ${auditor.url}`,
      "group auditors 1 a1",
      "group both 2 w1 auditors",
      "quorum both",
      "",
    ].join("\n"),
  );
  await server.stop();
  await server.start("--policy", policy);
  const client = (): ClientProcess => new ClientProcess(temporaryFolder(), () => server.url).start();
  const [alice, bob] = [client(), client()];
  await alice.do("register", { displayName: "Alice" });
  await bob.do("register", { displayName: "Bob" });
  const { link } = await alice.do<{ link: string }>("invite.create");
  const { accountId } = await bob.do<{ accountId: string }>("invite.use", { link });
  await stateIs(bob, "verified", accountId);
  const status = await bob.do("directory.status");
  expect(status).toMatchObject({ witnesses: ["w1.example"], auditors: ["auditor.example"] });

  // A backup, some more epochs, and back to the backup: the witnesses know better.
  const backup = join(place, "backup");
  expect(await run("backup", "--data", server.data, "--to", backup)).toMatchObject({ code: 0 });
  await server.beyond(Number((await server.checkpoint()).split("\n")[1]) + 1);
  await server.stop();
  rmSync(server.data, { recursive: true });
  expect(await run("restore", "--from", backup, "--data", server.data)).toMatchObject({ code: 0 });
  await server.start("--policy", policy);
  await pause();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      await new Promise((resume) => {
        setTimeout(resume, 150 * at);
      });
      return (await fetch(`${server.url}/ledger/directory/checkpoint`)).status;
    }),
  );
  expect(answers.at(-1)).toBe(404);
  await bob.notification("connection", ({ state }) => state === "online");
  expect(await bob.do<{ keys: { state: string } }>("directory.check")).not.toMatchObject({
    keys: { state: "different_keys" },
  });
  // Begun anew, with a line to every user before it is used.
  await server.stop();
  expect(await run("ledger", "restart", "--data", server.data)).toMatchObject({ code: 0 });
  await server.start();
  await server.beyond(1);
  await bob.notification("warning", ({ kind }) => kind === "directory_changed");
  expect(await bob.do("directory.status")).toMatchObject({ changed: true });
  expect(await bob.do("directory.accept")).toMatchObject({ changed: false, witnesses: [] });
  await stateIs(bob, "unaudited", accountId);
  for (const person of [alice, bob]) await person.end();
  await server.stop();
});

test("[E42] a server that is set back without witnesses is found out by its clients", async () => {
  const server = await new Server().start();
  const client = (): ClientProcess => new ClientProcess(temporaryFolder(), () => server.url).start();
  const [alice, bob] = [client(), client()];
  await alice.do("register", { displayName: "Alice" });
  await bob.do("register", { displayName: "Bob" });
  const { link } = await alice.do<{ link: string }>("invite.create");
  const { accountId, conversationId } = await bob.do<{ accountId: string; conversationId: string }>(
    "invite.use",
    { link },
  );
  await stateIs(bob, "unaudited", accountId);
  const backup = join(folder(), "backup");
  expect(await run("backup", "--data", server.data, "--to", backup)).toMatchObject({ code: 0 });
  await server.beyond(Number((await server.checkpoint()).split("\n")[1]) + 2);
  await bob.do("directory.check");
  await server.stop();
  rmSync(server.data, { recursive: true });
  expect(await run("restore", "--from", backup, "--data", server.data)).toMatchObject({ code: 0 });
  // The operator says what isn't so.
  expect(await run("ledger", "resume", "--data", server.data)).toMatchObject({ code: 0 });
  await server.start();
  await bob.notification("warning", ({ kind }) => kind === "different_keys");
  expect(await bob.do("directory.status")).toMatchObject({ keys: { state: "different_keys" } });
  expect(await bob.refused("message.send", { conversationId, text: "held" })).toBe("safety_number_changed");
  await bob.do("contact.verify", { accountId });
  await bob.do("message.send", { conversationId, text: "we compared" });
  for (const person of [alice, bob]) await person.end();
  await server.stop();
});

/** Both our own entry and a contact's are in this state. */
async function stateIs(person: ClientProcess, state: string, accountId: string): Promise<void> {
  for (;;) {
    const own = await person.do<{ keys: { state: string } }>("directory.check");
    const contact = await person.do<{ keys: { state: string } }>("contact.get", { accountId });
    if (own.keys.state === state && contact.keys.state === state) return;
    await new Promise((resume) => {
      setTimeout(resume, 500);
    });
  }
}
