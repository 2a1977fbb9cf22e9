import type { ContactDetails, KeyCheck } from "@bridle/client";
import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Callout } from "../parts/callout.tsx";
import type { IconName } from "../parts/icon-paths.ts";
import type { PlainKey } from "../words/catalogue.ts";

interface Said {
  readonly meaning: "plain" | "caution" | "danger" | "trusted";
  readonly icon: IconName;
  readonly title: PlainKey;
  /** What that means, and what to do. */
  readonly texts: readonly PlainKey[];
}

const SAID: Readonly<Record<KeyCheck["state"], Said>> = {
  verified: { meaning: "trusted", icon: "verified", title: "keys.verified", texts: ["keys.verifiedWhy"] },
  unaudited: {
    meaning: "plain",
    icon: "info",
    title: "keys.unaudited",
    texts: ["keys.unauditedWhy", "keys.compare"],
  },
  unchecked: {
    meaning: "plain",
    icon: "info",
    title: "keys.unchecked",
    texts: ["keys.uncheckedWhy", "keys.compare"],
  },
  different_keys: {
    meaning: "danger",
    icon: "warning",
    title: "differentKeys.title",
    texts: ["differentKeys.why", "differentKeys.next", "differentKeys.tell"],
  },
};

/** What the server's public log says of somebody's keys, in plain words. */
export function KeysSection(props: { readonly contact: ContactDetails }): ReactNode {
  const { t } = useWords();
  return (
    <section className="section" aria-label={t("log.title")}>
      <h2>{t("log.title")}</h2>
      <KeysCallout keys={props.contact.keys} />
    </section>
  );
}

export function KeysCallout(props: { readonly keys: KeyCheck }): ReactNode {
  const { keys } = props;
  const words = useWords();
  const { meaning, icon, title, texts } = SAID[keys.state];
  const isChecked = keys.at !== undefined && keys.at > 0 && keys.state !== "unchecked";
  return (
    <Callout meaning={meaning} icon={icon}>
      <p>
        <strong>{words.t(title)}</strong>
      </p>
      {texts.map((text) => (
        <p key={text}>{words.t(text)}</p>
      ))}
      {isChecked ? (
        <p className="small soft">{words.t("keys.at", { when: words.dateAndTime(keys.at) })}</p>
      ) : null}
    </Callout>
  );
}
