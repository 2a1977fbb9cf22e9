import { assert, utf8Encode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import { groupOf as asGroup, libraryState } from "../../src/mls/group.ts";
import {
  adoptPending,
  CLASSIC_SUITE,
  encodeGroup,
  encryptMessage,
  HYBRID_SUITE,
  receive,
  snapshotForEpoch,
  update,
  verifyEvidence,
  type Group,
  type SuiteName,
} from "../../src/mls/index.ts";
import { deliverCommit, groupOf, makeWorld, NO_DATA, opened, refusal, value, type World } from "./fixture.ts";
import "./patience.ts";

const AAD = utf8Encode("version, class, delivery, franking");

function send(world: World, from: number, text: string): Promise<Uint8Array> {
  return sendPadded(world, from, { text, padTo: 0 });
}

async function sendPadded(
  world: World,
  from: number,
  { text, padTo }: { readonly text: string; readonly padTo: number },
): Promise<Uint8Array> {
  const input = { plaintext: utf8Encode(text), authenticatedData: AAD, padTo };
  const sent = value(await encryptMessage(world.env, groupOf(world, from), input));
  world.groups[from] = sent.group;
  return sent.message;
}

async function read(world: World, to: number, message: Uint8Array): Promise<string> {
  const got = await opened(world, to, message);
  assert(got.kind === "application", "a message");
  world.groups[to] = got.group;
  return new TextDecoder().decode(got.plaintext);
}

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M5] a message changed in any byte is refused, and the state still opens the true one", async () => {
    const world = await makeWorld(suite, ["ada", "ben"]);
    const message = await send(world, 0, "keep me whole");
    const before = encodeGroup(groupOf(world, 1));
    for (let offset = 0; offset < message.length; offset++) {
      const changed = message.slice();
      changed[offset] = (changed[offset] ?? 0) ^ (1 << (offset % 8));
      expect((await receive(world.env, groupOf(world, 1), changed)).ok).toBe(false);
    }
    for (const length of [0, 1, 3, 4, 20, message.length - 1]) {
      const cut = message.subarray(0, length);
      expect(refusal(await receive(world.env, groupOf(world, 1), cut))).toBe("malformed");
    }
    expect(encodeGroup(groupOf(world, 1))).toEqual(before);
    expect(await read(world, 1, message)).toBe("keep me whole");
  });

  it("[M4] of two rival commits the accepted one counts, also for its rival's author", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    const mine = value(await update(world.env, groupOf(world, 0), { authenticatedData: AAD }));
    const rival = value(await update(world.env, groupOf(world, 1), { authenticatedData: AAD }));
    expect(mine.pending.replaces).toBe(groupOf(world, 0).epoch);
    const accepted = await opened(world, 0, rival.commit);
    world.groups[0] = accepted.group;
    world.groups[2] = (await opened(world, 2, rival.commit)).group;
    world.groups[1] = adoptPending(rival.pending);
    expect(refusal(await receive(world.env, groupOf(world, 1), mine.commit))).toBe("past_epoch");
    expect(await read(world, 2, await send(world, 0, "after the rival"))).toBe("after the rival");
    const again = value(await update(world.env, groupOf(world, 0), { authenticatedData: AAD }));
    await deliverCommit(world, 0, again);
  });
});

it("[M6] a message counts once", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const message = await send(world, 0, "once");
  await read(world, 1, message);
  expect(refusal(await receive(world.env, groupOf(world, 1), message))).toBe("replayed");
  const later = await send(world, 0, "twice");
  await read(world, 1, later);
  expect(refusal(await receive(world.env, groupOf(world, 1), message))).toBe("replayed");
});

it("[M7] messages may overtake each other, 64 of one sender, and not run too far ahead", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const messages: Uint8Array[] = [];
  for (let index = 0; index < 70; index++) messages.push(await send(world, 0, String(index)));
  const [first, ...others] = messages;
  assert(first !== undefined, "seventy messages");
  expect(await read(world, 1, messages[69] ?? NO_DATA)).toBe("69");
  expect(refusal(await receive(world.env, groupOf(world, 1), first))).toBe("replayed");
  for (const index of [67, 5, 30])
    expect(await read(world, 1, messages[index] ?? NO_DATA)).toBe(String(index));
  expect(others).toHaveLength(69);
});

