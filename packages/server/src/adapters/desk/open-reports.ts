import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ReportView } from "@bridle/desk";
import type { Result } from "@bridle/protocol";
import type { KeptReport } from "../../desk/desk-reports.ts";
import { ReportService, type PublishRefusal } from "../../desk/report-service.ts";
import { StoreRefusal } from "../../ports/data-folder.ts";
import { readKeys } from "../keys-file.ts";
import { createNodeCrypto } from "../node-crypto.ts";
import { DESK_FILE, openDeskFile } from "./desk-file.ts";

/** What whoever runs the host does about the public report, while the server runs or not. */
export interface OpenReports {
  view(): ReportView;
  /** Publishes the half-year that is due; a running server, or the next one, gives its hash to the log. */
  publish(period: string): Promise<Result<KeptReport, PublishRefusal>>;
  close(): void;
}

/** Opens a data folder's reports beside a running server. Throws `StoreRefusal` where there is no desk. */
export function openReports(dataDir: string): OpenReports {
  if (!existsSync(join(dataDir, DESK_FILE))) {
    throw new StoreRefusal("not_a_store", `There is no desk in ${dataDir} yet. Start its server once.`);
  }
  const crypto = createNodeCrypto(readKeys(dataDir));
  const file = openDeskFile(dataDir);
  const reports = new ReportService({
    file,
    crypto,
    nowMs: () => Date.now(),
    broken(fault) {
      throw fault;
    },
  });
  return {
    view: () => reports.view(),
    publish: (period) => reports.publish(period, "operator"),
    close: () => file.close(),
  };
}
