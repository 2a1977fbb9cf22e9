import { describe, expect, test } from "vitest";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";
import { format } from "./message-format.ts";
import { daysBetween, preferredLanguage, wordsOf } from "./words.ts";

const english = wordsOf("en", en, ["en-GB"]);
const arabic = wordsOf("ar", ar, ["ar-EG"]);
const writer = { plurals: new Intl.PluralRules("en"), numbers: new Intl.NumberFormat("en") };
const at = (day: number, hour = 12): number => new Date(2026, 4, day, hour, 5).getTime();

describe("filling a text", () => {
  test("[W3] isolates what others wrote, so that it can't reorder the sentence", () => {
    expect(format("Block {name}?", { name: "سارة" }, writer)).toBe("Block \u2068سارة\u2069?");
  });

  test("[W1] chooses the plural by the language's own rules and writes its digits", () => {
    expect(english.t("list.unread", { count: 1 })).toBe("1 unread message");
    expect(english.t("list.unread", { count: 1200 })).toBe("1,200 unread messages");
    expect(arabic.t("list.unread", { count: 2 })).toBe("رسالتان غير مقروءتين");
    expect(arabic.t("list.unread", { count: 3 })).toBe("٣ رسائل غير مقروءة");
    expect(arabic.t("list.unread", { count: 11 })).toBe("١١ رسالة غير مقروءة");
  });

  test("a place that nothing fills stays visible, and a value isn't filled again", () => {
    expect(format("{a} and {b}", { a: "{b}" }, writer)).toBe("\u2068{b}\u2069 and {b}");
  });
});

describe("dates", () => {
  test("are as short as can't be mistaken", () => {
    const now = at(20);
    expect(english.day(at(20, 1), now)).toBe("Today");
    expect(english.day(at(19, 23), now)).toBe("Yesterday");
    expect(english.day(at(16), now)).toBe("Saturday");
    expect(english.day(at(3), now)).toBe("3 May");
    expect(english.day(new Date(2025, 4, 3).getTime(), now)).toBe("3 May 2025");
    expect(english.when(at(20, 9), now)).toBe("09:05");
    expect(arabic.day(at(19), now)).toBe("أمس");
  });

  test("count midnights, not hours", () => {
    expect(daysBetween(at(19, 23), at(20, 0))).toBe(1);
    expect(daysBetween(at(20, 0), at(20, 23))).toBe(0);
  });
});

test("the device's own variety of a language decides digits, another language none", () => {
  expect(preferredLanguage(["de", "ar-EG", "en"])).toBe("ar");
  expect(preferredLanguage(["fr"])).toBe("en");
  expect(wordsOf("en", en, ["ar-EG"]).number(12)).toBe("12");
});

test("sizes have units", () => {
  expect(english.size(12_400_000)).toBe("12 MB");
  expect(english.size(1_540)).toBe("1.5 kB");
});
