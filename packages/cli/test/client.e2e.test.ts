import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bridle, client, read, serve, temporaryFolder } from "./bridle.ts";

const nobody = "http://127.0.0.1:9";

describe("[C2] a client process and bad input", () => {
  test("answers each bad line with its code, and lives on", async () => {
    const { running, call } = client(temporaryFolder(), nobody);
    const bad = [
      "{",
      "[1,2]",
      "7",
      '{"jsonrpc":"2.0","id":"a","method":"dance"}',
      '{"jsonrpc":"2.0","id":"b","method":"invite.use","params":{"link":7}}',
    ];
    running.process.stdin.write(`${bad.join("\n")}\n`);
    running.process.stdin.write(Buffer.from([0xff, 0xfe, 0x0a]));
    running.process.stdin.write(`${"x".repeat(3_000_000)}\n`);
    expect(await call("account.overview")).toMatchObject({ result: { state: "empty" } });
    const answers = running.lines.map(read);
    const codes = answers.flatMap(({ error }) => (error === undefined ? [] : [error.code]));
    const descending = codes.toSorted((a, b) => b - a);
    expect(descending).toEqual([-32600, -32600, -32601, -32602, -32700, -32700, -32700]);
    expect(answers).toContainEqual(
      expect.objectContaining({ id: "b", error: expect.objectContaining({ data: { kind: "bad_params" } }) }),
    );
  });

  test("stdout carries nothing but JSON-RPC; the rest goes to stderr", async () => {
    const { running, call } = client(temporaryFolder(), nobody);
    await call("whoami");
    running.process.stdin.end();
    expect(await running.exit()).toBe(0);
    for (const line of running.lines) expect(read(line)).toMatchObject({ jsonrpc: "2.0" });
  });
});

describe("[C6] the life of a client process", () => {
  test("a folder in use is refused with exit code 1, and the first goes on", async () => {
    const data = temporaryFolder();
    const first = client(data, nobody);
    await first.call("account.overview");
    const second = bridle("client", "--data", data, "--server", nobody);
    expect(await second.exit()).toBe(1);
    expect(second.stderr()).toContain("locked_by_another_process");
    expect(second.lines).toEqual([]);
    expect(await first.call("account.overview")).toMatchObject({ result: { state: "empty" } });
  });

  test.for(["SIGINT", "SIGTERM"] as const)("%s stops it cleanly, and the folder is free", async (signal) => {
    const data = temporaryFolder();
    const { running, call } = client(data, nobody);
    await call("account.overview");
    running.process.kill(signal);
    expect(await running.exit()).toBe(0);
    await client(data, nobody).call("account.overview");
  });

  test("the end of stdin stops it after the last answer", async () => {
    const { running } = client(temporaryFolder(), nobody);
    running.process.stdin.end('{"jsonrpc":"2.0","id":1,"method":"account.overview"}');
    expect(await running.exit()).toBe(0);
    expect(running.lines.some((line) => line.includes('"id":1'))).toBe(true);
  });

  test("a reader that goes away ends it", async () => {
    const { running, call } = client(temporaryFolder(), nobody);
    await call("account.overview");
    running.process.stdout.destroy();
    for (let n = 0; n < 3; n++) running.process.stdin.write('{"jsonrpc":"2.0","id":1,"method":"whoami"}\n');
    expect(await running.exit()).toBe(1);
  });

  test("a passphrase from a file locks the folder and opens it", async () => {
    const data = temporaryFolder();
    const file = join(data, "../passphrase");
    writeFileSync(file, "gentle horses\nnot this\n");
    const first = client(data, nobody, "--passphrase-file", file);
    await first.call("account.overview");
    first.running.process.stdin.end();
    await first.running.exit();

    const without = bridle("client", "--data", data, "--server", nobody);
    expect(await without.exit()).toBe(1);
    expect(without.stderr()).toContain("passphrase_required");
    writeFileSync(file, "wild horses");
    const wrong = bridle("client", "--data", data, "--server", nobody, "--passphrase-file", file);
    expect(await wrong.exit()).toBe(1);
    expect(wrong.stderr()).toContain("wrong_passphrase");
    writeFileSync(file, "gentle horses");
    await client(data, nobody, "--passphrase-file", file).call("account.overview");
    const absent = bridle(
      "client",
      "--data",
      data,
      "--server",
      nobody,
      "--passphrase-file",
      join(data, "absent"),
    );
    expect(await absent.exit()).toBe(1);
  });
});

describe("[C3] calls side by side", () => {
  test("one that waits for the server doesn't hold up the others", async () => {
    const server = await serve();
    const [anna, bert] = [client(temporaryFolder(), server.url), client(temporaryFolder(), server.url)];
    await anna.call("register");
    await bert.call("register");
    const { result: invite } = await anna.call("invite.create");
    const { result: met } = await bert.call("invite.use", { link: invite?.["link"] });
    server.process.kill("SIGKILL");
    await server.exit();
    let sent = false;
    const { conversationId } = met ?? {};
    void bert.call("message.send", { conversationId, text: "later" }).then(
      () => (sent = true),
      () => null,
    );
    expect(await bert.call("whoami")).toMatchObject({ result: { accountId: expect.any(String) } });
    expect(sent).toBe(false);
  });
});
