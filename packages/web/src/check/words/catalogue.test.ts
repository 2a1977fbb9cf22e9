import { expect, test } from "vitest";
import { catalogueContract, formsOf } from "../../../test/catalogue-contract.ts";
import { languages } from "../../words/language.ts";
import type { Text } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";
import { checkWords } from "./words.ts";

catalogueContract({
  en,
  ar,
  folder: `${import.meta.dirname}/..`,
  inAnyLetters: ["language.en", "timeline.utc"],
  ends: { language: languages },
});

test.each(Object.entries({ en, ar }))("[W81] texts in %s call no phone free of spyware", (_, catalogue) => {
  const wrong = /\b(?:clean|safe from spyware|not infected|all clear)\b|نظيف|خالٍ من/i;
  const texts = Object.entries<Text>(catalogue);
  expect(texts.filter(([, text]) => formsOf(text).some((form) => wrong.test(form)))).toEqual([]);
});

test("[W81] the check's own answers in Arabic call no phone free of spyware either", () => {
  const { report } = checkWords("ar", ["ar"]);
  const answers = (["match", "needs-expert", "incomplete", "nothing-known-found"] as const).flatMap((state) =>
    report.state(state),
  );
  expect(answers.join(" ")).not.toMatch(/نظيف|خال[ٍي] من|سليم/);
  expect(answers).toContain("لم يوجد شيء معروف فيما فُحص");
});
