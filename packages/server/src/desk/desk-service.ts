import {
  apply,
  caseOfFinding,
  controlsOf,
  countsOf,
  decide,
  DESK_STREAM,
  isDueForDeletion,
  ledgerEntry,
  replay,
  saltBytes,
  type Command,
  type DeskEvent,
  type DeskState,
  type Finding,
  type HeldOrder,
  type OpenedTarget,
  type OrdersHere,
  type Refusal,
  type Role,
} from "@bridle/desk";
import { ok, toHex, type Result } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import { StoreFault } from "../ports/store.ts";
import type { UnlockRefusal } from "../signals/desk-key.ts";
import type { DeskEvents } from "./desk-events.ts";
import type { DeskFindings } from "./desk-findings.ts";
import type { DeskHost } from "./desk-host.ts";
import type { DeskOrders } from "./desk-orders.ts";
import { HeldOrders } from "./held-orders.ts";

const FINDING_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;
const NOTICES_AT_ONCE = 200;
const LOGGED_AT_ONCE = 100;

export interface DeskServiceOptions {
  readonly events: DeskEvents;
  readonly findings: DeskFindings;
  readonly host: DeskHost;
  readonly orders: Pick<DeskOrders, "find">;
  /** The services of this server, by id. */
  readonly platforms: readonly string[];
  readonly crypto: Pick<ServerCrypto, "randomBytes" | "sha256">;
  nowMs(): number;
  /** The desk's store failed otherwise than by a full disk: nobody knows what is kept. */
  broken(fault: unknown): void;
}

/**
 * The desk as it runs: keeps what was decided before anything happens by it, and then makes it happen. What
 * was kept and hasn't happened happens after the next start.
 */
export class DeskService {
  readonly host: DeskHost;
  readonly #options: DeskServiceOptions;
  readonly #findings: Map<string, Finding>;
  readonly #deskSalt: Uint8Array;
  readonly #held: HeldOrders;
  /** Findings that were told and couldn't be kept yet. */
  readonly #late = new Map<string, Finding>();
  #state: DeskState;
  #logging = false;
  #stopped = false;

