import type { Language } from "../src/words/words.ts";

/** How a page is looked at. */
export interface Look {
  readonly language: Language;
  readonly scheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

const all: readonly Look[] = [
  { language: "en", scheme: "light", width: 1280, height: 800 },
  { language: "ar", scheme: "dark", width: 360, height: 740 },
  { language: "en", scheme: "dark", width: 360, height: 740 },
  { language: "ar", scheme: "light", width: 1280, height: 800 },
];

/** Two of them have everything once; for the screenshots all four are taken on. */
export const looks = process.env["BRIDLE_SCREENSHOTS"] === "1" ? all : all.slice(0, 2);

/** What a page's picture is called. */
export function nameOf(page: string, { language, scheme, width }: Look): string {
  return `${page}-${language}-${scheme}-${width}`;
}
