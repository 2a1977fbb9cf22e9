import type { MessageStatus } from "@bridle/client";
import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import type { PlainKey } from "../words/catalogue.ts";

const TEXTS: Readonly<Record<MessageStatus, PlainKey>> = {
  waiting: "status.waiting",
  sent: "status.sent",
  delivered: "status.delivered",
  read: "status.read",
  failed: "status.failed",
};

const PATHS: Readonly<Record<MessageStatus, string>> = {
  waiting: "M12 15a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12 6.75V9.5l2 1.25",
  sent: "m8 10 3 3 6-6.5",
  delivered: "m3.5 10 3 3 6-6.5M10.5 12l1 1 6-6.5",
  read: "m3.5 10 3 3 6-6.5M10.5 12l1 1 6-6.5",
  failed: "M12 15a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12 6.5V10M12 12.25v.01",
};

/** What became of one's own message: a shape of its own for each state, and its words. */
export function MessageStatusIcon(props: { readonly status: MessageStatus }): ReactNode {
  const { t } = useWords();
  const { status } = props;
  const label = t(TEXTS[status]);
  return (
    <svg className="status" data-status={status} viewBox="0 0 20 20" role="img" aria-label={label}>
      <title>{label}</title>
      {status === "read" ? <rect x="0.5" y="2.5" width="19" height="14" rx="7" /> : null}
      <path d={PATHS[status]} />
    </svg>
  );
}
