import { type ReactNode } from "react";
import { Icon } from "../parts/icon.tsx";
import { groupsOfFour } from "../text/digits.ts";
import { helpEdition, helpers } from "./help-list.ts";
import { useNoticeWords } from "./use-notice-words.ts";
import type { PlainNoticeKey } from "./words/catalogue.ts";

/** In one line, by how sure those are who wrote it. */
export const letterTitles = {
  possible: "title.possible",
  likely: "title.likely",
  strong: "title.strong",
} as const satisfies Readonly<Record<string, PlainNoticeKey>>;
const SEEN = {
  lookups: "seen.lookups",
  introductions: "seen.introductions",
  invites: "seen.invites",
  groupAdds: "seen.groupAdds",
  calls: "seen.calls",
  deviceLinks: "seen.deviceLinks",
  malformed: "seen.malformed",
} as const satisfies Readonly<Record<string, PlainNoticeKey>>;
const REACHED = {
  nothing: "reached.nothing",
  lookedUp: "reached.lookedUp",
  introduction: "reached.introduction",
  accepted: "reached.accepted",
} as const satisfies Readonly<Record<string, PlainNoticeKey>>;
const DONE = {
  refused: "done.refused",
  accountsClosed: "done.accountsClosed",
  repaired: "done.repaired",
} as const satisfies Readonly<Record<string, PlainNoticeKey>>;
/** Help before everything, and nothing deleted before somebody could look. */
const STEPS = [
  ["todo.help", "todo.helpHow"],
  ["todo.keep", "todo.keepWhy"],
  ["todo.safe", "todo.safeHow"],
  ["todo.close", "todo.closeHow"],
  ["todo.tell", "todo.tellHow"],
  ["todo.law", "todo.lawWhy"],
] as const satisfies readonly (readonly [PlainNoticeKey, PlainNoticeKey])[];

/** What the letter of a notice says: from closed lists, and each of their words has its text here. */
export interface LetterShown {
  readonly confidence: keyof typeof letterTitles;
  readonly seen: Readonly<Record<keyof typeof SEEN, boolean>>;
  readonly reached: keyof typeof REACHED;
  readonly done: Readonly<Record<keyof typeof DONE, boolean>>;
  /** A day since 1970 in UTC, and how many more. */
  readonly firstDay: number;
  readonly furtherDays: number;
  readonly helpEdition: number;
}

/** What a notice says: the answer first, then what to do, who helps, what was seen, and how to check that it is real. */
export function Letter(props: {
  readonly letter: LetterShown;
  readonly issuedAtMs: number;
  readonly server: string;
  /** Twelve digits; none before it is issued. */
  readonly code?: string | undefined;
  /** What to know before any of it. */
  readonly caution?: ReactNode;
}): ReactNode {
  const { letter, issuedAtMs, server, code } = props;
  const { t, date } = useNoticeWords();
  return (
    <article className="notice">
      <section className="section">
        {props.caution}
        <h2>{t(letterTitles[letter.confidence])}</h2>
        <p className="notice-answer">{t("answer.attempt")}</p>
        <p>{t("answer.who")}</p>
        <p className="small soft">{t("answer.issued", { date: date(issuedAtMs), server: hostOf(server) })}</p>
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

/** By its heading alone: as landmarks, those of several letters on one page couldn't be told apart. */
function Part(props: { readonly heading: PlainNoticeKey; readonly children: ReactNode }): ReactNode {
  const { t } = useNoticeWords();
  return (
    <section className="section">
      <h3>{t(props.heading)}</h3>
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

function Seen(props: { readonly letter: LetterShown }): ReactNode {
  const { seen, done, reached, firstDay, furtherDays } = props.letter;
  const { t, dayDate } = useNoticeWords();
  const things = textsOf(SEEN, seen);
  const doings = textsOf(DONE, done);
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

/** The texts of those words that hold, in the order of the table. */
function textsOf(
  texts: Readonly<Record<string, PlainNoticeKey>>,
  holds: Readonly<Record<string, boolean>>,
): readonly PlainNoticeKey[] {
  return Object.entries(texts)
    .filter(([word]) => holds[word] === true)
    .map(([, key]) => key);
}

function Todo(): ReactNode {
  const { t } = useNoticeWords();
  return (
    <Part heading="todo.title">
      <ol className="notice-steps">
        {STEPS.map(([what, how]) => (
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
