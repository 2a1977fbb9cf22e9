import { useEffect, useState, type ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";

interface Storage {
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  readonly persisted: boolean;
}

/** How much is kept here, and whether the browser promised to keep it. */
export function StorageSection(): ReactNode {
  const { t, size } = useWords();
  const [storage, setStorage] = useState<Storage>();
  const [refused, setRefused] = useState(false);
  useEffect(() => void look().then(setStorage), []);
  if (storage === undefined) return null;
  const keep = async (): Promise<void> => {
    const kept = await navigator.storage.persist();
    setRefused(!kept);
    setStorage(await look());
  };
  const { usage, quota, persisted } = storage;
  return (
    <>
      <p>
        {usage === undefined || quota === undefined
          ? t("storage.unknown")
          : t("storage.used", { used: size(usage), quota: size(quota) })}
      </p>
      <Callout
        meaning={persisted ? "trusted" : "caution"}
        icon={persisted ? "check" : "warning"}
        actions={persisted ? undefined : <Button onPress={() => void keep()}>{t("storage.keep")}</Button>}
      >
        <p>{t(persisted ? "storage.kept" : "storage.notKept")}</p>
        {refused ? <output>{t("storage.refused")}</output> : null}
      </Callout>
    </>
  );
}

async function look(): Promise<Storage> {
  const [estimate, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usage: estimate.usage, quota: estimate.quota, persisted };
}
