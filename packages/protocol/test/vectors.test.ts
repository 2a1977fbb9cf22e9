import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  type Call,
  callTable,
  type Codec,
  compareChains,
  decode,
  decodeAuthenticatedData,
  decodeContent,
  DeviceId,
  encode,
  fromHex,
  handleSkeleton,
  parseHandle,
  parseInviteLink,
  proofSigningInput,
  type ProofClaim,
  readMlsFraming,
  type Receipt,
  receipt,
  receiptHolds,
  receiptLeaf,
  type Result,
  type Shape,
  toHex,
  verifyChain,
  wireValues,
} from "../src/index.ts";
import { crypto } from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

// Holds the code to vectors/protocol, which never change. Where one of these tests fails, the code is wrong.

const folder = new URL("../../../vectors/protocol/", import.meta.url);

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Case = Readonly<Record<string, Json>>;

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, folder), "utf8")) as T;
}

function bytesOf(json: Json | undefined): Uint8Array {
  const bytes = typeof json === "string" ? fromHex(json) : undefined;
  if (bytes === undefined) throw new Error("no hexadecimal");
  return bytes;
}

function textOf(json: Json | undefined): string {
  if (typeof json !== "string") throw new Error("no text");
  return json;
}

/** The value that JSON stands for under a shape. */
function valueOf(shape: Shape, json: Json): unknown {
  switch (shape.kind) {
    case "bytes":
      return bytesOf(json);
    case "optional":
      return json === null ? undefined : valueOf(shape.of, json);
    case "list":
      return (json as readonly Json[]).map((item) => valueOf(shape.of, item));
    case "struct":
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, of]) => [name, valueOf(of, (json as Case)[name] ?? null)]),
      );
    case "union": {
      const kind = textOf((json as Case)["kind"]);
      const found = shape.cases[kind];
      if (found === undefined) throw new Error(`no case ${kind}`);
      return { kind, ...(valueOf(found.of, json) as object) };
    }
    default:
      return json;
  }
}

function holdsCases(codec: Codec<unknown>, cases: readonly Case[]): void {
  expect(cases.length).toBeGreaterThan(1);
  for (const { name, value, hex, reason, offset } of cases) {
    const isGood = value !== undefined;
    const meant = isGood ? valueOf(codec.shape, value) : undefined;
    const error = { kind: "malformed", reason, offset };
    expect({ name, read: decode(codec, bytesOf(hex)) }).toEqual({
      name,
      read: isGood ? { ok: true, value: meant } : { ok: false, error },
    });
    expect({ name, hex: isGood ? toHex(encode(codec, meant)) : hex }).toEqual({ name, hex });
    expect(textOf(name).endsWith("_fail")).toBe(!isGood);
  }
}

/** The outcome in a vector, out of a result. */
function outcome<T, E>(result: Result<T, E>): unknown {
  return result.ok ? { value: result.value } : { refusal: result.error };
}

describe("[P37] values are encoded as they always were", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const vectors = files
    .map((file) => read<{ readonly value?: keyof typeof wireValues; readonly cases: readonly Case[] }>(file))
    .flatMap(({ value, cases }) => (value === undefined ? [] : [{ value, cases }]));

  test.each(vectors)("$value", ({ value, cases }) => {
    holdsCases(wireValues[value], cases);
  });

  test("there are some for each value", () => {
    expect(vectors.map(({ value }) => value).toSorted()).toEqual(Object.keys(wireValues).toSorted());
  });
});

describe("[P34] [P37] calls keep their tags, outcomes and encodings", () => {
  interface CallVectors {
    readonly call: string;
    readonly tag: number;
    readonly outcomes: readonly string[];
    readonly request: readonly Case[];
    readonly reply: readonly Case[];
  }
  const table: Readonly<Record<string, Call<unknown, unknown, string>>> = callTable;
  const vectors = readdirSync(new URL("calls/", folder)).map((file) => read<CallVectors>(`calls/${file}`));

  test.each(vectors)("$call", ({ call, tag, outcomes, request, reply }) => {
    const declared = table[call];
    if (declared === undefined) throw new Error(`${call} is gone`);
    expect(declared.tag).toBe(tag);
    // New outcomes come behind the old ones.
    expect(declared.outcomes.slice(0, outcomes.length)).toEqual(outcomes);
    holdsCases(declared.request, request);
    holdsCases(declared.reply, reply);
  });

  test("there are some for each call", () => {
    expect(vectors.map(({ call }) => call).toSorted()).toEqual(Object.keys(callTable).toSorted());
  });
});

