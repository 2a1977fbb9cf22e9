import { useState, type ReactNode } from "react";
import type { Task } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Choices } from "../parts/choices.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Refusal } from "../parts/refusal.tsx";

export const reasons = ["impersonation", "suspicious_link", "threats", "spam", "other"] as const;
type Reason = (typeof reasons)[number];

/** Reports an account: asks why, says what the operator learns, and then that it was sent. */
export function Report(props: {
  readonly task: Pick<Task, "busy" | "refused">;
  /** `undefined` when it wasn't taken. */
  readonly onReport: (reason: Reason) => Promise<unknown>;
  readonly describedBy?: string;
}): ReactNode {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const [reason, setReason] = useState<Reason>("impersonation");
  if (sent) return <output>{t("report.sent")}</output>;
  const { describedBy } = props;
  const described = describedBy === undefined ? {} : { describedBy };
  const send = async (): Promise<void> => {
    if ((await props.onReport(reason)) === undefined) return;
    setAsking(false);
    setSent(true);
  };
  return (
    <>
      <Button icon="warning" {...described} onPress={() => setAsking(true)}>
        {t("report.action")}
      </Button>
      {asking ? (
        <Dialog title={t("report.title")} onClose={() => setAsking(false)}>
          <Choices
            label={t("report.why")}
            value={reason}
            options={reasons.map((value) => ({ value, label: t(`report.${value}`) }))}
            onChange={setReason}
          />
          <p className="soft">{t("report.learns")}</p>
          <Refusal kind={props.task.refused} />
          <div className="actions actions-end">
            <Button onPress={() => setAsking(false)}>{t("action.cancel")}</Button>
            <Button manner="main" busy={props.task.busy} onPress={() => void send()}>
              {t("report.send")}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
