import type { SafetyNotice } from "@bridle/client";
import { useId, type ReactNode } from "react";
import { Callout } from "../parts/callout.tsx";
import { Icon } from "../parts/icon.tsx";
import { groupsOfFour } from "../text/digits.ts";
import { helpEdition, helpers } from "./help-list.ts";
import { useNoticeWords } from "./use-notice-words.ts";
import type { PlainNoticeKey } from "./words/catalogue.ts";

type Letter = NonNullable<SafetyNotice["letter"]>;

const TITLES: Readonly<Record<Letter["confidence"], PlainNoticeKey>> = {
  possible: "title.possible",
  likely: "title.likely",
  strong: "title.strong",
};
const SEEN = [
  ["lookups", "seen.lookups"],
  ["introductions", "seen.introductions"],
  ["invites", "seen.invites"],
  ["groupAdds", "seen.groupAdds"],
  ["calls", "seen.calls"],
  ["deviceLinks", "seen.deviceLinks"],
  ["malformed", "seen.malformed"],
] as const satisfies readonly (readonly [keyof Letter["seen"], PlainNoticeKey])[];
const REACHED: Readonly<Record<Letter["reached"], PlainNoticeKey>> = {
  nothing: "reached.nothing",
  lookedUp: "reached.lookedUp",
  introduction: "reached.introduction",
  accepted: "reached.accepted",
};
const DONE = [
  ["refused", "done.refused"],
  ["accountsClosed", "done.accountsClosed"],
  ["repaired", "done.repaired"],
] as const satisfies readonly (readonly [keyof Letter["done"], PlainNoticeKey])[];
/** Help before everything, and nothing deleted before somebody could look. */
const TODO = [
  ["todo.help", "todo.helpHow"],
  ["todo.keep", "todo.keepWhy"],
  ["todo.safe", "todo.safeHow"],
  ["todo.close", "todo.closeHow"],
  ["todo.tell", "todo.tellHow"],
  ["todo.law", "todo.lawWhy"],
] as const satisfies readonly (readonly [PlainNoticeKey, PlainNoticeKey])[];

/** In one line, as it stands in the list of earlier ones. */
export function titleOf({ letter }: SafetyNotice): PlainNoticeKey {
  return letter === undefined ? "newer.title" : TITLES[letter.confidence];
}

/** A notice: the answer first, then what was seen, what to do, who helps, and how to check that it is real. */
export function NoticeLetterPage(props: {
  readonly notice: SafetyNotice;
  readonly server: string;
}): ReactNode {
  const { notice, server } = props;
  const { letter, code } = notice;
  const { t, date } = useNoticeWords();
  if (letter === undefined) {
    return (
      <section className="section">
        <h2>{t("newer.title")}</h2>
        <p>{t("newer.lead")}</p>
      </section>
    );
  }
  return (
    <article className="notice">
      <section className="section">
        {notice.standing === "unverified" ? (
          <Callout meaning="caution">
            <p>{t("unverified.lead")}</p>
          </Callout>
        ) : null}
        <h2>{t(titleOf(notice))}</h2>
        <p className="notice-answer">{t("answer.attempt")}</p>
        <p>{t("answer.who")}</p>
        <p className="small soft">{t("answer.issued", { date: date(notice.at), server: hostOf(server) })}</p>
      </section>
      <Todo />
      <Helpers edition={letter.helpEdition} />
      <Seen letter={letter} />
      {code === undefined ? null : <Code code={code} server={server} />}
      <Part heading="not.title">
        <Bullets keys={["not.verdict", "not.state", "not.ask"]} />
      </Part>
    </article>
  );
}

function Part(props: { readonly heading: PlainNoticeKey; readonly children: ReactNode }): ReactNode {
  const { t } = useNoticeWords();
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <h3 id={id}>{t(props.heading)}</h3>
      {props.children}
    </section>
  );
}

function Bullets(props: { readonly keys: readonly PlainNoticeKey[] }): ReactNode {
  const { t } = useNoticeWords();
  return (
    <ul className="notice-list">
      {props.keys.map((key) => (
        <li key={key}>{t(key)}</li>
      ))}
    </ul>
  );
}

function Seen(props: { readonly letter: Letter }): ReactNode {
  const { seen, done, reached, firstDay, furtherDays } = props.letter;
  const { t, dayDate } = useNoticeWords();
  const things = SEEN.filter(([thing]) => seen[thing]).map(([, key]) => key);
  const doings = DONE.filter(([thing]) => done[thing]).map(([, key]) => key);
  const from = dayDate(firstDay);
  return (
    <>
      <Part heading="seen.title">
        <p>
          {furtherDays === 0
            ? t("seen.day", { from })
            : t("seen.range", { from, to: dayDate(firstDay + furtherDays) })}
        </p>
        <Bullets keys={things.length === 0 ? ["seen.other"] : things} />
        <p className="notice-answer">{t(REACHED[reached])}</p>
      </Part>
      {doings.length === 0 ? null : (
        <Part heading="done.title">
          <Bullets keys={doings} />
        </Part>
      )}
    </>
  );
}

function Todo(): ReactNode {
  const { t } = useNoticeWords();
  return (
    <Part heading="todo.title">
      <ol className="notice-steps">
        {TODO.map(([what, how]) => (
          <li key={what}>
            <strong>{t(what)}</strong>
            <p>{t(how)}</p>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Helpers(props: { readonly edition: number }): ReactNode {
  const { t } = useNoticeWords();
  return (
    <Part heading="help.title">
      <p>{t("help.lead")}</p>
      <ul className="notice-helpers">
        {helpers.map(({ name, does, where, reach }) => (
          <li key={name}>
            <p>
              <strong translate="no">
                <bdi>{name}</bdi>
              </strong>{" "}
              <span className="soft">{t(where)}</span>
            </p>
            <p>{t(does)}</p>
            {reach.map((way) => (
              <p key={way} className="notice-reach" dir="ltr" translate="no">
                {way}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {props.edition > helpEdition ? <p className="small soft">{t("help.newer")}</p> : null}
    </Part>
  );
}

function Code(props: { readonly code: string; readonly server: string }): ReactNode {
  const { code } = props;
  const { t } = useNoticeWords();
  const host = hostOf(props.server);
  const groups = groupsOfFour(code);
  return (
    <Part heading="code.title">
      <p>{t("code.lead", { server: host })}</p>
      <ul className="bullets">
        <li>
          <Icon name="devices" />
          <p>{t("code.devices")}</p>
        </li>
      </ul>
      <ol className="safety-digits notice-code digits" aria-label={t("code.digits")} translate="no">
        {groups.map((group, index) => (
          <li key={index}>{group}</li>
        ))}
      </ol>
      <p>{t("code.page")}</p>
      <p className="address" dir="ltr" translate="no">
        {`${host}/notices/${groups.join("-")}`}
      </p>
    </Part>
  );
}

/** The server's name as people know it. */
function hostOf(server: string): string {
  return URL.parse(server)?.host ?? server;
}
