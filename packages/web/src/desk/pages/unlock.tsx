import type { CaseView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useDoing } from "../api/use-doing.ts";
import { useDeskPeople } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { useWords } from "../words/words.ts";

/** One person's share of the key. The passphrase goes to the server and is kept nowhere on this page. */
export function Unlock(props: { readonly view: CaseView; readonly onDone: () => Promise<void> }): ReactNode {
  const { t, list } = useWords();
  const doing = useDoing();
  const { me } = useDeskPeople();
  const [holder, setHolder] = useState(me.name);
  const [passphrase, setPassphrase] = useState("");
  const { unlockedBy } = props.view;
  const unlock = async (): Promise<void> => {
    await doing.run("targets.unlock", { caseId: props.view.found.id, name: holder, passphrase });
    setPassphrase("");
    await props.onDone();
  };
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing.busy && passphrase !== "") void unlock();
      }}
    >
      <p>{t("targets.allowed")}</p>
      {unlockedBy.length === 0 ? null : (
        <Callout>{t("targets.waiting", { names: list(unlockedBy) })}</Callout>
      )}
      <Failure failure={doing.failure} />
      <TextField label={t("targets.holder")} value={holder} onChange={setHolder} max={60} />
      <TextField
        label={t("targets.passphrase")}
        value={passphrase}
        onChange={setPassphrase}
        max={400}
        secret
      />
      <div className="actions">
        <Button manner="main" submit busy={doing.busy} disabled={passphrase === "" || holder === ""}>
          {t("targets.unlock")}
        </Button>
      </div>
    </form>
  );
}
