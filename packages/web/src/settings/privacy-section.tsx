import type { Contact } from "@bridle/client";
import type { ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { noParams, useQuery } from "../app/use-query.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Switch } from "../parts/choices.tsx";
import { Icon } from "../parts/icon.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { contactName } from "../text/contact-name.ts";
import { useSettings } from "./use-settings.ts";

/** What others get to know, whom one has blocked, and what holds whatever is set here. */
export function PrivacySection(): ReactNode {
  const { t } = useWords();
  const [settings, change] = useSettings();
  return (
    <>
      <section className="section">
        <Switch
          label={t("privacy.receipts")}
          hint={t("privacy.receiptsHint")}
          on={settings.sendReadReceipts}
          onChange={(sendReadReceipts) => change({ sendReadReceipts })}
        />
        <Switch
          label={t("privacy.typing")}
          hint={t("privacy.typingHint")}
          on={settings.sendTyping}
          onChange={(sendTyping) => change({ sendTyping })}
        />
      </section>
      <Blocked />
      <section className="section" aria-label={t("privacy.always")}>
        <h2>{t("privacy.always")}</h2>
        <ul className="bullets">
          <li>
            <Icon name="people" />
            <p>{t("privacy.alwaysStrangers")}</p>
          </li>
          <li>
            <Icon name="link" />
            <p>{t("privacy.alwaysLinks")}</p>
          </li>
          <li>
            <Icon name="lock" />
            <p>{t("privacy.alwaysServer")}</p>
          </li>
        </ul>
      </section>
    </>
  );
}

function Blocked(): ReactNode {
  const words = useWords();
  const { feed } = useApp();
  const { run, busy, refused } = useTask();
  const contacts = useQuery("contact.list", noParams);
  const blocked = contacts.value?.filter((contact) => contact.blocked) ?? [];
  const unblock = async ({ accountId }: Contact): Promise<void> => {
    const done = await run("contact.unblock", { accountId });
    if (done !== undefined) await Promise.all([contacts.again(), feed.conversations()]);
  };
  return (
    <section className="section" aria-label={words.t("privacy.blocked")}>
      <h2>{words.t("privacy.blocked")}</h2>
      {blocked.length === 0 ? <p className="soft">{words.t("privacy.blockedNone")}</p> : null}
      <ul className="stack-tight">
        {blocked.map((contact) => (
          <li key={contact.accountId} className="instead-line">
            <bdi>{contactName(contact, words)}</bdi>
            <Button busy={busy} onPress={() => void unblock(contact)}>
              {words.t("composer.unblock")}
            </Button>
          </li>
        ))}
      </ul>
      <Refusal kind={refused} />
    </section>
  );
}
