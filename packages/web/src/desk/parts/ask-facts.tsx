import { citationText, type OrderAsk } from "@bridle/desk";
import type { ReactNode } from "react";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";

/** What an order asks for, of whom, and where it says so. `here`: on the order's own page, which needs no link to itself. */
export function AskFacts(props: { readonly ask: OrderAsk; readonly here?: boolean }): ReactNode {
  const { t } = useWords();
  const { control, subject } = props.ask;
  return (
    <>
      <strong>{t(`ask.${control}`)}</strong>
      <bdi className="digits desk-id">{subject}</bdi>
      <AskGround ask={props.ask} here={props.here === true} />
    </>
  );
}

/** On which paragraphs of which order something rests, and for which service. */
export function AskGround(props: { readonly ask: OrderAsk; readonly here?: boolean }): ReactNode {
  const { t } = useWords();
  const { order, cites, platform, as } = props.ask;
  return (
    <span className="small">
      <span className="soft">{t("asks.ground", { paragraphs: citationText(cites), platform, as })}</span>{" "}
      {props.here === true ? null : <a href={hrefOf({ place: "orders", id: order })}>{t("asks.order")}</a>}
    </span>
  );
}
