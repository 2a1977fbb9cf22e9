import type { DirectoryStatus } from "@bridle/client";
import { useEffect, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { noParams, useQuery } from "../app/use-query.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { KeysCallout } from "../contact/keys-section.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** The server's public log of keys: what it says of this account, and who stands behind it. */
export function PublicLog(): ReactNode {
  const { t } = useWords();
  const { feed } = useApp();
  const asked = useQuery("directory.status", noParams);
  const task = useTask();
  // What was found while this is open shows here, with its proof.
  const alerts = useAppState((state) => state.alerts);
  const { again } = asked;
  useEffect(() => {
    if (alerts.includes("different_keys") || alerts.includes("directory_changed")) void again();
  }, [again, alerts]);
  const status = asked.value;
  const turn = async (name: "directory.check" | "directory.accept"): Promise<void> => {
    await task.run(name, {});
    await Promise.all([asked.again(), feed.conversations()]);
  };
  if (status === undefined) return null;
  return (
    <section className="section" aria-label={t("log.title")}>
      <h2>{t("log.title")}</h2>
      <p>{t("about.log")}</p>
      <KeysCallout keys={status.keys} />
      {status.changed ? (
        <Callout
          meaning="caution"
          actions={
            <Button busy={task.busy} onPress={() => void turn("directory.accept")}>
              {t("about.logAccept")}
            </Button>
          }
        >
          <p>{t("about.logChanged")}</p>
        </Callout>
      ) : null}
      <Facts status={status} />
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button busy={task.busy} onPress={() => void turn("directory.check")}>
          {t("about.logCheck")}
        </Button>
        {status.evidence.length === 0 ? null : (
          <CopyButton text={proofText(status)} label={t("about.logProof")} />
        )}
      </div>
    </section>
  );
}

function Facts(props: { readonly status: DirectoryStatus }): ReactNode {
  const { t, number, list } = useWords();
  const { log, epochs, witnesses, auditors } = props.status;
  if (log === undefined) return null;
  const named = (names: readonly string[]): string => (names.length === 0 ? t("about.nobody") : list(names));
  const facts = [
    [t("about.logName"), log],
    [t("about.logSize"), number(epochs ?? 0)],
    [t("about.witnesses"), named(witnesses)],
    [t("about.auditors"), named(auditors)],
  ] as const;
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Pairs of signed statements, as anybody with the log's key can check them. */
function proofText({ evidence }: DirectoryStatus): string {
  return evidence.map(({ kind, ours, theirs }) => `# ${kind}\n${ours}\n${theirs}`).join("\n");
}
