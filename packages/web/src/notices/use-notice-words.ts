import { createContext, useContext } from "react";
import type { Writing } from "../words/writing.ts";
import { noticeText, type NoticeText } from "./words/words.ts";

/** A notice's own texts, and dates, in one language. */
export interface NoticeWords {
  readonly t: NoticeText;
  readonly date: (atMs: number) => string;
  /** The date of a day since 1970 in UTC. */
  readonly dayDate: (day: number) => string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function noticeWords({ language, locale, date }: Writing): NoticeWords {
  return {
    t: noticeText(language, locale),
    date,
    // Noon: the same date wherever the reader is, or nearly.
    dayDate: (day) => date((day + 0.5) * DAY_MS),
  };
}

const NoticeWordsContext = createContext<NoticeWords | undefined>(undefined);
export const NoticeWordsProvider = NoticeWordsContext.Provider;

export function useNoticeWords(): NoticeWords {
  const words = useContext(NoticeWordsContext);
  if (words === undefined) throw new Error("a notice stands outside its words");
  return words;
}
