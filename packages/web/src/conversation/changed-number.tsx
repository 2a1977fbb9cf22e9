import type { ContactDetails } from "@bridle/client";
import type { ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** In place of the composer, once, after a safety number changed or the server was found lying about keys: nothing is sent until the person decides. */
export function ChangedNumber(props: { readonly contact: ContactDetails; readonly name: string }): ReactNode {
  const { contact, name } = props;
  const { accountId } = contact;
  const isLie = contact.keys.state === "different_keys";
  const { t } = useWords();
  const { go, feed } = useApp();
  const task = useTask();
  const accept = async (): Promise<void> => {
    await task.run("contact.acceptChange", { accountId });
    await feed.conversations();
  };
  return (
    <div className="instead">
      <Refusal kind={task.refused} />
      <Callout
        meaning="caution"
        alert
        actions={
          <>
            <Button
              manner="main"
              icon="shield"
              onPress={() => go({ view: "contact", accountId, conversationId: contact.conversationId })}
            >
              {t("changed.compare")}
            </Button>
            <Button busy={task.busy} onPress={() => void accept()}>
              {t("changed.accept")}
            </Button>
          </>
        }
      >
        <h2>{isLie ? t("differentKeys.title") : t("changed.title", { name })}</h2>
        <p>{t(isLie ? "differentKeys.why" : "changed.why")}</p>
        <p>{t(isLie ? "differentKeys.next" : "changed.next")}</p>
        <p>{t("changed.safe")}</p>
      </Callout>
    </div>
  );
}
