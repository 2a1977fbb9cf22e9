import { AccountId } from "@bridle/protocol";
import { Links } from "../clusters/links.ts";
import type { CompiledRules } from "../rules/compile-rules.ts";
import { BuildTally } from "./build-tally.ts";
import { grown } from "./grown.ts";
import { hexOfWords, IdTable, wordsOfBytes, wordsOfHex } from "./id-table.ts";
import type { KeyedSignal } from "./keyed-signal.ts";
import { SignalLog } from "./signal-log.ts";
import { signalKinds } from "./signal.ts";

/** How long a signal counts, and how long its pseudonyms stay equal. */
export const SIGNAL_LIFETIME_MS = 14 * 24 * 3_600_000;
const COMPANY_ROWS = 32;
const REPEAT_ROWS = 8;
const REPEAT_MS = 3_600_000;
const APPROACHED_MAX = 3;
const APPROACHED_ROWS = 64;
const INTRODUCTION = signalKinds.indexOf("introduction");
const LOOKUP = signalKinds.indexOf("handleLookup");
/** Rows that fall out with one that comes in, at most: expiry never takes long at once. */
const EXPIRED_AT_ONCE = 64;

export interface MemoryOptions {
  /** Signals held at most; older ones go before their time when there are more. */
  readonly signalsMax: number;
  /** Keeps whoever chooses account ids from choosing where they fall in the tables. */
  readonly seed: number;
  /** Nothing of this source is known any more, and its number may be given to another. */
  forgotten(source: number): void;
}

/** What the detector knows: the signals of fourteen days, and what is counted beside them. */
export class Memory {
  readonly log: SignalLog;
  readonly builds = new BuildTally();
  readonly links: Links;
  readonly #rules: CompiledRules;
  readonly #options: MemoryOptions;
  readonly #accounts: IdTable;
  readonly #targets: IdTable;
  /** Newest row by source and by target, 0 for none. */
  #ofSource = new Uint32Array(1024);
  #ofTarget = new Uint32Array(1024);
  #rowsOfSource = new Uint32Array(1024);
  /** Marks that any row of a source bore since the source is known. */
  #marksOfSource = new Uint32Array(1024);
  /** Whether a source is an account, and not only something that sourceless signals had in common. */
  #isAccount = new Uint8Array(1024);
  readonly #accountWords = new Uint32Array(8);
  readonly #targetWords = new Uint32Array(4);
  nowMs = 0;
  /** Signals without an account or a link, about a person whom nobody or too many had approached. */
  unattributed = 0;
  /** Signals that went before their time for want of room. */
  droppedEarly = 0;

  constructor(rules: CompiledRules, options: MemoryOptions) {
    const { signalsMax, seed } = options;
    this.#options = options;
    this.#rules = rules;
    this.log = new SignalLog(signalsMax);
    this.links = new Links(SIGNAL_LIFETIME_MS, seed);
    this.#accounts = new IdTable(8, seed);
    this.#targets = new IdTable(4, seed ^ 0x5bd1e995);
  }

  get bytes(): number {
    const heads = this.#ofSource.byteLength + this.#ofTarget.byteLength + 2 * this.#rowsOfSource.byteLength;
    const tables = this.#accounts.bytes + this.#targets.bytes + this.links.bytes;
    return this.log.bytes + heads + tables + this.#isAccount.byteLength;
  }

  get accounts(): number {
    return this.#accounts.size;
  }

