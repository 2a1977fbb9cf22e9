import type { Clock } from "../ports/clock.ts";
import { StoreFault } from "../ports/store.ts";
import type { DeskService } from "./desk-service.ts";
import type { ReportService } from "./report-service.ts";

const SEND_EVERY_MS = 1_000;
const LOG_EVERY_MS = 5_000;
const REVIEW_EVERY_MS = 60_000;
const MAINTAIN_EVERY_MS = 60 * 60 * 1000;

/** Keeps the desk's work going: notices in pieces between which messages have their turn, counts, and what is due. */
export function runDesk(
  service: DeskService,
  reports: Pick<ReportService, "count" | "log">,
  env: { readonly clock: Pick<Clock, "after">; broken(fault: unknown): void },
): { stop(): void } {
  const { clock } = env;
  let stopped = false;
  const every = (ms: number, work: () => void): void => {
    clock.after(ms, () => {
      if (stopped) return;
      guarded(work);
      every(ms, work);
    });
  };
  /** A full disk is waited for; after any other fault nobody knows what is kept. */
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      if (!(fault instanceof StoreFault && fault.kind === "full")) env.broken(fault);
    }
  };
  let sending = false;
  /** One piece at a time: between two of them messages have their turn. */
  const send = (): void => {
    if (stopped) return;
    sending = false;
    guarded(() => (sending = service.sendNotices()));
    if (sending) clock.after(0, send);
  };
  every(SEND_EVERY_MS, () => {
    if (!sending) send();
  });
  // What the log couldn't take when it was decided: while it opens, or too few witnesses answer.
  every(LOG_EVERY_MS, () => {
    service.keepFindings();
    void service.log();
    reports.count();
    void reports.log();
  });
  every(REVIEW_EVERY_MS, () => service.reviewOrders());
  every(MAINTAIN_EVERY_MS, () => service.maintain());
  return { stop: () => void (stopped = true) };
}
