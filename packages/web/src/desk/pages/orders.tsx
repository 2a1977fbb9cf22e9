import { parseOrder, type DeskPerson, type OrderView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { nothing, useCall } from "../api/use-call.ts";
import { useDoing } from "../api/use-doing.ts";
import { Failure } from "../parts/failure.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";
import { OrderDetails } from "./order-details.tsx";

/** Orders as data: which are kept, and one of them as it stood on any day. */
export function Orders(props: { readonly orderId: string | undefined; readonly me: DeskPerson }): ReactNode {
  const { t } = useWords();
  const orders = useCall("orders.list", nothing);
  const mayWork = props.me.role !== "auditor";
  return (
    <Page title={t("orders.title")} lead={t("orders.lead")}>
      <Answered value={orders.value} failure={orders.failure}>
        {(list) => {
          const shown = list.find(({ id }) => id === props.orderId);
          if (shown !== undefined) {
            return <OrderDetails view={shown} me={props.me} onDone={orders.again} />;
          }
          return (
            <>
              <List orders={list} />
              {mayWork ? <Add onDone={orders.again} /> : null}
            </>
          );
        }}
      </Answered>
    </Page>
  );
}

function List(props: { readonly orders: readonly OrderView[] }): ReactNode {
  const { t } = useWords();
  if (props.orders.length === 0) return <p className="soft">{t("orders.none")}</p>;
  return (
    <ul className="desk-rows">
      {props.orders.map(({ id, text, confirmed, toLookAt }) => {
        const order = parseOrder(text);
        return (
          <li key={id}>
            <a className="desk-row" href={hrefOf({ place: "orders", id })}>
              <span className="desk-row-main">
                <bdi>{order.ok ? order.value.title : id}</bdi>
                <span className="desk-tag">{t(confirmed ? "orders.confirmed" : "orders.unconfirmed")}</span>
                {toLookAt === 0 ? null : (
                  <span className="desk-tag strength-moderate">
                    {t("orders.toLookAt", { count: toLookAt })}
                  </span>
                )}
              </span>
              <span className="soft small">{order.ok ? order.value.docket : ""}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Add(props: { readonly onDone: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [text, setText] = useState("");
  const keep = async (): Promise<void> => {
    const kept = await doing.run("orders.put", { text });
    if (kept === undefined) return;
    setText("");
    await props.onDone();
  };
  return (
    <Section title={t("orders.add")}>
      <TextField label={t("orders.text")} value={text} onChange={setText} rows={8} />
      <Failure failure={doing.failure} />
      <div className="actions">
        <Button manner="main" busy={doing.busy} disabled={text.trim() === ""} onPress={() => void keep()}>
          {t("orders.keep")}
        </Button>
      </div>
    </Section>
  );
}
