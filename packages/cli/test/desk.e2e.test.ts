import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calls, clientFrame, decode, encode, serverFrame } from "@bridle/protocol";
import { openSqliteSignalStore } from "@bridle/server";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { bridle, client, serve, temporaryFolder } from "./bridle.ts";

// The desk by the machine's own hand, with real processes.

const phrases = ["a long enough sentence", "another long sentence", "the third of them all"];

async function init(data: string, input: string, ...names: readonly string[]) {
  const running = bridle("desk", "init", "--data", data, ...names.flatMap((name) => ["--analyst", name]));
  running.process.stdin.end(input);
  const code = await running.exit();
  return { code, said: running.lines.join("\n"), log: running.stderr() };
}

/** One call of the wire that needs no session. */
async function profileOf(url: string) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/socket`);
  const { tag, reply } = calls["detection.profile"];
  socket.on("open", () =>
    socket.send(encode(clientFrame, { kind: "call", id: 1, tag, body: new Uint8Array() })),
  );
  const [data]: unknown[] = await once(socket, "message");
  socket.close();
  const frame = decode(serverFrame, new Uint8Array(data instanceof Buffer ? data : []));
  if (!frame.ok || frame.value.kind !== "reply") throw new Error("no reply");
  const profile = decode(reply, frame.value.body);
  if (!profile.ok) throw new Error("no profile");
  return profile.value;
}

test("[C20] [S115] a key for the desk: two people or more, no secret on any output, and the server says so", async () => {
  const data = temporaryFolder();
  const started = await serve("--data", data);
  expect(await profileOf(started.url)).toMatchObject({ sealed: false, analysts: 0 });
  started.process.kill();
  await started.exit();
  expect(await init(data, `${phrases[0]}\n`, "Ana")).toMatchObject({ code: 64 });
  expect(await init(data, `${phrases[0]}\nshort\n`, "Ana", "Bo")).toMatchObject({ code: 64 });
  expect(await init(data, `${phrases[0]}\n${phrases[0]}\n`, "Ana", "Bo")).toMatchObject({ code: 64 });
  expect(await init(data, `${phrases[0]}\n`, "Ana", "Bo")).toMatchObject({ code: 64 });
  expect(existsSync(join(data, "desk.key"))).toBe(false);
  const made = await init(data, `${phrases.join("\n")}\n`, "Ana", "Bo", "Cy");
  expect(made).toMatchObject({ code: 0, log: "" });
  const kept = readFileSync(join(data, "desk.key"), "utf8");
  for (const phrase of phrases) expect(made.said + kept).not.toContain(phrase);
  expect(await init(data, `${phrases.join("\n")}\n`, "Ana", "Bo", "Cy")).toMatchObject({ code: 1 });
  const again = await serve("--data", data);
  expect(await profileOf(again.url)).toMatchObject({ sealed: true, analysts: 3, analystsNeeded: 2 });
});

test("[C20] passphrases may come from files, one for each person", async () => {
  const data = temporaryFolder();
  const started = await serve("--data", data);
  started.process.kill();
  await started.exit();
  const files = phrases.map((phrase, index) => {
    const file = join(data, `keys-${index}`);
    writeFileSync(file, `${phrase}\n`);
    return file;
  });
  const people = ["Ana", "Bo"].flatMap((name, index) => [
    "--analyst",
    name,
    "--passphrase-file",
    files[index] ?? "",
  ]);
  const made = bridle("desk", "init", "--data", data, ...people);
  expect(await made.exit()).toBe(0);
});

test("[C21] [S124] what is refused by hand is refused by the running server, until it is taken back", async () => {
  const data = temporaryFolder();
  const server = await serve("--data", data);
  const control = (...args: readonly string[]) => bridle("desk", "control", ...args, "--data", data);
  const refusing = ["--registration", "everyone", "--by", "Ana", "--reason", "attackUnderway"];
  const added = control("add", ...refusing, "--minutes", "5");
  expect(await added.exit()).toBe(0);
  const [line = ""] = added.lines;
  expect(line).toContain("refuseRegistration");
  const inForce = (count: number): Promise<void> =>
    vi.waitFor(
      () => {
        const line = server
          .stderr()
          .split("\n")
          .findLast((each) => each.includes("controls_enforced"));
        expect(line).toContain(`"count":${count}`);
      },
      { timeout: 60_000 },
    );
  await inForce(1);
  const ann = client(temporaryFolder(), server.url);
  const refused = await ann.call("register", { displayName: "Ann" });
  expect(refused.error?.data?.kind).toBe("refused_by_server");
  const listed = control("list");
  expect([await listed.exit(), listed.lines]).toEqual([0, [line]]);
  const removed = control("remove", "--id", line.split(" ")[0] ?? "");
  expect(await removed.exit()).toBe(0);
  await inForce(0);
  expect((await ann.call("register", { displayName: "Ann" })).error).toBeUndefined();
});

test("[C21] by hand it is one thing, for an hour at most, with a reason and a name", async () => {
  const data = temporaryFolder();
  const base = ["--by", "Ana", "--reason", "drill", "--data", data];
  const wrong = [
    ["--class", "message", "--minutes", "61"],
    ["--class", "everything"],
    ["--class", "message", "--build", "x"],
    ["--account", "nobody"],
    [],
    ["--class", "message", "--reason", "courtOrder"],
  ].map((what) => bridle("desk", "control", "add", ...base, ...what).exit());
  expect(await Promise.all(wrong)).toEqual(wrong.map(() => 64));
  expect(existsSync(join(data, "controls.json"))).toBe(false);
});

test("[S102] [S100] our own client registers and comes back without being taken for an imitation", async () => {
  const data = temporaryFolder();
  const server = await serve("--data", data);
  const folder = temporaryFolder();
  const ann = client(folder, server.url);
  await ann.call("register", { displayName: "Ann" });
  ann.running.process.stdin.end();
  await ann.running.exit();
  const back = client(folder, server.url);
  // Needs a session of its own: whoever it asks for isn't there.
  await back.running.line((line) => line.includes(`"online"`));
  const asked = await back.call("introduction.send", { handle: "nobody-here", text: "Is anybody there?" });
  expect(asked.error).toBeUndefined();
  back.running.process.stdin.end();
  await back.running.exit();
  server.process.kill();
  await server.exit();
  const store = openSqliteSignalStore(join(data, "desk.sqlite"));
  const kinds = store.read(0, 999).map(({ signal }) => signal.kind);
  store.close();
  expect(kinds).toEqual(["registered", "newBuild", "handleLookup"]);
});
