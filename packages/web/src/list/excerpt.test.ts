import { expect, test } from "vitest";
import { excerptAround } from "./excerpt.ts";

test("a found message is shown around what was searched for", () => {
  const text = "I will send you the draft tonight. It has three new paragraphs about the source.";
  expect(excerptAround(text, "PARAGRAPHS")).toEqual({
    before: "…It has three new ",
    match: "paragraphs",
    after: " about the source.",
  });
  expect(excerptAround(text, "I will")).toMatchObject({ before: "", match: "I will" });
});

test("a search of several words marks the first that is there", () => {
  expect(excerptAround("one two three", "absent two").match).toBe("two");
});

test("what can't be marked exactly isn't marked", () => {
  expect(excerptAround("İstanbul", "stan")).toEqual({ before: "İstanbul", match: "", after: "" });
  expect(excerptAround("nothing of it", "xyz").match).toBe("");
});
