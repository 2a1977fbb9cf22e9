import type { ContactDetails } from "@bridle/client";
import { useState, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { Report } from "./report.tsx";

/** Blocking and its undoing, each with what it means, and reporting. */
export function BlockSection(props: { readonly contact: ContactDetails; readonly name: string }): ReactNode {
  const { contact, name } = props;
  const { t } = useWords();
  const { feed } = useApp();
  const task = useTask();
  const reporting = useTask();
  const [asking, setAsking] = useState(false);
  const set = async (method: "contact.block" | "contact.unblock"): Promise<void> => {
    const done = await task.run(method, { accountId: contact.accountId });
    if (done !== undefined) setAsking(false);
    await feed.conversations();
  };
  return (
    <section className="section" aria-label={t("block.section")}>
      <h2>{t("block.section")}</h2>
      {contact.blocked ? (
        <>
          <p>{t("block.isBlocked", { name })}</p>
          <p className="soft">{t("block.undoHint")}</p>
        </>
      ) : (
        <Consequences />
      )}
      {asking ? null : <Refusal kind={task.refused} />}
      <div className="actions">
        {contact.blocked ? (
          <Button busy={task.busy} onPress={() => void set("contact.unblock")}>
            {t("block.undo", { name })}
          </Button>
        ) : (
          <Button icon="block" onPress={() => setAsking(true)}>
            {t("block.action", { name })}
          </Button>
        )}
        <Report
          task={reporting}
          onReport={(reason) => reporting.run("contact.report", { accountId: contact.accountId, reason })}
        />
      </div>
      {asking ? (
        <Dialog title={t("block.title", { name })} onClose={() => setAsking(false)}>
          <Consequences />
          <Refusal kind={task.refused} />
          <div className="actions actions-end">
            <Button onPress={() => setAsking(false)}>{t("action.cancel")}</Button>
            <Button manner="danger" busy={task.busy} onPress={() => void set("contact.block")}>
              {t("block.confirm")}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}

function Consequences(): ReactNode {
  const { t } = useWords();
  return (
    <ul className="bullets">
      <li>
        <Icon name="block" />
        <p>{t("block.cant")}</p>
      </li>
      <li>
        <Icon name="eye" />
        <p>{t("block.told")}</p>
      </li>
      <li>
        <Icon name="storage" />
        <p>{t("block.kept")}</p>
      </li>
    </ul>
  );
}
