import { grown } from "../signals/grown.ts";
import { IdTable, wordsOfBytes } from "../signals/id-table.ts";
import type { StrongLink } from "../signals/signal.ts";

const NONE = -1;
const KINDS = ["deviceKey", "registrationBatch", "clientTrace"] as const;
const TAG_WORDS = 5;
/** An account shows more than these only by trying. */
const LINKS_PER_ACCOUNT_MAX = 8;
const MEMBERS_MAX = 256;
/** Five numbers of four bytes and one of eight. */
const EDGE_BYTES = 28;
/**
 * What more accounts than this share joins nobody: the trace of a popular release, a code that a whole
 * organisation registered with. Rarity is what makes a link strong.
 */
const SHARED_BY_MAX = 64;

interface Columns {
  readonly account: Int32Array;
  readonly tag: Int32Array;
  readonly lastMs: Float64Array;
  readonly ofAccount: Int32Array;
  readonly ofTag: Int32Array;
  readonly backOfTag: Int32Array;
}

/** What accounts share. Where several are joined by rare links, they are one cluster. */
export interface Cluster {
  readonly accounts: readonly number[];
  readonly linkedBy: readonly StrongLink["kind"][];
}

/**
 * Accounts and what they share, as a graph with two kinds of node. Clusters are found by walking it when
 * somebody asks: a link that becomes common, or old, lets go of those whom it joined, which a union-find
 * could not do. Edges go with their account, which the log of signals keeps for fourteen days at most.
 */
export class Links {
  readonly #tags: IdTable;
  readonly #lifetimeMs: number;
  readonly #key = new Uint32Array(TAG_WORDS);
  #columns = columnsOf(1024);
  #made = 0;
  #free: number = NONE;
  /** First edge by account and by tag. */
  #ofAccount = new Int32Array(1024).fill(NONE);
  #ofTag = new Int32Array(1024).fill(NONE);
  #accountsOfTag = new Uint32Array(1024);

  constructor(lifetimeMs: number, seed: number) {
    this.#tags = new IdTable(TAG_WORDS, seed);
    this.#lifetimeMs = lifetimeMs;
  }

  get bytes(): number {
    const { length } = this.#columns.account;
    const columns = length * EDGE_BYTES;
    const heads = this.#ofAccount.byteLength + this.#ofTag.byteLength + this.#accountsOfTag.byteLength;
    return columns + heads + this.#tags.bytes;
  }

