import { useEffect, useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Field } from "../parts/field.tsx";
import { Pane } from "../parts/pane.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** The recovery words, until they are confirmed: shown, then two of them asked for. */
export function Recovery(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  const unconfirmed = useAppState((state) => state.account?.recoveryUnconfirmed === true);
  const { run, refused } = useTask();
  const [recoveryKey, setRecoveryKey] = useState<string>();
  const [checking, setChecking] = useState(false);
  useEffect(() => {
    void run("recovery.words", {}).then((found) => setRecoveryKey(found?.recoveryKey));
  }, [run]);
  const later = (): void => go({ view: "home" });
  return (
    <Pane title={t("words.title")}>
      {recoveryKey === undefined ? (
        <Refusal kind={unconfirmed || refused !== "words_confirmed" ? refused : undefined} />
      ) : checking ? (
        <Check recoveryKey={recoveryKey} onBack={() => setChecking(false)} />
      ) : (
        <Show recoveryKey={recoveryKey} onWritten={() => setChecking(true)} onLater={later} />
      )}
      {refused === "words_confirmed" ? <p>{t("words.gone")}</p> : null}
    </Pane>
  );
}

function Show(props: {
  readonly recoveryKey: string;
  readonly onWritten: () => void;
  readonly onLater: () => void;
}): ReactNode {
  const { t } = useWords();
  const words = props.recoveryKey.split(" ");
  return (
    <div className="stack">
      <p>{t("words.lead")}</p>
      <ol className="recovery-words" translate="no" lang="en">
        {words.map((word, index) => (
          <li key={index}>{`${word} `}</li>
        ))}
      </ol>
      <Callout meaning="caution">{t("words.nobody")}</Callout>
      <div className="stack-tight">
        <div className="actions">
          <CopyButton text={props.recoveryKey} />
        </div>
        <p className="small soft">{t("words.copyHint")}</p>
      </div>
      <div className="actions">
        <Button manner="main" onPress={props.onWritten}>
          {t("words.written")}
        </Button>
        <Button manner="quiet" onPress={props.onLater}>
          {t("words.later")}
        </Button>
      </div>
    </div>
  );
}

/** Asks for two words, each from its half of the list, chosen anew each time. */
function Check(props: { readonly recoveryKey: string; readonly onBack: () => void }): ReactNode {
  const { t } = useWords();
  const { feed, go } = useApp();
  const task = useTask();
  const words = props.recoveryKey.split(" ");
  const [asked] = useState(() => twoPlaces(words.length));
  const [typed, setTyped] = useState<readonly string[]>(["", ""]);
  const [wrong, setWrong] = useState<readonly boolean[]>([false, false]);
  const check = async (): Promise<void> => {
    const misses = asked.map((place, index) => typed[index]?.trim().toLowerCase() !== words[place]);
    setWrong(misses);
    if (misses.includes(true)) return;
    const done = await task.run("recovery.confirm", { recoveryKey: props.recoveryKey });
    if (done === undefined) return;
    await feed.account();
    go({ view: "home" });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!task.busy) void check();
      }}
    >
      <div className="stack-tight">
        <h2>{t("words.confirmTitle")}</h2>
        <p>{t("words.confirmLead")}</p>
      </div>
      {asked.map((place, index) => (
        <Field
          key={place}
          label={t("words.nth", { number: place + 1 })}
          value={typed[index] ?? ""}
          onChange={(value) => setTyped(typed.with(index, value))}
          wrong={wrong[index] === true ? t("words.wrong") : undefined}
          spelt
          focused={index === 0}
        />
      ))}
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button manner="main" submit busy={task.busy}>
          {t("words.check")}
        </Button>
        <Button manner="quiet" onPress={props.onBack}>
          {t("words.showAgain")}
        </Button>
      </div>
    </form>
  );
}

function twoPlaces(count: number): readonly [number, number] {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
  const half = Math.floor(count / 2);
  return [a % half, half + (b % (count - half))];
}
