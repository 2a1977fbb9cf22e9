import { expect, test } from "vitest";
import type { StrongLink } from "../signals/signal.ts";
import { Links } from "./links.ts";

const DAY_MS = 86_400_000;
const LIFETIME_MS = 14 * DAY_MS;

const link = (name: number, kind: StrongLink["kind"] = "clientTrace"): StrongLink => {
  const tag = new Uint8Array(16);
  new DataView(tag.buffer).setUint32(0, name);
  return { kind, tag };
};

const members = (links: Links, account: number, nowMs = 0): readonly number[] =>
  (links.clusterOf(account, nowMs)?.accounts ?? []).toSorted((a, b) => a - b);

test("[D25] accounts that share something rare are one cluster, over any number of steps", () => {
  const links = new Links(LIFETIME_MS, 1);
  links.note(1, link(10), 0);
  links.note(2, link(10), 0);
  links.note(2, link(11, "deviceKey"), 0);
  links.note(3, link(11, "deviceKey"), 0);
  links.note(4, link(12), 0);
  expect(members(links, 1)).toEqual([1, 2, 3]);
  expect(members(links, 3)).toEqual([1, 2, 3]);
  expect(links.clusterOf(1, 0)?.linkedBy.toSorted()).toEqual(["clientTrace", "deviceKey"]);
  expect(links.clusterOf(4, 0)).toBeUndefined();
});

test("[D25] the same tag under another kind is another thing", () => {
  const links = new Links(LIFETIME_MS, 1);
  links.note(1, link(10, "deviceKey"), 0);
  links.note(2, link(10, "registrationBatch"), 0);
  expect(links.clusterOf(1, 0)).toBeUndefined();
});

test("[D26] what many share joins nobody, and joins again when it became rare", () => {
  const links = new Links(LIFETIME_MS, 1);
  for (let account = 0; account < 64; account++) links.note(account, link(10), 0);
  expect(members(links, 5)).toHaveLength(64);
  links.note(64, link(10), 0);
  expect(links.clusterOf(5, 0)).toBeUndefined();
  links.forget(7);
  expect(members(links, 5)).toHaveLength(64);
});

test("[D26] a link that wasn't seen for fourteen days lets go; one that was, doesn't", () => {
  const links = new Links(LIFETIME_MS, 1);
  links.note(1, link(10), 0);
  links.note(2, link(10), 0);
  links.note(2, link(10), 10 * DAY_MS);
  expect(members(links, 1, 13 * DAY_MS)).toEqual([1, 2]);
  expect(links.clusterOf(1, 15 * DAY_MS)).toBeUndefined();
  links.note(1, link(10), 16 * DAY_MS);
  expect(members(links, 1, 17 * DAY_MS)).toEqual([1, 2]);
});

test("[D26] a chain of more than 256 accounts is no cluster", () => {
  const links = new Links(LIFETIME_MS, 1);
  for (let account = 0; account < 257; account++) {
    links.note(account, link(account), 0);
    links.note(account, link(account + 1), 0);
  }
  expect(links.clusterOf(0, 0)).toBeUndefined();
  links.forget(200);
  expect(members(links, 0)).toHaveLength(200);
});

test("[D26] of one account no more than eight links are held, the newest ones", () => {
  const links = new Links(LIFETIME_MS, 1);
  for (let name = 0; name < 20; name++) links.note(1, link(name), name);
  links.note(2, link(0), 20);
  links.note(3, link(19), 20);
  expect(members(links, 1, 20)).toEqual([1, 3]);
});

test("[D20] what is forgotten makes room for what comes", () => {
  const links = new Links(LIFETIME_MS, 1);
  const { bytes } = links;
  for (let round = 0; round < 50; round++) {
    for (let account = 0; account < 900; account++) links.note(account, link(round * 1000 + account), 0);
    for (let account = 0; account < 900; account++) links.forget(account);
  }
  expect(links.bytes).toBe(bytes);
  links.note(1, { kind: "deviceKey", tag: new Uint8Array(5) }, 0);
  expect(links.clusterOf(1, 0)).toBeUndefined();
});
