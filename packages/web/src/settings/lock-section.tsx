import { useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import type { AppState } from "../store/state.ts";
import type { PlainKey } from "../words/catalogue.ts";

const PASSPHRASE_MIN = 12;

/** What protects this device's store, what doesn't, and the passphrase that does more. */
export function LockSection(): ReactNode {
  const { t } = useWords();
  const hasOne = useAppState(hasPassphrase);
  return (
    <>
      <section className="section" aria-label={t("lock.title")}>
        <h2>{t("lock.title")}</h2>
        <ul className="bullets">
          <li>
            <Icon name="lock" />
            <p>{t(hasOne ? "lock.passphrase" : "lock.device")}</p>
          </li>
          <li>
            <Icon name="devices" />
            <p>{t("lock.do")}</p>
          </li>
        </ul>
      </section>
      <section className="section" aria-label={t("lock.passphraseTitle")}>
        <h2>{t("lock.passphraseTitle")}</h2>
        <p className="soft">{t("lock.passphraseHint")}</p>
        <PassphraseForm />
      </section>
    </>
  );
}

const hasPassphrase = ({ device }: AppState): boolean => device.kind === "ready" && device.passphrase;

interface Wrong {
  readonly current?: boolean;
  readonly next?: string | undefined;
  readonly repeat?: boolean;
}

function PassphraseForm(): ReactNode {
  const { t } = useWords();
  const hasOne = useAppState(hasPassphrase);
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [wrong, setWrong] = useState<Wrong>({});
  const { busy, said, change } = usePassphrase(() => setWrong({ current: true }));
  const { current, next, repeat } = typed;
  const set = async (): Promise<void> => {
    const tooShort = next.length < PASSPHRASE_MIN ? t("lock.short", { count: PASSPHRASE_MIN }) : undefined;
    setWrong({ next: tooShort, repeat: repeat !== next });
    if (tooShort === undefined && repeat === next && (await change({ current, next })))
      setTyped(NOTHING_TYPED);
  };
  const remove = async (): Promise<void> => {
    if (await change({ current })) setTyped(NOTHING_TYPED);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void set();
      }}
    >
      <PassphraseFields
        typed={typed}
        wrong={wrong}
        onChange={setTyped}
        asksCurrent={hasOne || wrong.current === true}
      />
      <div className="actions">
        <Button manner="main" submit busy={busy} disabled={next === ""}>
          {t(busy ? "lock.working" : hasOne ? "lock.change" : "lock.set")}
        </Button>
        {hasOne ? (
          <Button busy={busy} disabled={current === ""} onPress={() => void remove()}>
            {t("lock.remove")}
          </Button>
        ) : null}
      </div>
      <output>{said === undefined ? "" : t(said)}</output>
    </form>
  );
}

const NOTHING_TYPED = { current: "", next: "", repeat: "" };

function PassphraseFields(props: {
  readonly typed: typeof NOTHING_TYPED;
  readonly wrong: Wrong;
  readonly asksCurrent: boolean;
  readonly onChange: (typed: typeof NOTHING_TYPED) => void;
}): ReactNode {
  const { t } = useWords();
  const { typed, wrong, onChange } = props;
  return (
    <>
      {props.asksCurrent ? (
        <Field
          label={t("lock.current")}
          value={typed.current}
          onChange={(current) => onChange({ ...typed, current })}
          wrong={wrong.current === true ? t("lock.wrong") : undefined}
          autoComplete="current-password"
          secret
        />
      ) : null}
      <Field
        label={t("lock.next")}
        hint={t("lock.nextHint")}
        value={typed.next}
        onChange={(next) => onChange({ ...typed, next })}
        wrong={wrong.next}
        autoComplete="new-password"
        secret
      />
      <Field
        label={t("lock.repeat")}
        value={typed.repeat}
        onChange={(repeat) => onChange({ ...typed, repeat })}
        wrong={wrong.repeat === true ? t("lock.differ") : undefined}
        autoComplete="new-password"
        secret
      />
    </>
  );
}

interface PassphraseChange {
  readonly current: string;
  readonly next?: string;
}

/** Changes the passphrase; true when it worked. A store that had one without our knowing says `onWrong`. */
function usePassphrase(onWrong: () => void): {
  readonly busy: boolean;
  readonly said: PlainKey | undefined;
  readonly change: (wanted: PassphraseChange) => Promise<boolean>;
} {
  const { engine } = useApp();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<PlainKey>();
  const change = async ({ current, next }: PassphraseChange): Promise<boolean> => {
    setBusy(true);
    setSaid(undefined);
    const answer = await engine.setPassphrase({
      ...(current === "" ? {} : { current }),
      ...(next === undefined ? {} : { next }),
    });
    setBusy(false);
    if (answer.ok) {
      setSaid(next === undefined ? "lock.isRemoved" : "lock.isSet");
    } else if (answer.error === "wrong_passphrase") onWrong();
    else setSaid("refused.unexpected");
    return answer.ok;
  };
  return { busy, said, change };
}
