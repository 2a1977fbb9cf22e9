import { IphoneBackup, sqliteBytes, table } from "@bridle/testkit";
import { expect, test } from "vitest";
import { bareHostsIn, linksIn } from "../../src/examination/links.ts";
import { brief, examined, statusOf } from "../run.ts";

const known = ["[domain-name:value='evil.example']", "[url:value='https://shared.example/evil']"];

async function smsReport(...texts: readonly string[]) {
  const rows = texts.map((text, index) => ({ ROWID: index + 1, text, date: 0, is_from_me: 0, handle_id: 0 }));
  const database = sqliteBytes((opened) => table(opened, "message", rows));
  const files = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", database).files();
  return (await examined(files, { patterns: known })).report;
}

test.each([
  "https://evil.example، الآن",
  "https://evil.example؟",
  "https://evil.example\u200f",
  "https://evil.example\u200e و",
  "https://evil.example。谢谢",
  "https://evil.example｡",
  "https://evil.example，谢谢",
  "请看https://evil.example谢谢",
  "（https://evil.example）",
  "「https://evil.example/x」",
  "*https://evil.example*",
  "_https://evil.example_",
  "~https://evil.example~",
  "https://evil.example🙂",
  "https://evil.example,https://other.example",
  "https://other.example,https://evil.example/x",
  "https://other.examplehttps://evil.example",
  "https://other.example/?to=https://evil.example",
  "https://other.example，evil.example",
  "https://evil.example;see",
  "Clickhttps://evil.example/x",
  "1https://evil.example",
  "_evil.example_",
  "https://user,name@evil.example/",
  "https://shared.example/evil،",
  "https://shared.example/evil。谢谢",
  "*https://shared.example/evil*",
])("[K3] a known address is found beside a sentence's own marks: %s", async (text) => {
  const { findings } = await smsReport(`Hello ${text}`);
  expect(findings.map(brief)).toEqual([expect.stringMatching(/^SMS critical (?:domain|url) /)]);
});

test.each([
  "https://evil.example.other.example,x",
  "https://other.example,x.evil.example.other",
  "https://evil.example@other.example/",
  "https://evil.example_x.other.example/",
  "https://notevil.example؟",
  "https://evil.example谢谢.example/",
  "x_evil.example",
  "https://shared.example/evil2،",
  "https://shared.example/Evil*",
])("[K3] marks don't make another address a known one: %s", async (text) => {
  expect((await smsReport(`Hello ${text}`)).findings).toEqual([]);
});

test("[K3] what looks like a link and is none is counted", async () => {
  const report = await smsReport("https://% and https://[x] but https://fine.example/, http://10.0.0.1/");
  expect(report.state).toBe("nothing-known-found");
  expect(statusOf(report, "SMS")).toBe("read 1: 2 links that can't be parsed");
});

test("[K63] links are told apart in pieces that don't grow with their number", () => {
  for (const part of [
    "https://",
    "https://a.example/?u=",
    "https://a.example,",
    "https://a_",
    "_*~",
    "a。",
    "’",
  ]) {
    const text = `https://${part.repeat(100_000 / part.length)}x`;
    const characters = linksIn(text).reduce((sum, { length }) => sum + length, 0);
    expect(characters).toBeLessThanOrEqual(2 * text.length);
    expect(bareHostsIn(text).length).toBeLessThan(text.length);
  }
});