  /** Takes a signal in; returns the sources for which it counts. */
  take(signal: KeyedSignal): readonly number[] {
    this.nowMs = Math.max(this.nowMs, signal.atMs);
    this.expire();
    const target = this.#acquireTarget(signal.target);
    if (signal.kind === "introductionAccepted" && !this.#wroteTo(signal.source, target)) {
      if (target >= 0) this.#release(this.#targets, target);
      return [];
    }
    const named = this.#namedSource(signal);
    const sources = named === undefined ? this.#approached(target) : [named];
    if (sources.length === 0) this.unattributed++;
    const marks = this.#rules.marksOf(signal, named === undefined);
    const at = this.builds.numbersOf(signal);
    for (const source of sources) {
      this.#count(source, at);
      const what = { signal, source, target, marks, ...at };
      const same = this.#sameLately(what);
      if (same > 0) this.log.repeat(same);
      else this.#append(what);
      if (named !== undefined) {
        for (const link of signal.links) {
          // A chain can name a key that isn't its own; only a sign-in proves it.
          if (signal.kind === "registered" && link.kind === "deviceKey") continue;
          this.links.note(source, link, this.nowMs);
        }
      }
    }
    if (named !== undefined) this.#release(this.#accounts, named);
    if (target >= 0) this.#release(this.#targets, target);
    return sources;
  }

  /** Lets go of what is too old, a bounded number of signals at a time. */
  expire(): void {
    for (let count = 0; count < EXPIRED_AT_ONCE; count++) {
      const { oldest } = this.log;
      const old = oldest > 0 && this.log.atMs(oldest) <= this.nowMs - SIGNAL_LIFETIME_MS;
      // One arrival can count for several sources.
      const crowded = this.log.isFull && count < APPROACHED_MAX;
      if (!old && !crowded) return;
      if (!old) this.droppedEarly++;
      this.#dropOldest(oldest);
    }
  }

  newestOf(source: number): number {
    return this.#ofSource[source] ?? 0;
  }

  rowsOf(source: number): number {
    return this.#rowsOfSource[source] ?? 0;
  }

  /** All marks that its rows bear, and perhaps some of rows that are gone. */
  marksOf(source: number): number {
    return this.#marksOfSource[source] ?? 0;
  }

