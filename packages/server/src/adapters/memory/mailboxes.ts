import { branded, isOfStrangers, toHex, type GapReason } from "@bridle/protocol";
import type { Answer, Answers } from "../../ports/answers.ts";
import type { Mail, Mailboxes, MailboxHead, Posted, Waiting } from "../../ports/mailboxes.ts";
import type { DeviceRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

type Entry = Waiting & { readonly atMs: number };
type Line = Omit<MailboxHead, "waiting" | "bytes"> & { readonly entries: readonly Entry[] };

const empty: Line = { ackedSeq: 0, lastSeq: 0, entries: [] };

export class MemoryMailboxes implements Mailboxes {
  readonly #lines: Table<DeviceRow, Line>;
  #nextPayload = 1;

  constructor(journal: Journal) {
    this.#lines = new Table(journal);
  }

  post({ atMs, body, copies }: Mail): Posted | undefined {
    if (copies.length === 0) return undefined;
    const payload = branded<number, "PayloadRow">(this.#nextPayload++);
    const seqs = copies.map(({ device, head }) =>
      this.#append(device, (seq) => ({ kind: "entry", seq, head, body, atMs })),
    );
    return { payload, seqs };
  }

  read(
    device: DeviceRow,
    after: number,
    bounds: { readonly entries: number; readonly bytes: number },
  ): readonly Waiting[] {
    const waiting: Waiting[] = [];
    let bytes = 0;
    for (const { atMs: _, ...entry } of this.#at(device).entries) {
      if (entry.seq <= after) continue;
      bytes += sizeOf(entry);
      if (waiting.length >= bounds.entries || (waiting.length > 0 && bytes > bounds.bytes)) break;
      waiting.push(entry.kind === "gap" ? { ...entry, from: Math.max(entry.from, after + 1) } : entry);
    }
    return waiting;
  }

  head(device: DeviceRow): MailboxHead {
    const { ackedSeq, lastSeq, entries } = this.#at(device);
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    return { ackedSeq, lastSeq, waiting: entries.length, bytes };
  }

  ack(device: DeviceRow, seq: number): void {
    const line = this.#at(device);
    if (seq <= line.ackedSeq) return;
    const entries = line.entries.filter((entry) => entry.seq > seq);
    this.#lines.set(device, { ...line, ackedSeq: seq, entries });
  }

  holds(device: DeviceRow, seq: number): boolean {
    return this.#at(device).entries.some((entry) => entry.kind === "entry" && entry.seq === seq);
  }

  dropOne(device: DeviceRow, seq: number, reason: GapReason): void {
    const line = this.#at(device);
    const entries = line.entries.map((entry) =>
      entry.seq === seq && entry.kind === "entry" ? gap({ from: seq, seq, reason }) : entry,
    );
    this.#lines.set(device, { ...line, entries });
  }

  appendGap(device: DeviceRow, reason: GapReason): void {
    const line = this.#at(device);
    const last = line.entries.at(-1);
    const grows = last?.kind === "gap" && last.reason === reason ? last : undefined;
    if (grows !== undefined) this.#lines.set(device, { ...line, entries: line.entries.slice(0, -1) });
    this.#append(device, (seq) => gap({ from: grows?.from ?? seq, seq, reason }));
  }

  expire(beforeMs: number, from: DeviceRow | undefined, mailboxes: number): DeviceRow | undefined {
    const all = this.#lines.entries().toSorted(([a], [b]) => a - b);
    const next = all.filter(([device]) => device > (from ?? 0)).slice(0, mailboxes);
    for (const [device, line] of next) this.#lines.set(device, expired(line, beforeMs));
    return next.length < mailboxes ? undefined : next.at(-1)?.[0];
  }

  waitingRoughly(): number {
    return this.#lines.values().reduce((sum, line) => sum + line.entries.length, 0);
  }

  #at(device: DeviceRow): Line {
    return this.#lines.get(device) ?? empty;
  }

  #append(device: DeviceRow, entry: (seq: number) => Entry): number {
    const line = this.#at(device);
    const seq = line.lastSeq + 1;
    this.#lines.set(device, { ...line, lastSeq: seq, entries: [...line.entries, entry(seq)] });
    return seq;
  }
}

function sizeOf(entry: Waiting): number {
  return entry.kind === "entry" ? (entry.head?.length ?? 0) + entry.body.length : 0;
}

function gap(said: { readonly from: number; readonly seq: number; readonly reason: GapReason }): Entry {
  return { kind: "gap", atMs: Number.POSITIVE_INFINITY, ...said };
}

/** A gap that is there already becomes part of one that follows it. */
function expired(line: Line, beforeMs: number): Line {
  const fresh = line.entries.findIndex((entry) => entry.kind === "entry" && entry.atMs >= beforeMs);
  const old = fresh < 0 ? line.entries : line.entries.slice(0, fresh);
  const last = old.findLast((entry) => entry.kind === "entry");
  const [first] = old;
  if (first === undefined || last === undefined) return line;
  const from = first.kind === "gap" ? first.from : first.seq;
  const rest = line.entries.filter((entry) => entry.seq > last.seq);
  const reason = old.filter((entry) => entry.seq <= last.seq).every(isStrangers) ? "strangers" : "expired";
  return { ...line, entries: [gap({ from, seq: last.seq, reason }), ...rest] };
}

function isStrangers(entry: Entry): boolean {
  return entry.kind === "gap" ? entry.reason === "strangers" : isOfStrangers(entry.head ?? entry.body);
}

export function memoryAnswers(journal: Journal): Answers {
  const answers = new Table<string, Answer & { readonly key: Uint8Array }>(journal);
  return {
    find(key) {
      const found = answers.get(toHex(key));
      return found && { order: found.order, atMs: found.atMs };
    },
    keep: (key, answer) => answers.set(toHex(key), { ...answer, key }),
    expire(beforeMs, from, rows) {
      const start = from === undefined ? "" : toHex(from);
      const next = answers
        .entries()
        .filter(([key]) => key > start)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, rows);
      for (const [key, { atMs }] of next) if (atMs < beforeMs) answers.delete(key);
      return next.at(-1)?.[1].key;
    },
  };
}
