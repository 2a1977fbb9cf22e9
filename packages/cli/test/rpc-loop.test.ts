import type { ClientApi } from "@bridle/client";
import { ok, utf8Encode } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { lineBytesMax } from "../src/lines.ts";
import { answerRequests } from "../src/rpc-loop.ts";

describe("JSON-RPC on lines", () => {
  test.for([
    ["bad JSON", "{", { id: null, error: { code: -32700 } }],
    ["a lone word", "hello", { id: null, error: { code: -32700 } }],
    ["an unknown method", request(1, "message.shout", {}), { id: 1, error: { code: -32601 } }],
    ["a method of Object", request(2, "constructor", {}), { id: 2, error: { code: -32601 } }],
    ["a wrong type", request(3, "message.send", { conversationId: 5, text: "x" }), bad(3, "conversationId")],
    ["a missing parameter", request(4, "contact.verify", {}), bad(4, "accountId")],
    ["an unknown parameter", request(5, "whoami", { verbose: true }), bad(5, "verbose")],
    ["parameters in an array", request(6, "whoami", []), bad(6, "params")],
    ["a number", "7", { id: null, error: { code: -32600 } }],
    ["null", "null", { id: null, error: { code: -32600 } }],
    ["a batch", `[${request(1, "whoami", {})}]`, { id: null, error: { code: -32600 } }],
    ["an empty batch", "[]", { id: null, error: { code: -32600 } }],
    ["no version", '{"id":8,"method":"whoami"}', { id: 8, error: { code: -32600 } }],
    ["a method that is no string", '{"jsonrpc":"2.0","id":9,"method":9}', { id: 9, error: { code: -32600 } }],
    [
      "an id that is an object",
      '{"jsonrpc":"2.0","id":{},"method":"whoami"}',
      { id: null, error: { code: -32600 } },
    ],
  ] as const)("[C2] refuses %s, and goes on", async ([, line, expected]) => {
    const lines = await run([line, request("after", "whoami", {})]);
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual(
      expect.objectContaining({ ...expected, error: expect.objectContaining(expected.error) }),
    );
    expect(lines).toContainEqual({ jsonrpc: "2.0", id: "after", result: { said: "whoami" } });
  });

  test("[C2] refuses a line that is too long or not UTF-8, and keeps nothing of it", async () => {
    const long = `${" ".repeat(lineBytesMax)}${request(1, "whoami", {})}`;
    const lines = await run([long, Uint8Array.of(0x22, 0xff, 0x22), request(2, "whoami", {})]);
    expect(lines).toEqual([
      expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32700 }) }),
      expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32700 }) }),
      expect.objectContaining({ id: 2, result: { said: "whoami" } }),
    ]);
  });

  test("[C2] takes lines in any pieces, blank lines, CRLF and a last line without an end", async () => {
    const text = `\n${request(1, "whoami", {})}\r\n  \n${request(2, "typing", { conversationId })}`;
    const bytes = [...utf8Encode(text)].map((byte) => Uint8Array.of(byte));
    const lines = await collect(bytes, echo);
    expect(lines.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("[C2] does not answer what has no id, and carries it out", async () => {
    const called: string[] = [];
    const api = spy(called);
    const lines = await collect([utf8Encode('{"jsonrpc":"2.0","method":"whoami"}\n')], api);
    expect(lines).toEqual([]);
    expect(called).toEqual(["whoami"]);
  });

  test("[C2] names an outcome in data.kind", async () => {
    const refusing = apiOf(() => ({ ok: false, error: { kind: "handle_taken", detail: "handle: taken" } }));
    const [line] = await collect([utf8Encode(request(1, "register", { handle: "ann" }))], refusing);
    expect(line).toEqual({
      jsonrpc: "2.0",
      id: 1,
      error: { code: -32000, message: "handle: taken", data: { kind: "handle_taken" } },
    });
  });

  test("[C2] answers a fault without its words, tells the log, and goes on", async () => {
    const faults: unknown[] = [];
    const failing = apiOf(() => {
      throw new Error("the secret plans");
    });
    const lines = await collect([utf8Encode(request(1, "whoami", {}))], failing, faults);
    expect(lines).toEqual([
      expect.objectContaining({ id: 1, error: expect.objectContaining({ code: -32603 }) }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret");
    expect(faults).toHaveLength(1);
  });

  test("[C3] a request that waits does not hold up the next", async () => {
    const gate = Promise.withResolvers<null>();
    const api = apiOf(async (name) => {
      if (name === "message.send") await gate.promise;
      else gate.resolve(null);
      return ok({ said: name });
    });
    const input = [request(1, "message.send", { conversationId, text: "x" }), request(2, "whoami", {})];
    const lines = await collect([utf8Encode(input.join("\n"))], api);
    expect(lines.map(({ id }) => id)).toEqual([2, 1]);
  });

  test("[C3] at the end of input, answers what is under way", async () => {
    const api = apiOf(async (name) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ok({ said: name });
    });
    expect(await collect([utf8Encode(request(1, "whoami", {}))], api)).toHaveLength(1);
  });
});

const conversationId = "0".repeat(32);
const echo = apiOf((name) => ok({ said: name }));

interface Answer {
  readonly id: unknown;
}

function run(lines: readonly (string | Uint8Array)[]): Promise<readonly Answer[]> {
  const newline = utf8Encode("\n");
  const chunks = lines.flatMap((line) => [typeof line === "string" ? utf8Encode(line) : line, newline]);
  return collect(chunks, echo);
}

async function collect(
  chunks: readonly Uint8Array[],
  api: ClientApi,
  faults: unknown[] = [],
): Promise<readonly Answer[]> {
  const lines: Answer[] = [];
  async function* input(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* chunks;
  }
  const write = (line: string): Promise<void> => {
    expect(line).not.toContain("\n");
    lines.push(JSON.parse(line) as Answer);
    return Promise.resolve();
  };
  await answerRequests(input(), { write }, { api, onFault: (fault) => void faults.push(fault) });
  return lines;
}

function request(id: number | string, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

function bad(id: number, parameter: string): { id: number; error: object } {
  return {
    id,
    error: { code: -32602, message: expect.stringContaining(parameter), data: { kind: "bad_params" } },
  };
}

function apiOf(answer: (name: string) => unknown): ClientApi {
  return { call: async (name) => (await answer(name)) as never };
}

function spy(called: string[]): ClientApi {
  return apiOf((name) => {
    called.push(name);
    return ok({});
  });
}
