import { useEffect, useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { contactName } from "../text/contact-name.ts";

/** A contact invite, made when it is shown: the code to scan, the link to hand over. */
export function MyInvite(): ReactNode {
  const { t } = useWords();
  const { run, busy, refused } = useTask();
  const [link, setLink] = useState<string>();
  const make = async (): Promise<void> => {
    const made = await run("invite.create", {});
    if (made !== undefined) setLink(made.link);
  };
  useEffect(() => {
    void run("invite.create", {}).then((made) => made !== undefined && setLink(made.link));
  }, [run]);
  return (
    <div className="invite">
      <p>{t("invite.lead")}</p>
      {link === undefined ? (
        <output className="soft">{busy ? t("invite.making") : null}</output>
      ) : (
        <LinkCard link={link} label={t("invite.qr")} />
      )}
      <Refusal kind={refused} />
      <Joined />
      <Button icon={link === undefined ? "retry" : "plus"} busy={busy} onPress={() => void make()}>
        {t(link === undefined ? "action.tryAgain" : "invite.another")}
      </Button>
    </div>
  );
}

/** Who used an invite while this page was open: on to talking. */
function Joined(): ReactNode {
  const words = useWords();
  const { go, store } = useApp();
  const [before] = useState(
    () => new Set(store.get().conversations.map(({ conversationId }) => conversationId)),
  );
  const joined = useAppState((state) =>
    state.conversations.find(
      ({ conversationId, contact }) => !before.has(conversationId) && contact.cameBy === "my_invite",
    ),
  );
  if (joined === undefined) return <output />;
  const { conversationId } = joined;
  const name = contactName(joined.contact, words);
  const write = (
    <Button manner="main" onPress={() => go({ view: "conversation", conversationId })}>
      {words.t("invite.write", { name })}
    </Button>
  );
  return (
    <output>
      <Callout meaning="trusted" icon="check" actions={write}>
        {words.t("invite.used", { name })}
      </Callout>
    </output>
  );
}

/** A link as a code, as text, and onto the clipboard or into another program. */
export function LinkCard(props: { readonly link: string; readonly label: string }): ReactNode {
  const { t } = useWords();
  const { link } = props;
  // Closing the share sheet without choosing is no failure.
  const share = (): void => void navigator.share({ url: link }).catch(() => undefined);
  return (
    <>
      <QrCode text={link} label={props.label} />
      <p className="address digits" dir="ltr">
        {link}
      </p>
      <div className="actions">
        <CopyButton text={link} />
        {"share" in navigator ? (
          <Button icon="share" onPress={share}>
            {t("action.share")}
          </Button>
        ) : null}
      </div>
    </>
  );
}
