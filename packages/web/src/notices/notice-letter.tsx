import type { SafetyNotice } from "@bridle/client";
import type { ReactNode } from "react";
import { Callout } from "../parts/callout.tsx";
import { Letter, letterTitles } from "./letter.tsx";
import { useNoticeWords } from "./use-notice-words.ts";
import type { PlainNoticeKey } from "./words/catalogue.ts";

/** In one line, as it stands in the list of earlier ones. */
export function titleOf({ letter }: SafetyNotice): PlainNoticeKey {
  return letter === undefined ? "newer.title" : letterTitles[letter.confidence];
}

/** A notice as it came to this device: what it says, or why it can't be believed or read. */
export function NoticeLetterPage(props: {
  readonly notice: SafetyNotice;
  readonly server: string;
}): ReactNode {
  const { letter, code, at, standing } = props.notice;
  const { t } = useNoticeWords();
  if (letter === undefined) {
    return (
      <section className="section">
        <h2>{t("newer.title")}</h2>
        <p>{t("newer.lead")}</p>
      </section>
    );
  }
  const caution =
    standing === "unverified" ? (
      <Callout meaning="caution">
        <p>{t("unverified.lead")}</p>
      </Callout>
    ) : null;
  return <Letter letter={letter} issuedAtMs={at} server={props.server} code={code} caution={caution} />;
}
