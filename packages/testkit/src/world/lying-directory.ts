import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  type Checkpoint,
  commitmentTo,
  DirectoryService,
  type DirectoryRecord,
  type DirectoryUpdate,
  emptySubtree,
  encodeAudit,
  encodeEpoch,
  insertLeaves,
  LogWriter,
  openingOf,
  parseCheckpoint,
  parseNote,
  placeOf,
  proveConsistency,
  publishedSize,
  storedTiles,
} from "@bridle/ledger";
import { AccountId, decode, calls, encode, type CallName } from "@bridle/protocol";
import { backupLedger, type LedgerParts, nodeCrypto, openLedgerParts } from "@bridle/server/ledger";

type Service = DirectoryService<LedgerParts["env"]["vrf"]["curve"]["base"]>;
type Version = readonly [accountId: AccountId, version: number, value: Uint8Array];

/**
 * The directory of a server that lies: a copy of an honest one, with all its keys, that goes its own way. It
 * answers whom it is shown to in the server's place.
 */
export class LyingDirectory {
  readonly parts: LedgerParts;
  readonly #folder: string;
  #open: { readonly log: LogWriter; readonly service: Service } | undefined;

  /** Copies the logs of a server that may be running. */
  constructor(from: string, to: { readonly folder: string; readonly serverId: Uint8Array }) {
    backupLedger(from, to.folder);
    this.#folder = to.folder;
    this.parts = openLedgerParts({ ...to, policy: undefined, nowMs: 0 });
  }

  async open(): Promise<this> {
    const { ports, env } = this.parts;
    const log = await LogWriter.open(ports.directory);
    if (!log.ok) throw new Error(log.error.kind);
    const service = await DirectoryService.open(env, log.value, ports.directory);
    if (!service.ok) throw new Error(service.error.kind);
    this.#open = { log: log.value, service: service.value };
    return this;
  }

  /** Goes on as an honest one would, but for itself. */
  async publish(updates: readonly DirectoryUpdate[] = []): Promise<void> {
    const published = await this.#opened.service.publishEpoch(updates, Date.now());
    if (!published.ok) throw new Error(published.error.kind);
  }

  /** Puts any versions into the tree, over the tree that there is or over none, and logs the epoch. */
  async forge(versions: readonly Version[], options: { readonly anew?: boolean } = {}): Promise<void> {
    const { env, tree } = this.parts;
    const { sha256 } = nodeCrypto;
    const from = await tree.state();
    const records = versions.map(([accountId, version, value]): DirectoryRecord => ({
      label: AccountId.toBytes(accountId),
      version,
      value,
      epoch: from.epochs,
    }));
    const additions = records.map((record) => {
      const opening = openingOf(sha256, env.openingSecret, record);
      const { index } = placeOf(env.vrf, env.vrfKey, record);
      return { index, commitment: commitmentTo(sha256, { ...record, opening }) };
    });
    const root = options.anew === true ? emptySubtree : from.root;
    const inserted = await insertLeaves(sha256, (hash) => tree.node(hash), { root, additions });
    const audit = encodeAudit(inserted);
    const auditHash = sha256(audit);
    const entry = encodeEpoch({ epoch: from.epochs, atMs: Date.now(), root: inserted.root, auditHash });
    const to = { epochs: from.epochs + 1, root: inserted.root };
    const change = { from, to, stored: { entry, audit }, records, made: inserted.made, replaced: [] };
    if (options.anew === true || records.some(({ version }) => version === 1)) this.#forget(records);
    await tree.commit(change);
    const logged = await this.#opened.log.submit(entry);
    if (!logged.ok) throw new Error(logged.error.kind);
  }

  /** Pretends that the newest version of a label is this one. */
  relabel(accountId: AccountId, version: number): void {
    const database = new DatabaseSync(join(this.#folder, "directory.sqlite"));
    const label = AccountId.toBytes(accountId);
    database.prepare("delete from record where label = ? and version > ?").run(label, version);
    database.close();
  }

  /** The newest checkpoint that it signed. */
  async checkpoint(): Promise<Checkpoint> {
    const note = await this.parts.stores.directory.published();
    const checkpoint = parseCheckpoint(parseNote(note ?? "")?.text ?? "");
    if (checkpoint === undefined) throw new Error("nothing published");
    return checkpoint;
  }

  /** What it says in the server's place to one of the directory's calls; `undefined` for others. */
  async answer(name: CallName, body: Uint8Array, asOwner: boolean): Promise<Uint8Array | string | undefined> {
    if (name === "directory.lookup") {
      const request = decode(calls["directory.lookup"].request, body);
      if (!request.ok) return undefined;
      const { accountId, knownSize } = request.value;
      const label = AccountId.toBytes(accountId);
      const answer = await this.#opened.service.answer({ label, knownSize, asOwner });
      return answer === undefined ? "no_directory" : encode(calls[name].reply, { answer });
    }
    if (name !== "directory.consistency") return undefined;
    const step = decode(calls["directory.consistency"].request, body);
    const { stores } = this.parts;
    const size = publishedSize(await stores.directory.published());
    if (!step.ok || step.value.to > size) return "unknown_size";
    const { from, to } = step.value;
    const read = storedTiles(stores.directory);
    const path = from === to ? [] : await proveConsistency(nodeCrypto.sha256, read, step.value);
    return encode(calls[name].reply, { path });
  }

  async close(): Promise<void> {
    await this.#open?.log.close();
    this.parts.tree.close();
    this.parts.stores.directory.close();
    this.parts.stores.decisions.close();
  }

  /** What it said before of these labels is as if it had never been. */
  #forget(records: readonly DirectoryRecord[]): void {
    const database = new DatabaseSync(join(this.#folder, "directory.sqlite"));
    const drop = database.prepare("delete from record where label = ?");
    for (const { label } of records) drop.run(label);
    database.close();
  }

  get #opened(): { readonly log: LogWriter; readonly service: Service } {
    if (this.#open === undefined) throw new Error("not open");
    return this.#open;
  }
}
