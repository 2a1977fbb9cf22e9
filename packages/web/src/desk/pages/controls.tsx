import type { ControlView, DeskPerson } from "@bridle/desk";
import type { ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { nothing, useCall } from "../api/use-call.ts";
import { useDoing } from "../api/use-doing.ts";
import { AskGround } from "../parts/ask-facts.tsx";
import { useDeskPeople } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";
import { Impose } from "./impose.tsx";

/** What is refused now, what was, and a way to refuse at once. */
export function Controls(props: { readonly me: DeskPerson }): ReactNode {
  const { t } = useWords();
  const controls = useCall("controls.list", nothing);
  return (
    <Page title={t("controls.title")} lead={t("controls.lead")}>
      <Answered value={controls.value} failure={controls.failure}>
        {(list) => (
          <>
            {list.length === 0 ? (
              <p className="soft">{t("controls.none")}</p>
            ) : (
              <ul className="desk-rows">
                {list.map((view) => (
                  <li key={view.control.id} className="desk-row">
                    <Row view={view} me={props.me} onDone={controls.again} />
                  </li>
                ))}
              </ul>
            )}
            {props.me.role === "auditor" ? null : (
              <Section title={t("controls.impose")}>
                <Impose onDone={controls.again} />
              </Section>
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}

function Row(props: {
  readonly view: ControlView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t, list, dateAndTime } = useWords();
  const { nameOf } = useDeskPeople();
  const doing = useDoing();
  const { control, contentHash, inForce, endsAtMs } = props.view;
  const { id: controlId, by } = control;
  const alone = by.length < 2;
  const mine = by.includes(props.me.id);
  const run = async (name: "confirm" | "withdraw" | "proposeLift"): Promise<void> => {
    if (name === "confirm") await doing.run("control.confirm", { controlId, contentHash });
    else if (name === "withdraw") await doing.run("control.withdraw", { controlId });
    else await doing.run("control.proposeLift", { controlId });
    await props.onDone();
  };
  return (
    <>
      <span className="desk-row-main">
        <strong>{t(`control.${control.kind}`)}</strong>
        <What control={control} />
        <span className="desk-tag">{t(`basis.${control.basis}`)}</span>
        <span className="soft small">{t(`reason.${control.reason}`)}</span>
      </span>
      {control.ground === undefined ? null : <AskGround ask={control.ground} />}
      <span className="soft small">{t("control.by", { names: list(by.map(nameOf)) })}</span>
      <span className="soft small">
        {inForce
          ? endsAtMs === null
            ? t("control.lasting")
            : t("control.until", { date: dateAndTime(endsAtMs) })
          : t("control.ended", { date: dateAndTime(endsAtMs ?? control.sinceMs) })}
      </span>
      {control.liftedBecause === undefined ? null : (
        <span className="small">{control.liftedBecause.map((name) => t(name)).join(" ")}</span>
      )}
      {!inForce || props.me.role === "auditor" ? null : alone && mine ? (
        <Button busy={doing.busy} onPress={() => void run("withdraw")}>
          {t("control.withdraw")}
        </Button>
      ) : alone ? (
        <Button manner="main" busy={doing.busy} onPress={() => void run("confirm")}>
          {t("control.confirm")}
        </Button>
      ) : (
        <Button busy={doing.busy} onPress={() => void run("proposeLift")}>
          {t("control.proposeLift")}
        </Button>
      )}
      <Failure failure={doing.failure} />
    </>
  );
}

function What(props: { readonly control: ControlView["control"] }): ReactNode {
  const { t, number } = useWords();
  const { control } = props;
  switch (control.kind) {
    case "refuseClass":
      return <span>{t(`class.${control.value}`)}</span>;
    case "refuseSize":
      return (
        <span>
          {t(`class.${control.value.class}`)} {">"} {number(control.value.overBytes)}
        </span>
      );
    case "refuseRegistration":
      return <span>{t(`network.${control.value}`)}</span>;
    case "refuseBuild":
    case "suspendAccount":
      return <bdi className="digits">{control.value}</bdi>;
  }
}
