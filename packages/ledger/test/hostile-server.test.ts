import { describe, expect, test, vi } from "vitest";
import {
  checkContact,
  checkOwn,
  commitmentTo,
  type DirectoryRecord,
  type DirectoryService,
  type DirectoryVerdict,
  type DirectoryView,
  decodeAnswer,
  emptySubtree,
  encodeAnswer,
  encodeAudit,
  encodeEpoch,
  insertLeaves,
  judgeGossip,
  MemoryDirectoryStore,
  openingOf,
  placeOf,
  proveConsistency,
  type SeenVersion,
  settleGossip,
  storedTiles,
} from "../src/index.ts";
import {
  auditSource,
  type DirectoryServer,
  honestWorld,
  lookupCrypto,
  startDirectory,
  testAuditor,
} from "./directory-rig.ts";
import { portOf, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

// Who catches a server that lies (DESIGN §9): for each attack, every party's own verdict.

const [alice, bob] = [bytes("alice"), bytes("bob")];
type World = Awaited<ReturnType<typeof honestWorld>>;

/** A device that looks a label up again and again. */
class Device {
  view: DirectoryView | undefined;
  seen: SeenVersion | undefined;
  readonly #world: Pick<World, "trust" | "clock">;

  constructor(world: Pick<World, "trust" | "clock">) {
    this.#world = world;
  }

  /** Looks a contact up; `tamper` is the network or the server in between. */
  async look(
    service: DirectoryService<never> | DirectoryServer["service"],
    label: Uint8Array,
    answer?: Uint8Array,
  ): Promise<DirectoryVerdict> {
    const given =
      answer ?? (await service.answer({ label, knownSize: this.view?.size ?? 0, asOwner: false }))!;
    const { trust, clock } = this.#world;
    return this.#keep(
      checkContact(lookupCrypto, trust, {
        label,
        answer: given,
        view: this.view,
        nowSeconds: clock.seconds,
        seen: this.seen,
      }),
    );
  }

  /** Looks at one's own entry. */
  async monitor(
    service: DirectoryServer["service"],
    label: Uint8Array,
    current: string,
  ): Promise<DirectoryVerdict> {
    const answer = (await service.answer({ label, knownSize: this.view?.size ?? 0, asOwner: true }))!;
    const { trust, clock } = this.#world;
    const own = { current: bytes(current), before: undefined };
    return this.#keep(
      checkOwn(lookupCrypto, trust, {
        label,
        answer,
        view: this.view,
        nowSeconds: clock.seconds,
        seen: this.seen,
        own,
      }),
    );
  }

  #keep(verdict: DirectoryVerdict): DirectoryVerdict {
    if ("view" in verdict) [this.view, this.seen] = [verdict.view, verdict.found];
    return verdict;
  }
}

/** Puts any leaves into the tree, over any root, and logs the epoch: what only the server itself can do. */
async function forge(
  server: DirectoryServer,
  forged: {
    readonly over?: Uint8Array;
    readonly auditHash?: Uint8Array;
    readonly epoch?: number;
    readonly versions: readonly (readonly [label: Uint8Array, version: number, value: string])[];
  },
): Promise<void> {
  const { env } = server;
  const state = await env.store.state();
  const records = forged.versions.map(([label, version, value]): DirectoryRecord => ({
    label,
    version,
    value: bytes(value),
    epoch: state.epochs,
  }));
  const additions = records.map((record) => {
    const opening = openingOf(sha256, env.openingSecret, record);
    return {
      index: placeOf(env.vrf, env.vrfKey, record).index,
      commitment: commitmentTo(sha256, { ...record, opening }),
    };
  });
  const inserted = await insertLeaves(sha256, (hash) => env.store.node(hash), {
    root: forged.over ?? state.root,
    additions,
  });
  const audit = encodeAudit(inserted);
  const entry = encodeEpoch({
    epoch: forged.epoch ?? state.epochs,
    atMs: 1_700_000_000_000,
    root: inserted.root,
    auditHash: forged.auditHash ?? sha256(audit),
  });
  const to = { epochs: state.epochs + 1, root: inserted.root };
  await env.store.commit({
    from: state,
    to,
    stored: { entry, audit },
    records,
    made: inserted.made,
    replaced: [],
  });
  await server.log.submit(entry);
}

