import type { LookedUpView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useDoing } from "../api/use-doing.ts";
import { Failure } from "../parts/failure.tsx";
import { Fact, feedTitle } from "../parts/feed-facts.tsx";
import { useWords } from "../words/words.ts";

const WHAT_MAX = 2_000;

/** What the feeds say of something that a person reported. Nothing of it is opened or asked about elsewhere. */
export function LookUp(): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [what, setWhat] = useState("");
  const [looked, setLooked] = useState<LookedUpView>();
  const look = async (): Promise<void> => setLooked(await doing.run("feeds.lookUp", { what }));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (what.trim() !== "" && !doing.busy) void look();
      }}
    >
      <p className="soft desk-lead">{t("feeds.lookUpLead")}</p>
      <TextField label={t("feeds.what")} value={what} onChange={setWhat} max={WHAT_MAX} />
      <div className="actions">
        <Button submit busy={doing.busy} disabled={what.trim() === ""}>
          {t("feeds.look")}
        </Button>
      </div>
      <Failure failure={doing.failure} />
      <output>{looked === undefined ? null : <Looked view={looked} />}</output>
    </form>
  );
}

function Looked(props: { readonly view: LookedUpView }): ReactNode {
  const { t, list } = useWords();
  const { host, found } = props.view;
  if (host === null) return <Callout>{t("feeds.noHost")}</Callout>;
  if (found === null) return <Callout>{t("feeds.notFound", { host })}</Callout>;
  const { indicator, publishers, campaigns, feeds, ageDays } = found;
  return (
    <Callout meaning="caution">
      <p>{t("feeds.found", { indicator })}</p>
      <dl className="desk-facts small">
        <Fact label={t("feeds.publisher")}>
          <bdi>{list(publishers)}</bdi>
        </Fact>
        {campaigns.length === 0 ? null : (
          <Fact label={t("feeds.campaigns")}>
            <bdi>{list(campaigns)}</bdi>
          </Fact>
        )}
        <Fact label={t("feeds.in")}>
          <bdi>{list(feeds.map(feedTitle))}</bdi>
        </Fact>
        <Fact label={t("feeds.newest")}>
          {ageDays === null ? t("feeds.ageUnknown") : t("feeds.age", { count: ageDays })}
        </Fact>
      </dl>
    </Callout>
  );
}
