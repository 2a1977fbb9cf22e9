import type { DeskPerson, PasskeyJson } from "@bridle/desk";
import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useDoing } from "../api/use-doing.ts";
import { creationOptions, requestOptions } from "../brand.ts";
import { Failure } from "../parts/failure.tsx";
import { useWords } from "../words/words.ts";

/** The browser's own window for passkeys: what it gave, or nothing when it was closed. */
async function passkey(ask: () => Promise<object>): Promise<PasskeyJson | undefined> {
  try {
    return Object.fromEntries(Object.entries(await ask()));
  } catch {
    return undefined;
  }
}

export function SignIn(props: {
  readonly anybody: boolean;
  readonly onDone: (me: DeskPerson) => void;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [cancelled, setCancelled] = useState(false);
  const signIn = async (): Promise<void> => {
    setCancelled(false);
    const begun = await doing.run("session.begin", {});
    if (begun === undefined) return;
    const response = await passkey(() => startAuthentication(requestOptions(begun.options)));
    if (response === undefined) return setCancelled(true);
    const done = await doing.run("session.finish", { ceremony: begun.ceremony, response });
    if (done !== undefined) props.onDone(done.me);
  };
  return (
    <div className="desk-door stack">
      <h1>{t("signIn.title")}</h1>
      <p className="soft">{t("signIn.lead")}</p>
      {props.anybody ? null : <Callout>{t("signIn.nobody")}</Callout>}
      <Failure failure={doing.failure} />
      {cancelled ? <Callout alert>{t("passkey.cancelled")}</Callout> : null}
      <Button manner="main" busy={doing.busy} onPress={() => void signIn()}>
        {t("signIn.action")}
      </Button>
      <p className="soft small">{t("signIn.noKey")}</p>
    </div>
  );
}

/** What a one-time link opens. */
export function Join(props: {
  readonly token: string;
  readonly onDone: (me: DeskPerson) => void;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [name, setName] = useState("");
  const [cancelled, setCancelled] = useState(false);
  const join = async (): Promise<void> => {
    setCancelled(false);
    const begun = await doing.run("join.begin", { token: props.token, name });
    if (begun === undefined) return;
    const response = await passkey(() => startRegistration(creationOptions(begun.options)));
    if (response === undefined) return setCancelled(true);
    const done = await doing.run("join.finish", { ceremony: begun.ceremony, response });
    if (done !== undefined) props.onDone(done.me);
  };
  return (
    <form
      className="desk-door stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing.busy && name.trim() !== "") void join();
      }}
    >
      <h1>{t("join.title")}</h1>
      <p className="soft">{t("join.lead")}</p>
      <TextField label={t("join.name")} value={name} onChange={setName} max={60} focused />
      <Failure failure={doing.failure} />
      {cancelled ? <Callout alert>{t("passkey.cancelled")}</Callout> : null}
      <Button manner="main" submit busy={doing.busy} disabled={name.trim() === ""}>
        {t("join.action")}
      </Button>
    </form>
  );
}