  /** Notes that this account showed this at that time. Tags of another size than 16 bytes are passed over. */
  note(account: number, link: StrongLink, atMs: number): void {
    const key = this.#keyOf(link);
    if (key === undefined) return;
    this.#ofAccount = grown(this.#ofAccount, account);
    const tag = this.#tags.find(key);
    let [count, oldest] = [0, NONE];
    for (let edge = this.#firstOf(account); edge !== NONE; edge = this.#columns.ofAccount[edge] ?? NONE) {
      if (this.#columns.tag[edge] === tag) {
        this.#columns.lastMs[edge] = atMs;
        return;
      }
      count++;
      if (oldest === NONE || this.#lastMs(edge) < this.#lastMs(oldest)) oldest = edge;
    }
    if (count >= LINKS_PER_ACCOUNT_MAX) this.#cut(oldest);
    this.#join(account, this.#tags.acquire(key), atMs);
  }

  /** Forgets all that an account shared. */
  forget(account: number): void {
    for (let edge = this.#firstOf(account); edge !== NONE; edge = this.#firstOf(account)) this.#cut(edge);
  }

  /** The cluster of an account; alone, or in too large a company, it has none. */
  clusterOf(account: number, nowMs: number): Cluster | undefined {
    if (!this.#sharesAnything(account)) return undefined;
    const accounts = [account];
    const known = new Set(accounts);
    const tags = new Set<number>();
    const linkedBy = new Set<StrongLink["kind"]>();
    // Grows while it is walked.
    for (const member of accounts) {
      for (let edge = this.#firstOf(member); edge !== NONE; edge = this.#columns.ofAccount[edge] ?? NONE) {
        const tag = this.#columns.tag[edge] ?? NONE;
        if (tags.has(tag) || !this.#isStrong(edge, nowMs)) continue;
        tags.add(tag);
        const before = accounts.length;
        for (
          let other = this.#ofTag[tag] ?? NONE;
          other !== NONE;
          other = this.#columns.ofTag[other] ?? NONE
        ) {
          const holder = this.#columns.account[other] ?? NONE;
          if (known.has(holder) || !this.#isStrong(other, nowMs)) continue;
          known.add(holder);
          accounts.push(holder);
        }
        const kind = KINDS[this.#tags.key(tag)[0] ?? 0];
        if (kind !== undefined && accounts.length > before) linkedBy.add(kind);
        if (accounts.length > MEMBERS_MAX) return undefined;
      }
    }
    return accounts.length < 2 ? undefined : { accounts, linkedBy: [...linkedBy] };
  }

  #sharesAnything(account: number): boolean {
    for (let edge = this.#firstOf(account); edge !== NONE; edge = this.#columns.ofAccount[edge] ?? NONE) {
      const sharers = this.#accountsOfTag[this.#columns.tag[edge] ?? 0] ?? 0;
      if (sharers > 1 && sharers <= SHARED_BY_MAX) return true;
    }
    return false;
  }

  #isStrong(edge: number, nowMs: number): boolean {
    const sharers = this.#accountsOfTag[this.#columns.tag[edge] ?? 0] ?? 0;
    return sharers > 1 && sharers <= SHARED_BY_MAX && this.#lastMs(edge) > nowMs - this.#lifetimeMs;
  }

  #keyOf({ kind, tag }: StrongLink): Uint32Array | undefined {
    if (!wordsOfBytes(tag, this.#key.subarray(1))) return undefined;
    this.#key[0] = KINDS.indexOf(kind);
    return this.#key;
  }

  #firstOf(account: number): number {
    return this.#ofAccount[account] ?? NONE;
  }

  #lastMs(edge: number): number {
    return this.#columns.lastMs[edge] ?? 0;
  }

  #join(account: number, tag: number, atMs: number): void {
    this.#ofTag = grown(this.#ofTag, tag);
    this.#accountsOfTag = grown(this.#accountsOfTag, tag);
    const edge = this.#newEdge();
    const columns = this.#columns;
    const next = this.#ofTag[tag] ?? NONE;
    columns.account[edge] = account;
    columns.tag[edge] = tag;
    columns.lastMs[edge] = atMs;
    columns.ofAccount[edge] = this.#firstOf(account);
    columns.ofTag[edge] = next;
    columns.backOfTag[edge] = NONE;
    if (next !== NONE) columns.backOfTag[next] = edge;
    this.#ofAccount[account] = edge;
    this.#ofTag[tag] = edge;
    this.#accountsOfTag[tag] = (this.#accountsOfTag[tag] ?? 0) + 1;
  }

  #cut(edge: number): void {
    const columns = this.#columns;
    const account = columns.account[edge] ?? NONE;
    const tag = columns.tag[edge] ?? NONE;
    const after = columns.ofAccount[edge] ?? NONE;
    if (this.#firstOf(account) === edge) this.#ofAccount[account] = after;
    else {
      let before = this.#firstOf(account);
      while (columns.ofAccount[before] !== edge) before = columns.ofAccount[before] ?? NONE;
      columns.ofAccount[before] = after;
    }
    const [back, next] = [columns.backOfTag[edge] ?? NONE, columns.ofTag[edge] ?? NONE];
    if (back === NONE) this.#ofTag[tag] = next;
    else columns.ofTag[back] = next;
    if (next !== NONE) columns.backOfTag[next] = back;
    this.#accountsOfTag[tag] = (this.#accountsOfTag[tag] ?? 1) - 1;
    this.#tags.release(tag);
    columns.ofAccount[edge] = this.#free;
    this.#free = edge;
  }

  #newEdge(): number {
    if (this.#free !== NONE) {
      const edge = this.#free;
      this.#free = this.#columns.ofAccount[edge] ?? NONE;
      return edge;
    }
    const { account, tag, lastMs, ofAccount, ofTag, backOfTag } = this.#columns;
    const last = this.#made;
    this.#columns = {
      account: grown(account, last),
      tag: grown(tag, last),
      lastMs: grown(lastMs, last),
      ofAccount: grown(ofAccount, last),
      ofTag: grown(ofTag, last),
      backOfTag: grown(backOfTag, last),
    };
    return this.#made++;
  }
}

function columnsOf(length: number): Columns {
  return {
    account: new Int32Array(length),
    tag: new Int32Array(length),
    lastMs: new Float64Array(length),
    ofAccount: new Int32Array(length),
    ofTag: new Int32Array(length),
    backOfTag: new Int32Array(length),
  };
}
