import { AccountId } from "@bridle/protocol";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { signalKinds, type StrongLink } from "../signals/signal.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LINK_KINDS = ["deviceKey", "registrationBatch", "clientTrace"] as const;
const CROWD_MAX = 2000;

/**
 * A signal as tests of rules write it: `TIME SOURCE KIND TARGET`, then `detail=…`, `build=…` and
 * `LINK=…` as needed. Names are any words, `-` is nobody: `5m ann callRefused ben build=2.1 clientTrace=x`.
 * `ann*300` stands for 300 accounts of which each does this once, to a person of its own.
 */
export function parseTestSignal(text: string): readonly KeyedSignal[] | undefined {
  const [time = "", sources = "", kindText = "", target = "-", ...rest] = text.split(" ");
  const kind = signalKinds.find((known) => known === kindText);
  const atMs = timeOf(time);
  const [, source = "", crowd = "1"] = /^([\w-]+)(?:\*(\d{1,4}))?$/.exec(sources) ?? [];
  const count = Number(crowd);
  const extra = extraOf(rest);
  if (kind === undefined || atMs === undefined || source === "" || extra === undefined) return undefined;
  if (count < 1 || count > CROWD_MAX || !/^[\w-]+$/.test(target)) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const suffix = count === 1 ? "" : `-${index}`;
    return {
      kind,
      atMs,
      platform: "test",
      network: "unknown",
      ...(source === "-" ? {} : { source: testAccount(source + suffix) }),
      ...(target === "-" ? {} : { target: testPseudonym(target + suffix) }),
      ...extra,
    };
  });
}

function timeOf(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = UNITS[unit];
  return ms === undefined ? undefined : Number(number) * ms;
}

function extraOf(rest: readonly string[]): Pick<KeyedSignal, "detail" | "build" | "links"> | undefined {
  const links: StrongLink[] = [];
  let [detail, build]: (string | undefined)[] = [];
  for (const part of rest) {
    const [, name = "", value = ""] = /^(\w+)=(\S+)$/.exec(part) ?? [];
    const link = LINK_KINDS.find((known) => known === name);
    if (name === "detail") detail = value;
    else if (name === "build") build = value;
    else if (link !== undefined) links.push({ kind: link, tag: spelled(value, 16) });
    else return undefined;
  }
  return {
    links,
    ...(detail === undefined ? {} : { detail }),
    ...(build === undefined ? {} : { build }),
  };
}

/** An account with this name, for tests and examples. */
export function testAccount(name: string): AccountId {
  const account = AccountId.fromBytes(spelled(name, 32));
  if (account === undefined) throw new Error("assertion failed: an account id has 32 bytes");
  return account;
}

export function testPseudonym(name: string): string {
  return Array.from(spelled(name, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Different names give different bytes: the name itself, and what a simple sum makes of it. */
function spelled(name: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let sum = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    sum = Math.imul(sum ^ name.charCodeAt(at), 0x01000193);
    bytes[at % (size - 4)] = (bytes[at % (size - 4)] ?? 0) ^ name.charCodeAt(at);
  }
  new DataView(bytes.buffer).setUint32(size - 4, sum >>> 0);
  return bytes;
}
