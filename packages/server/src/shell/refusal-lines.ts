import type { SignalKind } from "@bridle/desk";
import { encode, mailboxEntry, type AccountId, type MailboxEntry } from "@bridle/protocol";
import type { Noticed } from "../domain/noticed.ts";
import { settle, type Arrival, type Settling } from "../domain/settle.ts";
import { REFUSALS_COUNTED_MAX, type RefusedOnDay } from "../ports/refusals.ts";
import { inTransaction, StoreFault, type Store } from "../ports/store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** People of whom something was refused within one step; beyond it nothing is counted. */
const PEOPLE_MAX = 10_000;
const LINES_PER_STEP = 200;

/** What was refused on the spot, so that it reached nobody. */
const refusedOnTheSpot: ReadonlySet<SignalKind> = new Set<SignalKind>([
  "inviteRefused",
  "keyPackageRefused",
  "memberRefused",
  "callRefused",
  "relayRefused",
  "syncRefused",
  "linkRefused",
]);

type Refusals = Extract<MailboxEntry, { readonly kind: "refusals" }>;

/**
 * The quiet line: what was refused for somebody on a day, in their own mailbox when the day is over. It
 * needs nobody's judgement, names nobody, and says one, a few or many, whatever is sent at them.
 */
export class RefusalLines {
  readonly #store: Store;
  readonly #settling: Settling;
  readonly #counts = new Map<AccountId, number>();

  constructor(store: Store, settling: Settling) {
    this.#store = store;
    this.#settling = settling;
  }

  note({ kind, target }: Noticed): void {
    if (target === undefined || !refusedOnTheSpot.has(kind)) return;
    const before = this.#counts.get(target) ?? 0;
    if (before >= REFUSALS_COUNTED_MAX) return;
    if (before > 0 || this.#counts.size < PEOPLE_MAX) this.#counts.set(target, before + 1);
  }

  /**
   * Makes durable what was counted, and writes the lines of days that are over, some at a time. Says what
   * arrived where. Throws `StoreFault` unless the disk is full: then everything waits.
   */
  step(nowMs: number): readonly Arrival[] {
    const store = this.#store;
    const today = Math.floor(nowMs / DAY_MS);
    const due = store.refusals.before(today, LINES_PER_STEP);
    if (due.length + this.#counts.size === 0 || store.spaceLow(nowMs)) return [];
    try {
      const arrivals = inTransaction(store, () => {
        for (const [accountId, attempts] of this.#counts) {
          const account = store.accounts.find(accountId)?.row;
          if (account !== undefined) store.refusals.add({ account, day: today, attempts });
        }
        const postings = due.map((refused) => this.#posting(refused, nowMs));
        for (const { account, day } of due) store.refusals.remove(account, day);
        return settle(store, postings, this.#settling);
      });
      this.#counts.clear();
      return arrivals;
    } catch (fault) {
      if (fault instanceof StoreFault && fault.kind === "full") return [];
      throw fault;
    }
  }

  #posting(refused: RefusedOnDay, atMs: number) {
    const { account, day, attempts } = refused;
    const entry: Refusals = { kind: "refusals", day, attempts: band(attempts) };
    const copies = this.#store.devices.listed(account).map(({ row: device }) => ({ device }));
    return { kind: "shared", atMs, body: encode(mailboxEntry, entry), copies } as const;
  }
}

function band(attempts: number): Refusals["attempts"] {
  if (attempts <= 1) return "one";
  return attempts < REFUSALS_COUNTED_MAX ? "few" : "many";
}
