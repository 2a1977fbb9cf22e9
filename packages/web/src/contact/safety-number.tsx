import type { ContactDetails } from "@bridle/client";
import { useMemo, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useQuery } from "../app/use-query.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { groupsOfFive } from "../text/digits.ts";

/** The safety number as digits and code, how to compare it, and where to say that it is the same. */
export function SafetyNumber(props: { readonly contact: ContactDetails; readonly name: string }): ReactNode {
  const { contact, name } = props;
  const { accountId } = contact;
  const { t } = useWords();
  const params = useMemo(() => ({ accountId }), [accountId]);
  const digits = useQuery("contact.safetyNumber", params).value?.digits;
  return (
    <section className="section" aria-label={t("safety.title")}>
      <h2>{t("safety.title")}</h2>
      <p>{t("safety.lead")}</p>
      {digits === undefined ? <p className="soft">{t("safety.working")}</p> : <Digits digits={digits} />}
      <ul className="bullets">
        <li>
          <Icon name="phone" />
          <p>{t("safety.onPhone")}</p>
        </li>
        <li>
          <Icon name="qr" />
          <p>{t("safety.inPerson")}</p>
        </li>
      </ul>
      {digits === undefined ? null : (
        <div className="invite">
          <QrCode text={digits} label={t("safety.qr")} />
        </div>
      )}
      <Verify contact={contact} name={name} />
      <p className="small soft">{t("safety.differ", { name })}</p>
    </section>
  );
}

function Digits(props: { readonly digits: string }): ReactNode {
  const { t } = useWords();
  return (
    <ol className="safety-digits digits" aria-label={t("safety.digits")} translate="no">
      {groupsOfFive(props.digits).map((group, index) => (
        <li key={index}>{group}</li>
      ))}
    </ol>
  );
}

function Verify(props: { readonly contact: ContactDetails; readonly name: string }): ReactNode {
  const { contact, name } = props;
  const { t } = useWords();
  const { feed } = useApp();
  const task = useTask();
  if (contact.verified && contact.changedAt === undefined) return null;
  const verify = async (): Promise<void> => {
    await task.run("contact.verify", { accountId: contact.accountId });
    await feed.conversations();
  };
  return (
    <div className="stack-tight">
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button manner="main" icon="verified" busy={task.busy} onPress={() => void verify()}>
          {t("safety.verify")}
        </Button>
      </div>
      <p className="small soft">{t("safety.verifyHint", { name })}</p>
    </div>
  );
}
