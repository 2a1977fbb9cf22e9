import {
  added,
  countsOf,
  emptyDesk,
  apply,
  makeTransparencyReport,
  nextPeriod,
  parseOrder,
  periodAt,
  periodBounds,
  previewTransparencyReport,
  reportEntry,
  signTransparencyReport,
  uncountedCells,
  type Control,
  type DeskEvent,
  type PublishedReport,
  type ReportInput,
  type ReportPreview,
  type ReportRefusal,
  type ReportView,
  type Tally,
} from "@bridle/desk";
import { err, ok, toHex, type Result } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { SignalStore } from "../ports/signal-store.ts";
import { StoreFault } from "../ports/store.ts";
import type { DeskEvents } from "./desk-events.ts";
import type { DeskOrders } from "./desk-orders.ts";
import type { DeskReports, KeptReport } from "./desk-reports.ts";
import { reportSigner } from "./report-signer.ts";
import { retained } from "./retained.ts";

/** Signals counted in one step; between two of them messages have their turn. */
const COUNTED_AT_ONCE = 10_000;

export interface ReportServiceOptions {
  readonly file: {
    readonly events: DeskEvents;
    readonly orders: DeskOrders;
    readonly reports: DeskReports;
    origin(): string | undefined;
  };
  /** Absent where no server runs: then nothing new is counted. */
  readonly signals?: Pick<SignalStore, "arrivals" | "identity">;
  readonly crypto: Pick<ServerCrypto, "sha256" | "keyedHash" | "ed25519FromSeed">;
  /** Appends to the public log; the place in it, or nothing while the log can't take it. */
  readonly log?: (entry: Uint8Array) => Promise<number | undefined>;
  nowMs(): number;
  /** The desk's store failed otherwise than by a full disk: nobody knows what is kept. */
  broken(fault: unknown): void;
}

export type PublishRefusal = { readonly kind: "notDue" } | ReportRefusal;