describe("[P37] rules judge as they always did", () => {
  const casesOf = (path: string): readonly Case[] => read<{ readonly cases: readonly Case[] }>(path).cases;
  const chainOf = (json: Json | undefined): readonly Uint8Array[] => (json as readonly Json[]).map(bytesOf);

  /** Bytes as they stand in the vectors. */
  const inJson = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (_key, inner: unknown) =>
        inner === undefined ? null : inner instanceof Uint8Array ? toHex(inner) : inner,
      ),
    );

  test.each(casesOf("chain-rules.json"))("chain: $name", ({ name, statements, state, reason, position }) => {
    const judged = verifyChain(crypto, chainOf(statements));
    const refusal = position === undefined ? { kind: reason } : { kind: reason, position };
    expect(inJson(outcome(judged))).toEqual(state === undefined ? { refusal } : { value: state });
    expect(judged.ok).toBe(!textOf(name).endsWith("_fail"));
  });

  test.each(casesOf("chain-comparison.json"))("chains: $name", ({ known, shown, relation }) => {
    expect(compareChains(chainOf(known), chainOf(shown))).toBe(relation);
  });

  test.each(casesOf("authenticated-data-rules.json"))(
    "authenticated data: $name",
    ({ hex, name, ...rest }) => {
      expect(inJson(outcome(decodeAuthenticatedData(bytesOf(hex))))).toEqual(rest);
      expect("value" in rest).toBe(!textOf(name).endsWith("_fail"));
    },
  );

  test.each(casesOf("content-version.json"))("content: $name", ({ hex, name, ...rest }) => {
    expect(inJson(outcome(decodeContent(bytesOf(hex))))).toEqual(rest);
    expect("value" in rest).toBe(!textOf(name).endsWith("_fail"));
  });

  test.each(casesOf("mls-framing.json"))("MLS framing: $name", ({ hex, name, ...rest }) => {
    const framing = readMlsFraming(bytesOf(hex));
    expect(inJson(framing.ok ? { value: framing.value } : { refusal: framing.error.kind })).toEqual(rest);
    expect(framing.ok).toBe(!textOf(name).endsWith("_fail"));
  });

  test.each(casesOf("invite-link.json"))("invite link: $name", ({ link, name, ...rest }) => {
    expect(inJson(outcome(parseInviteLink(textOf(link))))).toEqual(rest);
    expect("value" in rest).toBe(!textOf(name).endsWith("_fail"));
  });

  test.each(casesOf("handle.json"))("handle: $name", ({ handle, name, ...rest }) => {
    const parsed = parseHandle(textOf(handle));
    expect(parsed.ok ? { skeleton: handleSkeleton(parsed.value) } : { refusal: parsed.error }).toEqual(rest);
    expect(parsed.ok).toBe(!textOf(name).endsWith("_fail"));
  });

  test.each(casesOf("signing-input.json"))("signing input: $name", ({ name, hex, ...given }) => {
    const challenge = { serverId: bytesOf(given["serverId"]), nonce: bytesOf(given["nonce"]) };
    const claim: ProofClaim =
      name === "find"
        ? { purpose: "find", rootKey: bytesOf(given["rootKey"]) }
        : {
            purpose: "session",
            accountId: AccountId.parse(textOf(given["accountId"]))!,
            deviceId: DeviceId.parse(textOf(given["deviceId"]))!,
          };
    expect(toHex(proofSigningInput(claim, challenge))).toBe(hex);
  });

  const receipts = read<{ readonly serverKey: string; readonly cases: readonly Case[] }>(
    "receipt-proof.json",
  );
  test.each(receipts.cases)("receipt: $name", ({ leaf, receipt: shown, holds }) => {
    const claim = {
      leaf: valueOf(receiptLeaf.shape, leaf ?? null) as never,
      receipt: valueOf(receipt.shape, shown ?? null) as Receipt,
    };
    expect(receiptHolds(crypto, bytesOf(receipts.serverKey), claim)).toBe(holds);
  });
});
