import { useMemo, type ReactNode } from "react";
import { useCall } from "../api/use-call.ts";
import { History } from "../parts/history.tsx";
import { Answered, Page } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";

const MAX = 200;

/** Every decision, and which of them the public log has. */
export function Log(): ReactNode {
  const { t } = useWords();
  const log = useCall(
    "log.list",
    useMemo(() => ({ max: MAX }), []),
  );
  return (
    <Page title={t("log.title")} lead={t("log.lead")}>
      <Answered value={log.value} failure={log.failure}>
        {({ entries, unlogged }) => (
          <>
            {unlogged === 0 ? null : <p className="soft">{t("log.unlogged", { count: unlogged })}</p>}
            {entries.length === 0 ? <p className="soft">{t("log.none")}</p> : <History entries={entries} />}
          </>
        )}
      </Answered>
    </Page>
  );
}