/** Counts for the public report, shows it as it would be by now, and publishes it when its half-year is over. */
export class ReportService {
  readonly #options: ReportServiceOptions;
  #byHand: readonly Control[] | undefined;
  #logging = false;
  #stopped = false;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
    const { events, reports } = options.file;
    const period = this.#period;
    if (reports.since() === undefined) reports.begin(period, tallyOf(events.all(), period));
  }

  get publicKey(): Uint8Array {
    return reportSigner(this.#options.crypto).publicKey;
  }

  hashOf({ bytes }: Pick<KeptReport, "bytes">): Uint8Array {
    return this.#options.crypto.sha256(bytes);
  }

  /** Counts what came since. Throws `StoreFault`; what it couldn't count it counts the next time. */
  count(): void {
    const { file, signals } = this.#options;
    if (this.#stopped) return;
    if (this.#byHand !== undefined) file.reports.sawByHand(this.#period, this.#byHand, this.#options.nowMs());
    this.#byHand = undefined;
    if (signals === undefined) return;
    const place = file.reports.counted();
    const store = signals.identity;
    const { counts, newest } = signals.arrivals(place?.store === store ? place.number : 0, COUNTED_AT_ONCE);
    if (counts.size > 0) file.reports.countSignals(this.#period, counts, { store, number: newest });
  }

  /** What whoever runs the machine refuses from now on; kept with the next count. */
  sawByHand(controls: readonly Control[]): void {
    this.#byHand = controls;
  }

  view(): ReportView {
    const { file, crypto } = this.#options;
    const due = this.due();
    return {
      preview: this.#preview(this.#period),
      due: due === undefined ? null : this.#preview(due),
      published: file.reports.all().map(publishedOf(crypto)).toReversed(),
      publicKey: toHex(this.publicKey),
    };
  }

  /** The oldest half-year that is over and not reported. */
  due(): string | undefined {
    const { reports } = this.#options.file;
    const last = reports.all().at(-1)?.period;
    const next = last === undefined ? reports.since() : nextPeriod(last);
    return next !== undefined && next < this.#period ? next : undefined;
  }

  /** Publishes the report that is due, for good; the log gets it as soon as it can take it. */
  async publish(period: string, by: string): Promise<Result<KeptReport, PublishRefusal>> {
    const { file, crypto } = this.#options;
    if (period !== this.due()) return err({ kind: "notDue" });
    const made = makeTransparencyReport((data) => crypto.sha256(data), this.#input(period));
    if (!made.ok) return made;
    const signed = await signTransparencyReport(made.value, reportSigner(crypto));
    // Two may have asked at the same time.
    if (period !== this.due()) return err({ kind: "notDue" });
    const report = { period, ...signed, publishedAtMs: this.#options.nowMs(), by };
    file.reports.add(report);
    void this.log();
    return ok(report);
  }

  /** Gives the log the hashes of reports that it hasn't got. Throws nothing: what fails is tried again. */
  async log(): Promise<void> {
    const { file, crypto, log } = this.#options;
    if (log === undefined || this.#logging || this.#stopped) return;
    this.#logging = true;
    try {
      for (const report of file.reports.all()) {
        if (report.logIndex !== undefined) continue;
        const index = await log(reportEntry((data) => crypto.sha256(data), report, report.period));
        if (index === undefined || this.#stopped) return;
        file.reports.logged(report.period, index);
      }
    } catch (fault) {
      // A full disk is waited for.
      if (!(fault instanceof StoreFault && fault.kind === "full")) this.#options.broken(fault);
    } finally {
      this.#logging = false;
    }
  }

  /** The store closes: nothing more is written. */
  stop(): void {
    this.#stopped = true;
  }

  get #period(): string {
    return periodAt(this.#options.nowMs());
  }

  #preview(period: string): ReportPreview {
    const { crypto } = this.#options;
    const made = previewTransparencyReport((data) => crypto.sha256(data), this.#input(period));
    const endsAtMs = periodBounds(period)?.endMs ?? 0;
    return { period, endsAtMs, report: made.ok ? made.value.preview : null };
  }

  #input(period: string): ReportInput {
    const { file } = this.#options;
    const before = file.reports.all().at(-1);
    const follows = before !== undefined && nextPeriod(before.period) === period;
    return {
      service: new URL(file.origin() ?? "http://localhost").host,
      period,
      previous: follows ? before.bytes : undefined,
      tally: file.reports.tally(period),
      uncounted: uncountedCells,
      orders: file.orders.all().flatMap(({ text }) => {
        const order = parseOrder(text);
        return order.ok ? [order.value] : [];
      }),
      controls: [...controlsIn(file.events.ofStream("desk")), ...file.reports.byHand()],
      retention: retained,
      feeds: feedsAt(file.events.ofStream("desk"), periodBounds(period)?.endMs ?? 0),
      nowMs: this.#options.nowMs(),
    };
  }
}

function publishedOf({ sha256 }: Pick<ServerCrypto, "sha256">): (report: KeptReport) => PublishedReport {
  return ({ period, bytes, publishedAtMs, by, logIndex }) => ({
    period,
    sha256: toHex(sha256(bytes)),
    publishedAtMs,
    by,
    logIndex: logIndex ?? null,
  });
}

/** What a desk that wasn't counted so far has decided in this half-year. */
function tallyOf(events: readonly DeskEvent[], period: string): Tally {
  let tally: Tally = {};
  let before = emptyDesk;
  const streams = new Map<string, DeskEvent[]>();
  for (const event of events) {
    const earlier = streams.get(event.stream) ?? [];
    const counts = periodAt(event.atMs) === period ? countsOf(event, { before, earlier }) : {};
    tally = added(tally, counts);
    streams.set(event.stream, [...earlier, event]);
    before = apply(before, event);
  }
  return tally;
}

/** Every control that was ever imposed at the desk, with when it was lifted. */
function controlsIn(events: readonly DeskEvent[]): ReportInput["controls"] {
  const state = events.reduce(apply, emptyDesk);
  return [...state.controls.values()].map(({ liftedAtMs, ...control }) =>
    liftedAtMs === undefined ? { control } : { control, liftedAtMs },
  );
}

/** The feeds that were in use when a period ended, or are now. */
function feedsAt(events: readonly DeskEvent[], endMs: number): ReportInput["feeds"] {
  const state = events.filter(({ atMs }) => atMs < endMs).reduce(apply, emptyDesk);
  return [...state.feeds.values()].map(({ feed }) => feed);
}