  /** Names a source, account or not, in hex. */
  keyOf(source: number): string {
    return hexOfWords(this.#accounts.key(source));
  }

  /** The account behind a source, unless it isn't one. */
  accountId(source: number): AccountId | undefined {
    return this.#isAccount[source] === 1
      ? AccountId.parse(hexOfWords(this.#accounts.key(source)))
      : undefined;
  }

  sourceOf(account: AccountId): number | undefined {
    if (!wordsOfHex(account, this.#accountWords)) return undefined;
    const source = this.#accounts.find(this.#accountWords);
    return source < 0 ? undefined : source;
  }

  pseudonym(target: number): string {
    return hexOfWords(this.#targets.key(target));
  }

  /** Holds the number until it is released. */
  #acquireTarget(pseudonym: string | undefined): number {
    if (pseudonym === undefined || !wordsOfHex(pseudonym, this.#targetWords)) return -1;
    const target = this.#targets.acquire(this.#targetWords);
    this.#ofTarget = grown(this.#ofTarget, target);
    return target;
  }

  /** The account that a signal names, or else the first thing that it shares; held until released. */
  #namedSource({ source, links }: KeyedSignal): number | undefined {
    const key = this.#accountWords;
    const [first] = links;
    if (source !== undefined) {
      if (!wordsOfHex(source, key)) return undefined;
    } else if (first === undefined || !wordsOfBytes(first.tag, key.subarray(0, 4))) return undefined;
    else key.fill(0, 4);
    const number = this.#accounts.acquire(key);
    this.#ofSource = grown(this.#ofSource, number);
    this.#rowsOfSource = grown(this.#rowsOfSource, number);
    this.#marksOfSource = grown(this.#marksOfSource, number);
    this.#isAccount = grown(this.#isAccount, number);
    this.#isAccount[number] = source === undefined ? 0 : 1;
    return number;
  }

  /** Whether an introduction from this account to this person is among the signals. */
  #wroteTo(account: AccountId | undefined, target: number): boolean {
    const source = account === undefined ? undefined : this.sourceOf(account);
    if (source === undefined || target < 0) return false;
    for (let row = this.newestOf(source); this.log.has(row); row = this.log.beforeOfSource(row)) {
      if (this.log.target(row) === target && this.log.kind(row) === INTRODUCTION) return true;
    }
    return false;
  }

  /** The strangers who wrote to somebody, or looked them up, in these days, if they are few. */
  #approached(target: number): readonly number[] {
    if (target < 0) return [];
    const sources = new Set<number>();
    let row = this.#ofTarget[target] ?? 0;
    for (let seen = 0; this.log.has(row) && seen < APPROACHED_ROWS; seen++) {
      const kind = this.log.kind(row);
      if (kind === INTRODUCTION || kind === LOOKUP) sources.add(this.log.source(row));
      if (sources.size > APPROACHED_MAX) return [];
      row = this.log.beforeOfTarget(row);
    }
    return [...sources];
  }

  /** The row of the same thing within the hour: who repeats themselves takes no more room. */
  #sameLately(what: Arrived): number {
    const kind = signalKinds.indexOf(what.signal.kind);
    let row = this.newestOf(what.source);
    for (let seen = 0; this.log.has(row) && seen < REPEAT_ROWS; seen++) {
      if (this.log.atMs(row) <= this.nowMs - REPEAT_MS) return 0;
      const isSame =
        this.log.kind(row) === kind &&
        this.log.target(row) === what.target &&
        this.log.marks(row) === what.marks &&
        this.log.build(row) === what.build &&
        this.log.fault(row) === what.fault;
      if (isSame) return row;
      row = this.log.beforeOfSource(row);
    }
    return 0;
  }

  #append(what: Arrived): void {
    const { signal, source, target, marks, build, fault } = what;
    this.#accounts.retain(source);
    if (target >= 0) this.#targets.retain(target);
    const kind = signalKinds.indexOf(signal.kind);
    const row = this.log.append(
      { atMs: this.nowMs, kind, source, target, build, fault, marks },
      { ofSource: this.newestOf(source), ofTarget: target < 0 ? 0 : (this.#ofTarget[target] ?? 0) },
    );
    this.#ofSource[source] = row;
    this.#rowsOfSource[source] = this.rowsOf(source) + 1;
    this.#marksOfSource[source] = this.marksOf(source) | marks;
    if (target >= 0) this.#ofTarget[target] = row;
  }

  /** Counts the source towards its build, looking a little way back for whether it was counted. */
  #count(source: number, at: { readonly build: number; readonly fault: number }): void {
    if (at.build === 0) return;
    const isNew = { user: true, fault: true };
    let row = this.newestOf(source);
    for (let seen = 0; this.log.has(row) && seen < COMPANY_ROWS; seen++) {
      if (this.log.atMs(row) < this.builds.startedMs) break;
      if (this.log.build(row) === at.build) {
        isNew.user = false;
        if (this.log.fault(row) === at.fault) isNew.fault = false;
      }
      row = this.log.beforeOfSource(row);
    }
    this.builds.count(at, isNew);
  }

  #dropOldest(row: number): void {
    const source = this.log.source(row);
    const target = this.log.target(row);
    this.log.dropOldest();
    this.#rowsOfSource[source] = this.rowsOf(source) - 1;
    this.#release(this.#accounts, source);
    if (target >= 0) this.#release(this.#targets, target);
  }

  #release(table: IdTable, number: number): void {
    if (!table.release(number)) return;
    if (table === this.#targets) {
      this.#ofTarget[number] = 0;
      return;
    }
    this.#ofSource[number] = 0;
    this.#rowsOfSource[number] = 0;
    this.#marksOfSource[number] = 0;
    this.links.forget(number);
    this.#options.forgotten(number);
  }
}

interface Arrived {
  readonly signal: KeyedSignal;
  readonly source: number;
  readonly target: number;
  readonly marks: number;
  readonly build: number;
  readonly fault: number;
}
