import type { RefusedDay, SafetyNotice } from "@bridle/client";
import { useEffect, useMemo, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Switch } from "../parts/choices.tsx";
import { Icon } from "../parts/icon.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { NoticeLetterPage, titleOf } from "./notice-letter.tsx";
import { noticeWords, NoticeWordsProvider, useNoticeWords } from "./use-notice-words.ts";

/**
 * Warnings by those who run the server. The only place where they appear, and nothing else appears here: what
 * it shows comes from the client's own list of checked notices, and no text of anybody's is in it.
 */
export function NoticesPage(): ReactNode {
  const words = useWords();
  return (
    <NoticeWordsProvider value={useMemo(() => noticeWords(words), [words])}>
      <Notices />
    </NoticeWordsProvider>
  );
}

function Notices(): ReactNode {
  const { t } = useNoticeWords();
  const { notices, refused } = useAppState((state) => state.safety);
  const server = useAppState((state) => state.account?.server ?? "");
  useSeen(notices);
  const [newest, ...earlier] = notices;
  return (
    <>
      {newest === undefined ? (
        <div className="empty">
          <Icon name="notice" />
          <h2>{t("empty.title")}</h2>
          <p>{t("empty.lead")}</p>
        </div>
      ) : (
        <NoticeLetterPage key={newest.id} notice={newest} server={server} />
      )}
      <Earlier notices={earlier} server={server} />
      <Quiet days={refused} />
      <OptOut />
    </>
  );
}

/** Whoever has the page open has seen what is on it. Only this device knows. */
function useSeen(notices: readonly SafetyNotice[]): void {
  const { engine, feed } = useApp();
  useEffect(() => {
    const unseen = notices.filter(({ seen }) => !seen);
    if (unseen.length === 0) return;
    void Promise.all(unseen.map(({ id }) => engine.call("notice.dismiss", { id }))).then(() =>
      feed.notices(),
    );
  }, [notices, engine, feed]);
}

function Earlier(props: { readonly notices: readonly SafetyNotice[]; readonly server: string }): ReactNode {
  const { t, date } = useNoticeWords();
  if (props.notices.length === 0) return null;
  return (
    <section className="section" aria-label={t("earlier.title")}>
      <h2>{t("earlier.title")}</h2>
      {props.notices.map((notice) => (
        <details key={notice.id} className="notice-earlier">
          <summary>{t("earlier.line", { title: t(titleOf(notice)), date: date(notice.at) })}</summary>
          <NoticeLetterPage notice={notice} server={props.server} />
        </details>
      ))}
    </section>
  );
}

const QUIET = { one: "quiet.one", few: "quiet.few", many: "quiet.many" } as const;

function Quiet(props: { readonly days: readonly RefusedDay[] }): ReactNode {
  const { t, dayDate } = useNoticeWords();
  if (props.days.length === 0) return null;
  return (
    <section className="section" aria-label={t("quiet.title")}>
      <h2>{t("quiet.title")}</h2>
      <p className="soft">{t("quiet.lead")}</p>
      <ul className="notice-list">
        {props.days.map(({ day, attempts }) => (
          <li key={day}>{t(QUIET[attempts], { date: dayDate(day) })}</li>
        ))}
      </ul>
    </section>
  );
}

function OptOut(): ReactNode {
  const { t } = useNoticeWords();
  const { feed } = useApp();
  const { run, refused } = useTask();
  const on = useAppState((state) => state.safety.optedOut);
  const change = async (optedOut: boolean): Promise<void> => {
    await run("notice.optOut", { optedOut });
    await feed.notices();
  };
  return (
    <section className="section">
      <Refusal kind={refused} />
      <Switch
        label={t("optOut.label")}
        hint={t("optOut.hint")}
        on={on}
        onChange={(wanted) => void change(wanted)}
      />
    </section>
  );
}
