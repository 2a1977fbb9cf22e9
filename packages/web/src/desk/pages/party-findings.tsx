import { grades, type DeskPerson, type Grade, type Order, type OrderWorkView } from "@bridle/desk";
import { useId, useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { useDoing } from "../api/use-doing.ts";
import { useDeskPeople } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { Section } from "../parts/page.tsx";
import { Select } from "../parts/select.tsx";
import { useWords } from "../words/words.ts";

/** Which accounts and builds people found to belong to whom the order names, and a way to say so. */
export function PartyFindings(props: {
  readonly order: Order;
  readonly work: OrderWorkView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t, list, dateAndTime } = useWords();
  const { nameOf } = useDeskPeople();
  const { order, work, me } = props;
  const named = namedIn(order);
  return (
    <Section title={t("party.title")}>
      <p className="soft desk-lead">{t("party.lead")}</p>
      {work.findings.length === 0 ? (
        <p className="soft">{t("party.none")}</p>
      ) : (
        <ul className="desk-rows">
          {work.findings.toReversed().map(({ subject, as, grade, by, knownAtMs }, index) => (
            <li key={`${work.findings.length - index}`} className="desk-row">
              <span className="desk-row-main">
                <bdi>{named.find(({ id }) => id === as)?.name ?? as}</bdi>
                <span className="desk-tag">{t(`grade.${grade}`)}</span>
              </span>
              <bdi className="digits desk-id small">{subject}</bdi>
              <span className="soft small">
                {t("party.by", { name: list(by.map(nameOf)), date: dateAndTime(knownAtMs) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {me.role === "auditor" ? null : <Find {...props} named={named} />}
    </Section>
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Those whom an order binds or exempts. */
function namedIn({ parties, boundClasses, carveOuts }: Order): readonly Named[] {
  return [...parties.filter(({ role }) => role === "enjoined"), ...boundClasses, ...carveOuts];
}

function Find(props: {
  readonly order: Order;
  readonly work: OrderWorkView;
  readonly named: readonly Named[];
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const { order, named } = props;
  const [subject, setSubject] = useState("");
  const [as, setAs] = useState(named[0]?.id ?? "");
  const [grade, setGrade] = useState<Grade>("suspected");
  const [knew, setKnew] = useState(false);
  const asksNotice = order.boundClasses.some(({ id, requires }) => id === as && requires.length > 0);
  const record = async (): Promise<void> => {
    const conditions = asksNotice && knew ? (["actualNotice"] as const) : [];
    const params = { orderId: order.id, subject: subject.trim(), as, grade, conditions };
    if ((await doing.run("orders.find", params)) !== undefined) await props.onDone();
  };
  return (
    <form
      className="card desk-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing.busy) void record();
      }}
    >
      <SubjectField value={subject} known={props.work.accounts} onChange={setSubject} />
      <Select
        label={t("party.as")}
        value={as}
        options={named.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setAs}
      />
      <Select
        label={t("party.grade")}
        value={grade}
        options={grades.map((value) => ({ value, label: t(`grade.${value}`) }))}
        onChange={setGrade}
      />
      {asksNotice ? (
        <label className="desk-row-main">
          <input type="checkbox" checked={knew} onChange={(event) => setKnew(event.target.checked)} />
          {t("party.notice")}
        </label>
      ) : null}
      <Failure failure={doing.failure} />
      <div className="actions">
        <Button submit busy={doing.busy} disabled={subject.trim() === ""}>
          {t("party.record")}
        </Button>
      </div>
    </form>
  );
}

/** Typed, or chosen among the accounts of confirmed cases. */
function SubjectField(props: {
  readonly value: string;
  readonly known: readonly string[];
  readonly onChange: (value: string) => void;
}): ReactNode {
  const { t } = useWords();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t("party.subject")}</label>
      <div className="field-line">
        <input
          id={id}
          list={`${id}-known`}
          value={props.value}
          maxLength={64}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
      <datalist id={`${id}-known`}>
        {props.known.map((account) => (
          <option key={account} value={account}>
            {account}
          </option>
        ))}
      </datalist>
    </div>
  );
}
