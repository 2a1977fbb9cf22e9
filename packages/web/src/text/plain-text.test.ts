import { describe, expect, test } from "vitest";
import { codePoints, initials, oneLine, shortened, shownText } from "./plain-text.ts";

describe("a message's text", () => {
  test("[W3] loses what overrides the direction of writing, and keeps the marks that scripts need", () => {
    expect(shownText("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
    expect(shownText("\u2066a\u2067b\u2068c\u2069")).toBe("abc");
    expect(shownText("مرحبا\u200F!")).toBe("مرحبا\u200F!");
    // Persian and Hindi join or part letters with these; a family of emoji is joined by one.
    expect(shownText("می\u200Cخواهم क्\u200Dष 👩\u200D👧")).toBe("می\u200Cخواهم क्\u200Dष 👩\u200D👧");
  });

  test("[W3] bounds combining marks, invisible characters, control characters and blank lines", () => {
    expect(shownText(`z${"\u0301".repeat(200)}`)).toBe(`z${"\u0301".repeat(6)}`);
    expect(shownText(`a${"\u200B".repeat(50)}b`)).toBe("a\u200Bb");
    expect(shownText(`a${"\u{E0041}".repeat(50)}b`)).toBe(`a${"\u{E0041}".repeat(7)}b`);
    expect(shownText("a\u0000\u001B[31mb\u0085c\u2028d\r\ne")).toBe("a[31mb\nc\nd\ne");
    expect(shownText(`a${"\n".repeat(40)}b`)).toBe("a\n\nb");
  });

  test("[W3] takes no legitimate letter away", () => {
    const texts = [
      "שָׁלוֹם",
      "ประเทศไทย ไม่",
      "Tiếng Việt",
      "བོད་སྐད",
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
      "a\tb\n\nc",
    ];
    for (const text of texts) expect(shownText(text)).toBe(text);
  });
});

test("one line has no breaks, and is shortened between what people see as characters", () => {
  expect(oneLine("  a\n\n b\tc ")).toBe("a b c");
  expect(shortened("abc", 3)).toBe("abc");
  expect(shortened("abcd", 3)).toBe("abc…");
  expect(shortened("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)).toBe("👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
});

test("code points are counted as the protocol counts them", () => {
  expect(codePoints("aé👍")).toBe(3);
});

test("initials are the first letters of the first and last word, in any script", () => {
  expect(initials("Amina El Haddad")).toBe("AH");
  expect(initials("أمينة")).toBe("أ");
  expect(initials("(omar) ")).toBe("O");
  expect(initials("\u202E👍")).toBe("");
  expect(initials("")).toBe("");
});
