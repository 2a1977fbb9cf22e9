import type { reportCalls } from "@bridle/desk";
import { err, ok, toHex } from "@bridle/protocol";
import type { DeskHandlers } from "../http/desk-api.ts";
import type { ReportService } from "./report-service.ts";

type ReportHandlers = Pick<DeskHandlers, keyof typeof reportCalls>;

/** The calls about the public report: everybody at the desk reads it, a lead or counsel publishes it. */
export function reportHandlers(reports: ReportService): ReportHandlers {
  return {
    "report.get": async () => ok(reports.view()),
    "report.publish": async ({ period }, { session }) => {
      const published = await reports.publish(period, session?.analyst.id ?? "");
      if (published.ok) return ok({ sha256: toHex(reports.hashOf(published.value)) });
      const { kind } = published.error;
      return kind === "notDue" || kind === "notOver"
        ? err({ kind: "report_not_due", detail: kind })
        : err({ kind: "report_not_made", detail: kind });
    },
  };
}
