import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { FileButton } from "../../parts/file-button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import type { ShelfFeed } from "../protocol.ts";
import { useWords } from "../words/words.ts";
import { FeedFacts, feedTitle } from "./feed-facts.tsx";
import { More } from "./parts.tsx";
import type { Check } from "./use-check.ts";

/** The lists of indicators at hand: which to use, what is known of each, and a way to bring one's own. */
export function FeedsToUse(props: { readonly check: Check }): ReactNode {
  const { t, report } = useWords();
  const { check } = props;
  if (typeof check.shelf === "string") return null;
  const { feeds, refused } = check.shelf;
  const used = feeds.filter(({ name }) => !check.leftOut.has(name));
  const indicators = used.reduce((sum, feed) => sum + feed.indicators, 0);
  return (
    <More title={t("feeds.title", { count: used.length, indicators })}>
      <p>{t("feeds.lead")}</p>
      <ul className="check-feeds">
        {feeds.map((feed) => (
          <FeedRow
            key={feed.name}
            feed={feed}
            on={!check.leftOut.has(feed.name)}
            onChange={(on) => check.leaveOut(feed.name, !on)}
          />
        ))}
      </ul>
      {refused.map(({ what, why }) => (
        <Callout key={what} meaning="danger" alert>
          <bdi>{what}</bdi>: {report.reason(why)}
        </Callout>
      ))}
      <AddFeeds onAdd={check.addFeeds} />
    </More>
  );
}

function FeedRow(props: {
  readonly feed: ShelfFeed;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  const { t } = useWords();
  const { feed } = props;
  return (
    <li className="check-feed">
      <label className="choice">
        <input
          type="checkbox"
          checked={props.on}
          onChange={(event) => props.onChange(event.target.checked)}
        />
        <span>{feedTitle(feed.name)}</span>
      </label>
      <FeedFacts feed={feed} />
      {feed.added ? <p className="small soft">{t("feeds.added")}</p> : null}
    </li>
  );
}

function AddFeeds(props: {
  readonly onAdd: (files: readonly File[], signer: string) => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const [signer, setSigner] = useState("");
  const [files, setFiles] = useState<readonly File[]>([]);
  return (
    <section className="check-add stack" aria-label={t("feeds.own")}>
      <h2>{t("feeds.own")}</h2>
      <p className="small soft">{t("feeds.ownHint")}</p>
      <TextField label={t("feeds.signer")} value={signer} onChange={setSigner} hint={t("feeds.signerHint")} />
      <div className="actions">
        <FileButton multiple accept=".stix2,.stix,.json,.yaml,.yml,.sig" onFiles={setFiles}>
          {t("feeds.choose")}
        </FileButton>
        {files.length > 0 ? (
          <Button
            manner="main"
            onPress={() => {
              void props.onAdd(files, signer.trim());
              setFiles([]);
            }}
          >
            {t("feeds.read", { count: files.length })}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