  constructor(options: DeskServiceOptions) {
    const { events, findings, host, crypto } = options;
    this.#options = options;
    this.host = host;
    this.#state = replay(events.all());
    this.#findings = new Map(findings.all().map((finding) => [finding.id, finding]));
    this.#held = new HeldOrders(options.orders, (data) => crypto.sha256(data));
    this.#deskSalt = events.salt(() => crypto.randomBytes(32));
    for (const stream of this.#state.gone) events.deleteStream(stream);
    host.setControls(controlsOf(this.#state));
    this.#guarded(() => this.reviewOrders());
  }

  get state(): DeskState {
    return this.#state;
  }

  /** The orders that two persons confirmed, and where they can apply. */
  get orders(): OrdersHere {
    const held = (): readonly HeldOrder[] => this.#held.of(this.#state.orders.values());
    return { held, platforms: this.#options.platforms };
  }

  /** Findings that no case holds, the newest first. */
  get findings(): readonly Finding[] {
    // After a crash between two steps a finding may still lie here that a case holds already.
    return [...this.#findings.values()]
      .filter(({ id }) => caseOfFinding(this.#state, id) === undefined)
      .toSorted((a, b) => b.atMs - a.atMs);
  }

  finding(id: string): Finding | undefined {
    return this.#findings.get(id);
  }

  /** A fresh id for a case, a proposal or a control. */
  freshId(): string {
    return toHex(this.#options.crypto.randomBytes(16));
  }

  /** Decides, keeps, and starts what follows. The events are durable when it returns. */
  command(command: Command): Result<readonly DeskEvent[], Refusal> {
    const { crypto, events } = this.#options;
    const decided = decide(this.#state, command, {
      nowMs: this.#options.nowMs(),
      orders: this.orders,
      sha256: (data) => crypto.sha256(data),
      salt: toHex(crypto.randomBytes(32)),
    });
    if (!decided.ok) return decided;
    let next = this.#state;
    const kept = decided.value.map((event) => {
      const before = next;
      next = apply(before, event);
      const earlier = mayRepeat(event) ? events.ofStream(event.stream) : [];
      const counts = countsOf(event, { before, earlier });
      return { event, entry: this.#entryFor(event, { before, after: next }), counts };
    });
    events.append(kept);
    this.#state = next;
    for (const event of decided.value) this.#follow(event);
    void this.log();
    return ok(decided.value);
  }

  /** Who signs in is who decides: people that the host let in or sent away are appointed or revoked. */
  meet(people: readonly { readonly id: string; readonly role: Role; readonly revokedAtMs?: number }[]): void {
    for (const { id: personId, role, revokedAtMs } of people) {
      const known = this.#state.people.get(personId);
      if (known === undefined) this.command({ by: "operator", kind: "person.appoint", personId, role });
      if (revokedAtMs !== undefined && known?.revokedAtMs === undefined) {
        this.command({ by: "operator", kind: "person.revoke", personId });
      }
    }
  }

  /** What the detector found, new or grown. */
  found(findings: readonly Finding[]): void {
    for (const finding of findings) this.#late.set(finding.id, finding);
    this.keepFindings();
  }

  /** Keeps what was found and isn't kept yet; a full disk is waited for. */
  keepFindings(): void {
    this.#guarded(() => {
      for (const finding of this.#late.values()) {
        if (caseOfFinding(this.#state, finding.id) === undefined) {
          this.#options.findings.put(finding);
          this.#findings.set(finding.id, finding);
        } else {
          // Nothing to do when the case knows as much.
          this.command({ by: "desk", kind: "finding.seen", finding });
        }
        this.#late.delete(finding.id);
      }
    });
  }

  /** Opens what two persons allowed, by two persons' shares. */
  async openTargets(
    caseId: string,
    unlocks: Parameters<DeskHost["openTargets"]>[1],
  ): Promise<Result<readonly OpenedTarget[], UnlockRefusal | Refusal>> {
    const found = this.#state.cases.get(caseId);
    const known = new Set([...(found?.opened.map(({ target }) => target) ?? []), ...(found?.lost ?? [])]);
    const targets = found?.allowed.filter((target) => !known.has(target)) ?? [];
    const opened = await this.host.openTargets(targets, unlocks);
    if (!opened.ok) return opened;
    const there = new Set(opened.value.map(({ target }) => target));
    const lost = targets.filter((target) => !there.has(target));
    // Meanwhile the case may have been merged or split: then nothing of this is kept.
    const kept = this.command({ by: "desk", kind: "targets.opened", caseId, opened: opened.value, lost });
    return kept.ok ? opened : kept;
  }

  /** Sends what may be sent, a piece at a time; `true` while there is more. */
  sendNotices(): boolean {
    for (const { id: caseId, batches } of this.#state.cases.values()) {
      const batch = batches.find((each) => each.stopped !== true && each.accounts.length > 0);
      if (batch === undefined) continue;
      const accounts = batch.accounts.slice(0, NOTICES_AT_ONCE);
      const posted = this.host.postNotices({ batch: batch.id, letter: batch.letter, accounts });
      const told = posted.map(({ account, outcome }) => ({
        account,
        ...(outcome === "posted" ? {} : { passedOver: outcome }),
      }));
      const kept = this.command({ by: "desk", kind: "notices.sent", caseId, batchId: batch.id, told });
      if (kept.ok) return true;
    }
    return false;
  }

  /** Ends what rests on orders that bind no more: they change by what people enter, and by the day. */
  reviewOrders(): void {
    // Nothing to do is the rule.
    this.command({ by: "desk", kind: "order.review" });
  }

  /** Deletes what is due, and forgets findings with the signals that they were made of. */
  maintain(): void {
    const nowMs = this.#options.nowMs();
    for (const each of this.#state.cases.values()) {
      if (isDueForDeletion(each, nowMs)) this.command({ by: "desk", kind: "case.delete", caseId: each.id });
    }
    this.#options.findings.expire(nowMs - FINDING_LIFETIME_MS);
    this.#findings.clear();
    for (const finding of this.#options.findings.all()) this.#findings.set(finding.id, finding);
  }

  /** The store closes: nothing more is written, whatever still comes back. */
  stop(): void {
    this.#stopped = true;
  }

  /** Gives the log what it hasn't got yet; again after the next decision where it can't take it. */
  async log(): Promise<void> {
    if (this.#logging || this.#stopped) return;
    this.#logging = true;
    try {
      await this.#logAll();
    } catch (fault) {
      this.#guarded(() => {
        throw fault;
      });
    } finally {
      this.#logging = false;
    }
  }

  async #logAll(): Promise<void> {
    const { events } = this.#options;
    for (;;) {
      const waiting = events.unlogged(LOGGED_AT_ONCE);
      if (waiting.length === 0) return;
      for (const { position, entry } of waiting) {
        const index = await this.host.log(entry);
        if (index === undefined || this.#stopped) return;
        events.logged([{ position, index }]);
      }
    }
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      if (!(fault instanceof StoreFault && fault.kind === "full")) this.#options.broken(fault);
    }
  }

  #follow(event: DeskEvent): void {
    switch (event.kind) {
      case "caseOpened":
      case "findingsAdded":
        for (const { id } of event.findings) {
          this.#findings.delete(id);
          this.#options.findings.remove(id);
        }
        return;
      case "controlImposed":
      case "controlConfirmed":
      case "controlLifted":
        return this.host.setControls(controlsOf(this.#state));
      case "orderConfirmed":
        // What was confirmed is kept, whatever becomes of this: it is looked at again within the minute.
        return this.#guarded(() => this.reviewOrders());
      case "caseDeleted":
        return this.#options.events.deleteStream(event.caseId);
      default:
    }
  }

  #entryFor(event: DeskEvent, state: { readonly before: DeskState; readonly after: DeskState }): Uint8Array {
    const { sha256 } = this.#options.crypto;
    // The first event of a case brings its salt with it.
    const found = state.after.cases.get(event.stream) ?? state.before.cases.get(event.stream);
    const salt = event.stream === DESK_STREAM ? this.#deskSalt : saltBytes(found?.salt ?? "");
    if (salt === undefined) throw new Error("assertion failed: a case has a salt");
    return ledgerEntry((data) => sha256(data), event, { salt, state: state.before });
  }
}

/** Of these the report counts only the first of a stream. */
function mayRepeat({ kind }: DeskEvent): boolean {
  return kind === "caseConfirmed" || kind === "caseDismissed";
}
