import { useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { inviteKind } from "../text/invite-link.ts";
import { IntroductionSent, IntroductionText, fitsIntroduction } from "./introduction-text.tsx";

/** A link from somebody: an invite connects at once, a public link asks for an introduction. */
export function UseInvite(): ReactNode {
  const { t } = useWords();
  const { go, store, feed } = useApp();
  const opened = useAppState((state) => state.invite);
  const task = useTask();
  const [link, setLink] = useState(opened ?? "");
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const kind = inviteKind(link);
  const forget = (): void => store.set((state) => ({ ...state, invite: undefined }));
  const connect = async (): Promise<void> => {
    const used = await task.run("invite.use", { link: link.trim() });
    if (used === undefined) return;
    forget();
    await feed.conversations();
    go({ view: "conversation", conversationId: used.conversationId });
  };
  const introduce = async (): Promise<void> => {
    const done = await task.run("introduction.sendByLink", { link: link.trim(), text });
    if (done === undefined) return;
    forget();
    setSent(true);
  };
  if (sent) return <IntroductionSent />;
  const ready = kind === "public" ? fitsIntroduction(text) : link.trim() !== "";
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !task.busy) void (kind === "public" ? introduce() : connect());
      }}
    >
      <Field
        label={t("invite.link")}
        hint={t("invite.linkHint")}
        value={link}
        onChange={(value) => {
          task.forget();
          setLink(value);
        }}
        max={600}
        spelt
        focused={link === ""}
      />
      {kind === "public" ? (
        <>
          <p>{t("invite.publicLink")}</p>
          <IntroductionText value={text} onChange={setText} />
        </>
      ) : null}
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button manner="main" submit busy={task.busy} disabled={!ready}>
          {t(kind === "public" ? "find.send" : task.busy ? "signUp.connecting" : "invite.connect")}
        </Button>
      </div>
    </form>
  );
}