it("[M7] a sender may be 4096 messages ahead and no further", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  await read(world, 1, await send(world, 0, "first"));
  const honest = groupOf(world, 0);
  // The receiver has seen generation 0. Keys of jumped generations don't fit: what differs is where it stops.
  for (const [generation, kind] of [
    [1 + 4096, "not_decryptable"],
    [1 + 4097, "too_far_ahead"],
    [0xffffffff, "too_far_ahead"],
  ] as const) {
    world.groups[0] = jumped(honest, generation);
    const message = await send(world, 0, "far");
    expect(refusal(await receive(world.env, groupOf(world, 1), message))).toBe(kind);
  }
  world.groups[0] = honest;
  expect(await read(world, 1, await send(world, 0, "still here"))).toBe("still here");
});

/** The sender's state as if it had written that often. */
function jumped(group: Group, generation: number): Group {
  const state = libraryState(group);
  const node = state.secretTree.leafNodes[0];
  assert(node !== undefined, "the sender has written");
  const leafNodes = {
    ...state.secretTree.leafNodes,
    0: { ...node, application: { ...node.application, generation } },
  };
  return asGroup({ ...state, secretTree: { ...state.secretTree, leafNodes } });
}

it("[M8] late messages open from the snapshot of their epoch, and nothing else does", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const early = await send(world, 0, "early");
  const late = await send(world, 0, "late");
  const stale = value(await update(world.env, groupOf(world, 2), { authenticatedData: NO_DATA }));
  const committed = value(await update(world.env, groupOf(world, 0), { authenticatedData: NO_DATA }));
  const kept = snapshotForEpoch(groupOf(world, 1));
  await deliverCommit(world, 0, committed);
  expect(refusal(await receive(world.env, groupOf(world, 1), late))).toBe("past_epoch");
  for (const group of [0, 1, 2]) {
    expect(libraryState(groupOf(world, group)).historicalReceiverData.size).toBe(0);
  }

  const got = value(await receive(world.env, kept, late));
  expect(got).toMatchObject({ kind: "application", sender: { leafIndex: 0 }, group: { status: "past" } });
  expect(refusal(await receive(world.env, got.group, late))).toBe("replayed");
  expect(value(await receive(world.env, got.group, early)).kind).toBe("application");
  expect(refusal(await receive(world.env, kept, stale.commit))).toBe("past_epoch");
  const input = { plaintext: NO_DATA, authenticatedData: NO_DATA, padTo: 0 };
  expect(refusal(await encryptMessage(world.env, kept, input))).toBe("inactive");
  expect(refusal(await update(world.env, kept, { authenticatedData: NO_DATA }))).toBe("inactive");
  const next = await send(world, 0, "next");
  expect(refusal(await receive(world.env, kept, next))).toBe("future_epoch");
});

it("[M41] messages of different lengths look alike within their bucket", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const lengths = new Set<number>();
  for (const text of ["", "a", "b".repeat(300), "c".repeat(442)]) {
    lengths.add((await sendPadded(world, 0, { text, padTo: 512 })).length);
  }
  expect(lengths.size).toBe(1);
  expect((await sendPadded(world, 0, { text: "d".repeat(446), padTo: 512 })).length).toBeGreaterThan(
    [...lengths][0] ?? 0,
  );
});

it("[M1] evidence proves its author to anyone, and nothing but what was said", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const message = await send(world, 0, "I was here");
  const got = await opened(world, 1, message);
  const { evidence } = got;
  const key = world.devices[0]?.keys.publicKey ?? NO_DATA;
  expect(verifyEvidence(evidence, key)).toBe(true);
  const hidden = new TextDecoder().decode(evidence.framedContentTbs);
  expect(hidden).toContain("I was here");
  for (let offset = 0; offset < evidence.framedContentTbs.length; offset += 5) {
    const framedContentTbs = evidence.framedContentTbs.slice();
    framedContentTbs[offset] = (framedContentTbs[offset] ?? 0) ^ 1;
    expect(verifyEvidence({ ...evidence, framedContentTbs }, key)).toBe(false);
  }
  expect(verifyEvidence({ ...evidence, signature: NO_DATA }, key)).toBe(false);
});
