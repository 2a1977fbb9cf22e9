import {
  asOf,
  citationText,
  eventText,
  orderOdrl,
  orderPage,
  parseOrder,
  type DeskPerson,
  type NormAsOf,
  type Order,
  type OrderView,
  type Times,
} from "@bridle/desk";
import { useMemo, useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { save } from "../api/save.ts";
import { useDoing } from "../api/use-doing.ts";
import { useDeskPeople } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { Section } from "../parts/page.tsx";
import { Select } from "../parts/select.tsx";
import { useWords } from "../words/words.ts";
import { Compliance } from "./order-compliance.tsx";
import { OrderWork } from "./order-work.tsx";

const DAY_MS = 24 * 60 * 60 * 1000;

/** One order as it stood on a day, as far as was known then or is known now. What the order itself says stays in its language. */
export function OrderDetails(props: {
  readonly view: OrderView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const order = useMemo(() => parseOrder(props.view.text), [props.view.text]);
  if (!order.ok) return null;
  return <Details {...props} order={order.value} />;
}

function Details(props: {
  readonly order: Order;
  readonly view: OrderView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t, date } = useWords();
  const { order, view } = props;
  const { first, last } = useDays(order);
  const [day, setDay] = useState(last);
  const [known, setKnown] = useState<"today" | "then">("today");
  const validAtMs = day * DAY_MS + DAY_MS / 2;
  const times: Times = { validAtMs, knownAtMs: known === "today" ? last * DAY_MS + DAY_MS : validAtMs };
  const held = asOf(order, times);
  return (
    <>
      <h2>
        <bdi>{order.title}</bdi>
      </h2>
      <Head order={order} view={view} />
      <Actions {...props} times={times} />
      <Section title={t("orders.asOf")}>
        <label className="stack-tight">
          <span>{t("orders.day", { date: date(validAtMs) })}</span>
          <input
            type="range"
            min={first}
            max={last}
            value={day}
            onChange={(event) => setDay(Number(event.target.value))}
          />
        </label>
        <Select
          label={t("orders.known")}
          value={known}
          options={[
            { value: "today", label: t("orders.knownToday") },
            { value: "then", label: t("orders.knownThen") },
          ]}
          onChange={setKnown}
        />
        <output className="desk-row-main">
          <strong>{t("orders.status")}</strong>
          <span className="desk-tag">{t(`order.status.${held.overall}`)}</span>
        </output>
      </Section>
      <OrderWork order={order} confirmed={view.confirmed} me={props.me} />
      <Compliance held={held} />
      <Timeline order={order} />
      <Norms norms={held.norms} />
      <Scope order={order} />
    </>
  );
}

function Head(props: { readonly order: Order; readonly view: OrderView }): ReactNode {
  const { t, dateAndTime } = useWords();
  const { nameOf } = useDeskPeople();
  const { order, view } = props;
  return (
    <p className="desk-row-main">
      <bdi>{order.court.name}</bdi>
      <bdi>{order.docket}</bdi>
      <span className="desk-tag">{t(view.confirmed ? "orders.confirmed" : "orders.unconfirmed")}</span>
      {order.source.standing === "verified" ? null : (
        <span className="desk-tag strength-moderate">{t("orders.unverified")}</span>
      )}
      <span className="soft small">
        {t("orders.kept", { name: nameOf(view.by), date: dateAndTime(view.addedAtMs) })}
      </span>
    </p>
  );
}

/** Days since 1970, from the first event to today. */
function useDays(order: Order): { readonly first: number; readonly last: number } {
  const [today] = useState(() => Math.floor(Date.now() / DAY_MS));
  const starts = order.events.map(({ date }) => Date.parse(date.slice(0, 10).padEnd(10, "-01")) / DAY_MS);
  const first = Math.floor(Math.min(today, ...starts.filter((day) => Number.isFinite(day))));
  return { first: Math.max(first - 7, 0), last: today };
}

function Actions(props: {
  readonly order: Order;
  readonly view: OrderView;
  readonly me: DeskPerson;
  readonly times: Times;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const { order, view, times } = props;
  const propose = async (): Promise<void> => {
    await doing.run("orders.propose", { orderId: view.id });
    await props.onDone();
  };
  return (
    <>
      <Failure failure={doing.failure} />
      <div className="actions">
        {view.confirmed || props.me.role === "auditor" ? null : (
          <Button manner="main" busy={doing.busy} onPress={() => void propose()}>
            {t("orders.propose")}
          </Button>
        )}
        <Button onPress={() => save("order.html", "text/html", orderPage(order, times))}>
          {t("orders.print")}
        </Button>
        <Button
          onPress={() =>
            save("order.odrl.jsonld", "application/ld+json", JSON.stringify(orderOdrl(order, times), null, 1))
          }
        >
          {t("orders.odrl")}
        </Button>
      </div>
    </>
  );
}

function Timeline(props: { readonly order: Order }): ReactNode {
  const { t } = useWords();
  return (
    <Section title={t("orders.timeline")}>
      <ol className="desk-rows" lang="en" dir="ltr">
        {props.order.events.map((event) => (
          <li key={event.id} className="desk-row">
            <span className="digits">{event.date}</span>
            <span className="desk-row-main">{eventText(event)}</span>
            {event.standing === "verified" ? null : (
              <span className="desk-tag strength-moderate">{t("orders.unverified")}</span>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Norms(props: { readonly norms: readonly NormAsOf[] }): ReactNode {
  const { t, language, direction } = useWords();
  return (
    <Section title={t("orders.norms")}>
      <ul className="desk-rows" lang="en" dir="ltr">
        {props.norms.map(({ norm, status, defects, cites }) => (
          <li key={norm.id} className="desk-row">
            <span className="desk-row-main">{norm.says}</span>
            <span className="soft small">{citationText(cites)}</span>
            <span className="desk-tag" lang={language} dir={direction}>
              {t(`order.status.${status.kind}`)}
            </span>
            <span className="soft small" lang={language} dir={direction}>
              {[...(status.kind === "unknown" ? [status.doubt] : []), ...defects]
                .map((name) => t(name))
                .join(" ")}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Scope(props: { readonly order: Order }): ReactNode {
  const { t } = useWords();
  const { platforms, parties } = props.order;
  return (
    <>
      <Section title={t("orders.platforms")}>
        <ul className="desk-rows">
          {platforms.map(({ id, name, scope }) => (
            <li key={id} className="desk-row">
              <bdi className="desk-row-main">{name}</bdi>
              <span>{t(scope === "in" ? "orders.in" : "orders.out")}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("orders.parties")}>
        <ul className="desk-rows" lang="en" dir="ltr">
          {parties.map(({ id, name, role }) => (
            <li key={id} className="desk-row">
              <span className="desk-row-main">{name}</span>
              <span>{role}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