async function publish(world: World, label: Uint8Array, value: string): Promise<void> {
  const published = await world.server.service.publishEpoch(
    [{ label, value: bytes(value) }],
    world.clock.seconds * 1000,
  );
  if (!published.ok) throw new Error(published.error.kind);
}

/** A world in which Alice has published twice and both devices have seen it. */
async function settledWorld(): Promise<World & { readonly owner: Device; readonly contact: Device }> {
  const world = await honestWorld();
  await publish(world, alice, "a1");
  await publish(world, alice, "a2");
  const [owner, contact] = [new Device(world), new Device(world)];
  expect(await owner.monitor(world.server.service, alice, "a2")).toMatchObject({ kind: "verified" });
  expect(await contact.look(world.server.service, alice)).toMatchObject({
    kind: "verified",
    found: { version: 2 },
  });
  return { ...world, owner, contact };
}

describe("a hostile server", () => {
  test("[L22] [L45] that forks its log gets no quorum: the witnesses catch a split view", async () => {
    const world = await settledWorld();
    const other = await startDirectory([], { seed: "other" });
    await other.service.publishEpoch([{ label: alice, value: bytes("evil") }], 1);
    await other.service.publishEpoch([], 1);
    const forkedHead = (await other.logStore.published())!;
    for (const witness of world.witnesses) {
      expect(await witness.addCheckpoint({ oldSize: 2, path: [], checkpoint: forkedHead })).toEqual({
        kind: "at_size",
        size: 2,
      });
    }
    expect(await world.contact.look(other.service, alice)).toEqual({
      kind: "unavailable",
      why: { kind: "no_quorum" },
    });
  });

  test("[L48] whose witnesses collude is caught by contacts who tell each other their checkpoints", async () => {
    const world = await settledWorld();
    // The same keys, another memory: every witness signed both histories.
    const nowSeconds = (): number => world.clock.seconds;
    const store = new MemoryDirectoryStore();
    const colluding = ["w1.example", "w2.example"].map((name) => portOf(testWitness(name, { nowSeconds })));
    const other = await startDirectory(colluding, { store, seed: "other" });
    for (const value of ["e1", "e2", "e3"])
      await other.service.publishEpoch([{ label: alice, value: bytes(value) }], 1);
    const victim = new Device(world);
    expect(await victim.look(other.service, alice)).toMatchObject({
      kind: "unaudited",
      found: { value: bytes("e3") },
    });
    const heard = judgeGossip(crypto, world.trust, { view: world.contact.view!, note: victim.view!.note });
    if (heard.kind !== "ask") throw new Error(heard.kind);
    // Either history can be continued; no proof joins them.
    for (const logStore of [world.server.logStore, other.logStore]) {
      const path = await proveConsistency(sha256, storedTiles(logStore), heard).catch(() => []);
      expect(settleGossip(crypto, { view: world.contact.view!, theirs: heard.theirs }, path)).toMatchObject({
        kind: "split_view",
      });
    }
    expect(await world.contact.look(other.service, alice)).toMatchObject({
      kind: "different_keys",
      why: { kind: "split_view" },
    });
    await publish(world, bob, "b1");
    const same = judgeGossip(crypto, world.trust, {
      view: ((await new Device(world).look(world.server.service, bob)) as { view: DirectoryView }).view,
      note: victim.view!.note,
    });
    expect(same).toMatchObject({ kind: "split_view", evidence: { theirs: victim.view!.note } });
  });

  test("[L47] that goes back to an old checkpoint is caught by every client that saw a newer one", async () => {
    const world = await settledWorld();
    const old = (await world.server.service.answer({ label: alice, knownSize: 0, asOwner: false }))!;
    await publish(world, alice, "a3");
    expect(await world.contact.look(world.server.service, alice)).toMatchObject({
      kind: "verified",
      found: { version: 3 },
    });
    expect(await world.contact.look(world.server.service, alice, old)).toMatchObject({
      kind: "different_keys",
      why: { kind: "rolled_back" },
    });
  });

  test("[L45] that stands still is caught by every client's clock", async () => {
    const world = await settledWorld();
    const old = (await world.server.service.answer({ label: alice, knownSize: 0, asOwner: false }))!;
    world.clock.seconds += 25 * 60 * 60;
    expect(await world.contact.look(world.server.service, alice, old)).toEqual({
      kind: "unavailable",
      why: { kind: "stale" },
    });
  });

  test("[L46] that adds a ghost device is caught by the owner, as soon as contacts can see it", async () => {
    const world = await settledWorld();
    await publish(world, alice, "a2 and a ghost");
    // A contact sees a new version like any other; whether the account signed it is for the chain to say.
    expect(await world.contact.look(world.server.service, alice)).toMatchObject({
      kind: "verified",
      found: { version: 3 },
    });
    expect(await world.owner.monitor(world.server.service, alice, "a2")).toMatchObject({
      kind: "different_keys",
      why: { kind: "foreign_value", version: 3 },
    });
  });

  test("[L46] that hides a version behind a gap is caught by the owner", async () => {
    const world = await settledWorld();
    for (const value of ["x", "y", "z"]) await publish(world, bob, value);
    // Contacts are shown version 5; its marker, 4, has to be there too. The owner is shown version 2 as before.
    await forge(world.server, {
      versions: [
        [alice, 4, "ghost"],
        [alice, 5, "ghost"],
      ],
    });
    expect(await world.contact.look(world.server.service, alice)).toMatchObject({
      kind: "verified",
      found: { version: 5 },
    });
    const { store } = world.server.env;
    const newest = store.newest.bind(store);
    store.newest = async (label, epoch) => newest(label, Math.min(epoch, 4));
    expect(await world.owner.monitor(world.server.service, alice, "a2")).toMatchObject({
      kind: "different_keys",
      why: { kind: "hidden_version", version: 4 },
    });
  });

  test("[L45] that shows a version without its marker is caught by the contact", async () => {
    const world = await settledWorld();
    for (const value of ["x", "y", "z"]) await publish(world, bob, value);
    await forge(world.server, { versions: [[alice, 5, "ghost"]] });
    expect(await new Device(world).look(world.server.service, alice)).toEqual({
      kind: "different_keys",
      why: { kind: "false_answer" },
    });
    await forge(world.server, { versions: [[alice, 4, "ghost"]] });
    world.server.env.store.newest = async () => ({
      label: alice,
      version: 5,
      value: bytes("ghost"),
      epoch: 5,
    });
    expect(await new Device(world).look(world.server.service, alice)).toMatchObject({
      found: { version: 5 },
    });
  });

  test("[L45] that shows a version beyond what the epochs allow is caught by the contact", async () => {
    const world = await settledWorld();
    await forge(world.server, { versions: [[alice, 4, "ghost"]] });
    expect(await new Device(world).look(world.server.service, alice)).toEqual({
      kind: "different_keys",
      why: { kind: "false_answer" },
    });
    await publish(world, bob, "x");
    expect(await new Device(world).look(world.server.service, alice)).toMatchObject({
      found: { version: 4 },
    });
  });

  test("[L45] that numbers its epochs otherwise than its log is caught by everybody", async () => {
    const world = await settledWorld();
    // A higher number would make room for a version that the owner doesn't look for.
    await forge(world.server, { epoch: 1000, versions: [[alice, 4, "ghost"]] });
    expect(await new Device(world).look(world.server.service, alice)).toEqual({
      kind: "unavailable",
      why: { kind: "wrong_epoch" },
    });
    expect(await world.auditor.store.latest("log.example/ledger")).toMatchObject({ size: 2 });
  });

  test("[L45] that shows an older version as the newest is caught by the contact", async () => {
    const world = await settledWorld();
    const { store } = world.server.env;
    const newest = store.newest.bind(store);
    store.newest = async (label) => newest(label, 0);
    expect(await new Device(world).look(world.server.service, alice)).toEqual({
      kind: "different_keys",
      why: { kind: "false_answer" },
    });
    store.newest = async () => undefined;
    expect(await new Device(world).look(world.server.service, alice)).toEqual({
      kind: "different_keys",
      why: { kind: "false_answer" },
    });
  });

  test("[L46] that shows the owner a later version as absent is caught, though its proof leads to the root", async () => {
    const world = await settledWorld();
    await forge(world.server, { versions: [[alice, 4, "ghost"]] });
    await publish(world, bob, "x");
    const { store } = world.server.env;
    const newest = store.newest.bind(store);
    store.newest = async (label) => newest(label, 1);
    expect(await world.owner.monitor(world.server.service, alice, "a2")).toMatchObject({
      kind: "different_keys",
      why: { kind: "hidden_version", version: 4 },
    });
  });

  test("[L44] [L49] that resets an account is caught by the auditor, by whoever saw it before, and by the owner", async () => {
    const world = await settledWorld();
    await forge(world.server, { over: emptySubtree, versions: [[alice, 1, "evil"]] });
    // The auditor didn't sign, the witnesses did: the log itself only grew.
    expect(await new Device(world).look(world.server.service, alice)).toMatchObject({
      kind: "unaudited",
      found: { version: 1, value: bytes("evil") },
    });
    expect(await world.contact.look(world.server.service, alice)).toMatchObject({
      kind: "different_keys",
      why: { kind: "version_taken_back", seen: 2, shown: 1 },
    });
    expect(await world.owner.monitor(world.server.service, alice, "a2")).toMatchObject({
      kind: "different_keys",
      why: { kind: "version_taken_back" },
    });
    // It never signs again, whatever follows.
    await publish(world, bob, "b1");
    expect(await new Device(world).look(world.server.service, bob)).toMatchObject({ kind: "unaudited" });
  });

  test("[L44] [L49] that changes a published value is caught by the auditor and by whoever saw it", async () => {
    const world = await settledWorld();
    await forge(world.server, {
      over: emptySubtree,
      versions: [
        [alice, 1, "a1"],
        [alice, 2, "evil"],
      ],
    });
    expect(await new Device(world).look(world.server.service, alice)).toMatchObject({
      kind: "unaudited",
      found: { version: 2 },
    });
    expect(await world.contact.look(world.server.service, alice)).toMatchObject({
      kind: "different_keys",
      why: { kind: "value_changed", version: 2 },
    });
  });

  test("[L44] that hands the auditor a false or no account of an epoch gets no signature", async () => {
    const world = await settledWorld();
    const source = auditSource(world.server.env.store, world.server.logStore);
    const lies = [
      { ...source, audit: async () => undefined },
      { ...source, audit: async () => encodeAudit({ additions: [], tokens: [{ kind: "empty" }] }) },
      { ...source, entry: async () => undefined },
      {
        ...source,
        entry: async (index: number, size: number) => source.entry(index === 1 ? 0 : index, size),
      },
    ];
    const checkpoint = (await world.server.logStore.published())!;
    const [origin = "", size = "", root = ""] = checkpoint.split("\n");
    const to = {
      origin,
      size: Number(size),
      root: new Uint8Array(Buffer.from(root, "base64")),
      extensions: [],
    };
    const examine = (which: typeof source) =>
      testAuditor(() => which, world.clock).examine?.({ from: undefined, to });
    expect(await examine(source)).toBe(true);
    for (const lie of lies) expect(await examine(lie)).toBe(false);
  });

  test("[L44] that logs another account of an epoch than it hands out gets no signature", async () => {
    const world = await settledWorld();
    await forge(world.server, { auditHash: sha256(bytes("another account")), versions: [[bob, 1, "b1"]] });
    expect(await new Device(world).look(world.server.service, bob)).toMatchObject({ kind: "unaudited" });
  });

  test("[L45] that changes any byte of an answer proves nothing with it", async () => {
    const world = await settledWorld();
    const answer = (await world.server.service.answer({ label: alice, knownSize: 0, asOwner: false }))!;
    const { contact, trust, clock } = { ...world, contact: new Device(world) };
    expect(await contact.look(world.server.service, alice, answer)).toMatchObject({ kind: "verified" });
    const good = JSON.stringify(decodeAnswer(answer));
    // VRF checks are slow; each field is hit several times.
    for (let at = 0; at < answer.length; at += 5) {
      const changed = answer.slice();
      changed[at]! ^= 1 + (at % 128);
      const verdict = checkContact(lookupCrypto, trust, {
        label: alice,
        answer: changed,
        view: undefined,
        nowSeconds: clock.seconds,
        seen: undefined,
      });
      const unchanged = JSON.stringify(decodeAnswer(changed)) === good;
      expect([at, verdict.kind === "verified" && !unchanged]).toEqual([at, false]);
    }
    expect(encodeAnswer(decodeAnswer(answer)!)).toEqual(answer);
  });
});
