import { useMemo } from "react";
import { useWords } from "../app/words-context.tsx";
import { noticeText, type NoticeText } from "./words/words.ts";

/** The page's own texts, and dates in the app's language. */
export interface NoticeWords {
  readonly t: NoticeText;
  readonly date: (atMs: number) => string;
  /** The date of a day since 1970 in UTC. */
  readonly dayDate: (day: number) => string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function useNoticeWords(): NoticeWords {
  const { language, locale, date } = useWords();
  return useMemo(
    () => ({
      t: noticeText(language, locale),
      date,
      // Noon: the same date wherever the reader is, or nearly.
      dayDate: (day) => date((day + 0.5) * DAY_MS),
    }),
    [language, locale, date],
  );
}
