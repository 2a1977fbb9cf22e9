import type { AskView, DeskPerson, Order, OrderWorkView } from "@bridle/desk";
import { useMemo, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { useCall } from "../api/use-call.ts";
import { useDoing } from "../api/use-doing.ts";
import { AskFacts } from "../parts/ask-facts.tsx";
import { Failure } from "../parts/failure.tsx";
import { Answered, Section } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";
import { PartyFindings } from "./party-findings.tsx";

interface Working {
  readonly work: OrderWorkView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}

/** What comes of an order on this server: what it asks for, what only a person can say, and what rests on it. */
export function OrderWork(props: {
  readonly order: Order;
  readonly confirmed: boolean;
  readonly me: DeskPerson;
}): ReactNode {
  const { id: orderId } = props.order;
  const asked = useCall(
    "orders.work",
    useMemo(() => ({ orderId }), [orderId]),
  );
  return (
    <Answered value={asked.value} failure={asked.failure}>
      {(work) => {
        const working = { work, me: props.me, onDone: asked.again };
        return (
          <>
            <Asks {...working} confirmed={props.confirmed} />
            <Questions work={work} />
            <Resting {...working} />
            <PartyFindings {...working} order={props.order} />
          </>
        );
      }}
    </Answered>
  );
}

function Asks(props: Working & { readonly confirmed: boolean }): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const { work, me } = props;
  const propose = async ({ ask }: AskView): Promise<void> => {
    const { order: orderId, norm, control, platform, subject } = ask;
    await doing.run("orders.enforce", { orderId, norm, control, platform, subject });
    await props.onDone();
  };
  return (
    <Section title={t("asks.title")}>
      <p className="soft desk-lead">{t("asks.lead")}</p>
      <Failure failure={doing.failure} />
      {work.asks.length === 0 ? (
        <p className="soft">
          {t(work.findings.length === 0 && !props.confirmed ? "asks.unconfirmed" : "asks.none")}
        </p>
      ) : (
        <ul className="desk-rows">
          {work.asks.map((view) => (
            <li key={JSON.stringify(view.ask)} className="desk-row">
              <span className="desk-row-main">
                <AskFacts ask={view.ask} here />
              </span>
              {view.state === "open" ? (
                me.role === "auditor" ? null : (
                  <Button manner="main" busy={doing.busy} onPress={() => void propose(view)}>
                    {t("asks.propose")}
                  </Button>
                )
              ) : (
                <span className="desk-tag">{t(STATES[view.state])}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const STATES = {
  proposed: "asks.proposed",
  done: "asks.done",
  noForm: "asks.noForm",
  nothingHere: "asks.nothingHere",
} as const;

function Questions(props: { readonly work: OrderWorkView }): ReactNode {
  const { t } = useWords();
  const { questions, reasons } = props.work;
  return (
    <>
      <Lines
        title={t("asks.questions")}
        lines={questions.map(({ ask, ...about }) => ({ ...about, text: t(ask) }))}
      />
      <Lines
        title={t("asks.reasons")}
        lines={reasons.map(({ why, ...about }) => ({ ...about, text: t(why) }))}
      />
    </>
  );
}

function Lines(props: {
  readonly title: string;
  readonly lines: readonly { readonly text: string; readonly subject: string; readonly platform: string }[];
}): ReactNode {
  const lines = new Map(
    props.lines.map(({ text, subject, platform }) => [
      `${text} ${subject} ${platform}`,
      { text, subject, platform },
    ]),
  );
  if (lines.size === 0) return null;
  return (
    <Section title={props.title}>
      <ul className="desk-rows">
        {[...lines].map(([key, { text, subject, platform }]) => (
          <li key={key} className="desk-row">
            <span className="desk-row-main">{text}</span>
            <bdi className="digits desk-id small soft">{subject}</bdi>
            <bdi className="small soft">{platform}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Refusals and duties to keep, and whether the order still carries them. */
function Resting({ work, me, onDone }: Working): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  if (work.controls.length + work.holds.length === 0) return null;
  const lift = async (controlId: string): Promise<void> => {
    await doing.run("control.proposeLift", { controlId });
    await onDone();
  };
  const release = async ({ caseId, version, hold }: OrderWorkView["holds"][number]): Promise<void> => {
    await doing.run("hold.release", { caseId, expected: version, holdId: hold.id });
    await onDone();
  };
  return (
    <Section title={t("asks.resting")}>
      <Failure failure={doing.failure} />
      <ul className="desk-rows">
        {work.controls.map(({ control, inForce, standing }) => (
          <li key={control.id} className="desk-row">
            <span className="desk-row-main">
              {control.ground === undefined ? null : <AskFacts ask={control.ground} here />}
            </span>
            <Standing inForce={inForce} standing={standing} />
            {!inForce || me.role === "auditor" ? null : (
              <Button busy={doing.busy} onPress={() => void lift(control.id)}>
                {t("control.proposeLift")}
              </Button>
            )}
          </li>
        ))}
        {work.holds.map((held) => (
          <li key={`${held.caseId} ${held.hold.id}`} className="desk-row">
            <a className="desk-row-main" href={hrefOf({ place: "cases", id: held.caseId })}>
              {t("asks.kept", { id: held.caseId.slice(0, 8) })}
            </a>
            <Standing inForce standing={held.standing} />
            {me.role === "counsel" ? (
              <Button busy={doing.busy} onPress={() => void release(held)}>
                {t("asks.release")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Standing(props: {
  readonly inForce: boolean;
  readonly standing: OrderWorkView["controls"][number]["standing"];
}): ReactNode {
  const { t } = useWords();
  const { inForce, standing } = props;
  const why = standing.kind === "stands" ? [] : standing.why;
  return (
    <>
      <span className={inForce && standing.kind !== "stands" ? "desk-tag strength-moderate" : "desk-tag"}>
        {t(inForce ? (standing.kind === "stands" ? "asks.stands" : "asks.doubted") : "asks.ended")}
      </span>
      {why.length === 0 ? null : <span className="soft small">{why.map((name) => t(name)).join(" ")}</span>}
    </>
  );
}
