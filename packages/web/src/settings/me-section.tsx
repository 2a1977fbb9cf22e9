import { useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { refusalText } from "../app/refusal.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Avatar } from "../parts/avatar.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { displayNameCodePointsMax, isHandle, typedHandle } from "../text/bounds.ts";
import { DeleteAccount } from "./delete-account.tsx";
import { PublicLinks } from "./public-links.tsx";

/** Who one is to others, the ways to oneself, and the account's ends: its words, its deletion. */
export function MeSection(): ReactNode {
  const { t } = useWords();
  const account = useAppState((state) => state.account);
  if (account === undefined) return null;
  const name = account.displayName ?? "";
  return (
    <>
      <div className="person">
        <Avatar name={name || (account.handle ?? "")} accountId={account.accountId ?? "0"} large />
        <h2>
          <bdi>{name || t("me.noName")}</bdi>
        </h2>
        {account.handle === undefined ? null : <p className="soft" dir="ltr">{`@${account.handle}`}</p>}
      </div>
      <div className="section">
        <NameForm name={name} />
        <HandleForm handle={account.handle ?? ""} />
      </div>
      <PublicLinks />
      <RecoveryState />
      <DeleteAccount />
    </>
  );
}

function NameForm(props: { readonly name: string }): ReactNode {
  const { t } = useWords();
  const { feed } = useApp();
  const task = useTask();
  const [name, setName] = useState(props.name);
  const [saved, setSaved] = useState(false);
  const save = async (): Promise<void> => {
    const done = await task.run("profile.set", name.trim() === "" ? {} : { displayName: name.trim() });
    setSaved(done !== undefined);
    await feed.account();
  };
  return (
    <SaveForm changed={name.trim() !== props.name} busy={task.busy} saved={saved} onSave={() => void save()}>
      <Field
        label={t("me.name")}
        hint={t("me.nameHint")}
        wrong={task.refused === undefined ? undefined : t(refusalText(task.refused))}
        value={name}
        onChange={setName}
        max={displayNameCodePointsMax}
        optional
      />
    </SaveForm>
  );
}

function HandleForm(props: { readonly handle: string }): ReactNode {
  const { t } = useWords();
  const { feed } = useApp();
  const task = useTask();
  const [typed, setTyped] = useState(props.handle);
  const [saved, setSaved] = useState(false);
  const handle = typedHandle(typed);
  const fits = handle === "" || isHandle(handle);
  const save = async (): Promise<void> => {
    const done = await task.run("handle.set", handle === "" ? {} : { handle });
    setSaved(done !== undefined);
    await feed.account();
  };
  return (
    <SaveForm
      changed={handle !== props.handle && fits}
      busy={task.busy}
      saved={saved}
      onSave={() => void save()}
    >
      <Field
        label={t("me.handle")}
        hint={t("me.handleHint")}
        wrong={
          !fits
            ? t("signUp.handleRule")
            : task.refused === undefined
              ? undefined
              : t(refusalText(task.refused))
        }
        value={typed}
        onChange={(value) => {
          task.forget();
          setTyped(value);
        }}
        prefix="@"
        max={40}
        spelt
        optional
      />
    </SaveForm>
  );
}

function SaveForm(props: {
  readonly children: ReactNode;
  readonly changed: boolean;
  readonly busy: boolean;
  readonly saved: boolean;
  readonly onSave: () => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (props.changed && !props.busy) props.onSave();
      }}
    >
      {props.children}
      <div className="actions">
        {props.changed ? (
          <Button submit busy={props.busy}>
            {t("action.save")}
          </Button>
        ) : props.saved ? (
          <output className="saved">
            <Icon name="check" small />
            {t("action.saved")}
          </output>
        ) : null}
      </div>
    </form>
  );
}

function RecoveryState(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  const unconfirmed = useAppState((state) => state.account?.recoveryUnconfirmed === true);
  return (
    <section className="section" aria-label={t("me.recovery")}>
      <h2>{t("me.recovery")}</h2>
      <p className="soft">{t(unconfirmed ? "me.recoveryOpen" : "me.recoveryDone")}</p>
      {unconfirmed ? (
        <div className="actions">
          <Button icon="words" onPress={() => go({ view: "recovery" })}>
            {t("me.recoveryShow")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
