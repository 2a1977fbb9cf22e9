import type { CameBy, ContactDetails } from "@bridle/client";
import { useMemo, type ReactNode } from "react";
import { useAppState } from "../app/app-context.ts";
import { useQuery } from "../app/use-query.ts";
import { useWords } from "../app/words-context.tsx";
import { standingOf } from "../conversation/standing.ts";
import type { AccountId } from "../engine/engine.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Callout } from "../parts/callout.tsx";
import { Pane } from "../parts/pane.tsx";
import { contactName } from "../text/contact-name.ts";
import type { PlainKey } from "../words/catalogue.ts";
import type { Words } from "../words/words.ts";
import { BlockSection } from "./block-section.tsx";
import { KeysSection } from "./keys-section.tsx";
import { SafetyNumber } from "./safety-number.tsx";

/** Who somebody is: how one knows them, the safety number, and the way to be rid of them. */
export function ContactPage(props: { readonly accountId: AccountId; readonly beside: boolean }): ReactNode {
  const { t } = useWords();
  const contact = useContact(props.accountId);
  return (
    <Pane title={t("contact.title")} className="contact" closes={props.beside}>
      {contact === undefined ? null : <Details contact={contact} />}
    </Pane>
  );
}

function Details(props: { readonly contact: ContactDetails }): ReactNode {
  const { contact } = props;
  const words = useWords();
  const name = contactName(contact, words);
  const standing = standingOf(contact, words);
  return (
    <>
      <div className="person">
        <Avatar name={contact.displayName ?? contact.handle ?? ""} accountId={contact.accountId} large />
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {contact.handle === undefined ? null : (
          <p className="soft" dir="ltr">
            @{contact.handle}
          </p>
        )}
        <p className="small soft">{words.t("contact.since", { date: words.date(contact.since) })}</p>
      </div>
      <section className="section" aria-label={words.t("contact.standing")}>
        <h2>{words.t("contact.standing")}</h2>
        <Callout meaning={standing.meaning} icon={standing.icon}>
          <p>
            <strong>{standing.text}</strong>
          </p>
          <p>{standingText(contact, words)}</p>
        </Callout>
      </section>
      <KeysSection contact={contact} />
      <SafetyNumber key={contact.changedAt} contact={contact} name={name} />
      <BlockSection contact={contact} name={name} />
    </>
  );
}

const CAME_BY: Readonly<Record<CameBy, PlainKey>> = {
  my_invite: "contact.myInvite",
  their_invite: "contact.theirInvite",
  their_introduction: "contact.theirIntroduction",
  my_introduction: "contact.myIntroduction",
  restored: "contact.restored",
};

function standingText(contact: ContactDetails, { t, date }: Words): string {
  const { changedAt, verified, verifiedAt, keys } = contact;
  if (keys.state === "different_keys") return t("differentKeys.why");
  if (changedAt !== undefined) return t("contact.changed", { date: date(changedAt) });
  if (!verified) return t(CAME_BY[contact.cameBy]);
  return verifiedAt === undefined
    ? t("contact.verifiedSometime")
    : t("contact.verified", { date: date(verifiedAt) });
}

/** From the list where there is a conversation, which events keep fresh; asked for otherwise. */
function useContact(accountId: AccountId): ContactDetails | undefined {
  const params = useMemo(() => ({ accountId }), [accountId]);
  const asked = useQuery("contact.get", params);
  const listed = useAppState(
    (state) => state.conversations.find(({ contact }) => contact.accountId === accountId)?.contact,
  );
  return listed ?? asked.value;
}
