import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objections, photograph } from "./looked-at.ts";
import { Person } from "./person.ts";
import { ServedApp } from "./served-app.ts";

// Two people in two browsers, from the first press to a conversation that outlives everything. The tests of
// this file are one story and run in their order.

const app = new ServedApp();
let amina: Person;
let omar: Person;
let words: readonly string[] = [];

beforeAll(async () => {
  const url = await app.start();
  amina = await Person.open(url);
});

afterAll(async () => {
  await amina?.leave();
  await omar?.leave();
  await app.remove();
});

describe("beginning", () => {
  test("[W10] an account, with recovery words that are put off and stay a reminder, then are confirmed and gone", async () => {
    await amina.signUp({ name: "Amina", handle: "amina" });
    words = await amina.recoveryWords();
    expect(words).toHaveLength(12);
    await amina.press("Later");
    await amina.page.reload();
    await amina.press("Write them down");
    expect(await amina.recoveryWords()).toEqual(words);
    await amina.confirmWords(words.map(() => "wrong"));
    await amina.page.getByText("That isn't the word in this place.").first().waitFor();
    await amina.press("Show the words again");
    await amina.confirmWords(words);
    await amina.button("Write them down").waitFor({ state: "detached" });
  });

  test("[W5] [W24] an invite link, opened without an account, registers and connects in one flow and leaves the address", async () => {
    const link = await amina.invite();
    omar = await Person.open(new URL(link).origin, { path: link });
    await omar.heading("Someone invites you to talk").waitFor();
    expect(omar.page.url()).toBe(`${new URL(link).origin}/`);
    await omar.press("Continue");
    await omar.page.getByLabel("Name").fill("Omar");
    await omar.press("Create account and talk");
    await omar.composer().waitFor();
    expect(await omar.page.getByText("Not verified, you used their invite").count()).toBe(1);
    await amina.page.getByText("Omar\u2069 used your invite").waitFor();
  });
});

describe("talking", () => {
  test("[W9] both ways, with what became of each message in words", async () => {
    await omar.write("Hello Amina, this is Omar");
    await amina.row("Omar").getByText("1 unread message").waitFor();
    expect(await amina.page.title()).toBe("(1) Bridle");
    await omar.statusIs("Hello Amina", "Delivered");
    await amina.openConversation("Omar");
    await omar.statusIs("Hello Amina", "Read");
    expect(await amina.page.title()).toBe("Bridle");
    await amina.write("Hello Omar");
    await omar.bubble("Hello Omar").waitFor();
    await amina.statusIs("Hello Omar", "Read");
  });

  test("what is being typed shows while it is typed", async () => {
    await omar.composer().pressSequentially("Wait");
    await amina.page.locator(".standing").getByText("typing…").waitFor();
    await omar.composer().fill("");
  });

  test("[W19] a message is answered, changed, deleted and reacted to", async () => {
    await omar.act("Hello Omar", "Reply");
    await omar.write("An answer");
    await amina.bubble("An answer").locator(".quote").getByText("Hello Omar").waitFor();
    await omar.act("An answer", "Edit");
    await omar.write("A better answer");
    await amina.bubble("A better answer").getByText("edited").waitFor();
    await amina.bubble("A better answer").click({ button: "right" });
    await amina.page.getByRole("menuitemcheckbox", { name: "React with" }).first().click();
    await omar.page.getByRole("button", { name: /from \u2068Amina/ }).waitFor();
    await omar.act("A better answer", "Delete");
    await omar.press("Delete message");
    await amina.page.getByText("This message was deleted").first().waitFor();
    expect(await amina.bubble("A better answer").count()).toBe(0);
  });

  test("[W3] [W4] what others wrote stays text, and a link asks before it opens", async () => {
    await omar.write("<img src=x onerror=alert(1)> https://bank.example@evil.test/a \u202Egnp.exe");
    const bubble = amina.bubble("onerror");
    await bubble.waitFor();
    expect(await bubble.locator("img:not([role])").count()).toBe(0);
    expect(await bubble.locator(".message-text").innerText()).toContain("gnp.exe");
    await bubble.getByRole("button", { name: "evil.test/a link, asks before opening" }).click();
    await amina.heading("Open \u2068evil.test\u2069?").waitFor();
    await amina.page.keyboard.press("Escape");
    expect(amina.page.context().pages()).toHaveLength(1);
  });

  test("[W20] search finds a message and goes to its place", async () => {
    await amina.page.keyboard.press("Control+k");
    await amina.page.keyboard.type("this is Omar");
    await amina.page
      .getByRole("navigation")
      .getByRole("button", { name: /Hello Amina/ })
      .click();
    await amina.page.locator(".bubble:focus").getByText("Hello Amina, this is Omar").waitFor();
    await amina.press("Clear search");
  });
});

describe("keeping", () => {
  test("[W13] a draft survives another place, a reload and a crash", async () => {
    await amina.composer().fill("Half a thought");
    await amina.press("Settings");
    await amina.row("Omar").getByText("Half a thought").waitFor();
    await amina.page.reload();
    await amina.openConversation("Omar");
    expect(await amina.composer().inputValue()).toBe("Half a thought");
    await amina.composer().fill("Half a thought, continued");
    await amina.row("Omar").getByText("continued").waitFor();
    await amina.crash();
    await amina.openConversation("Omar");
    expect(await amina.composer().inputValue()).toBe("Half a thought, continued");
    await amina.composer().fill("");
  });

  test("[W14] what is written without a connection is kept, and sent by itself afterwards", async () => {
    await app.server.kill();
    await amina.page.getByText("What you write is kept and sent").waitFor();
    await amina.write("Written offline");
    await amina.statusIs("Written offline", "Waiting to be sent");
    await app.server.start();
    await omar.bubble("Written offline").waitFor();
    await amina.statusIs("Written offline", "Read");
  });

  test("[W15] a tab that dies while messages fly loses nothing and shows nothing twice", async () => {
    const sent = Array.from({ length: 12 }, (_, index) => `Flying ${index + 1}.`);
    for (const [index, text] of sent.entries()) {
      await omar.write(text);
      if (index === 5) await amina.crash();
    }
    await amina.openConversation("Omar");
    await amina.bubble(/Flying 12\./).waitFor();
    const seen = (await amina.bubbles()).filter((text) => text.startsWith("Flying"));
    expect(seen).toEqual(sent);
    await omar.write("Sent just before the end");
    await omar.statusIs("Sent just before the end", "Read");
    await omar.crash();
    await omar.openConversation("Amina");
    await omar.bubble("Sent just before the end").first().waitFor();
    expect(await omar.bubble("Sent just before the end").count()).toBe(1);
    expect((await omar.bubbles()).filter((text) => text.startsWith("Flying"))).toEqual(sent);
  });

  test("[W16] two tabs show the same, and one goes on when the other is closed", async () => {
    const second = await amina.openTab();
    await second.getByRole("navigation").getByRole("button", { name: /Omar/ }).click();
    await amina.write("From the first tab");
    await amina.bubble("From the first tab", second).waitFor();
    await amina.page.close();
    await amina.composer(second).fill("From the second tab");
    await amina.composer(second).press("Enter");
    await omar.bubble("From the second tab").waitFor();
    await omar.write("To the second tab");
    await amina.bubble("To the second tab", second).waitFor();
    amina.page = second;
  });
});

describe("being sure", () => {
  test("[W17] both see the same safety number; verified shows in the header", async () => {
    await amina.contactPage();
    await omar.contactPage();
    const number = await amina.safetyNumber();
    expect(number).toHaveLength(12);
    expect(number.every((group) => /^\d{5}$/.test(group))).toBe(true);
    expect(await omar.safetyNumber()).toEqual(number);
    await amina.press("The numbers are the same");
    await amina.page
      .locator(".standing")
      .getByText(/^Verified /)
      .waitFor();
  });

  test("[W18] blocking says what it does, takes the composer away, and is undone", async () => {
    await amina.press(/^Block /);
    await amina.page.getByRole("dialog").getByText("They aren't told.").waitFor();
    await amina.page.getByRole("dialog").getByRole("button", { name: "Block", exact: true }).click();
    await amina.page.getByText("You blocked \u2068Omar\u2069. Neither of you can write here.").waitFor();
    expect(await amina.composer().count()).toBe(0);
    await omar.write("Into the void");
    await omar.bubble("Into the void").waitFor();
    await amina.page.getByRole("button", { name: "Unblock", exact: true }).click();
    await amina.composer().waitFor();
    await amina.write("We can talk again");
    await omar.bubble("We can talk again").waitFor();
    await omar.write("After the block");
    await amina.bubble("After the block").waitFor();
    expect(await amina.bubble("Into the void").count()).toBe(0);
  });
});

describe("others", () => {
  test("[W11] an introduction waits apart; accepting it opens a conversation", async () => {
    const layla = await Person.open(app.server.url);
    try {
      await layla.signUp({ name: "Layla" });
      await layla.press("Later");
      await layla.press(/^Find by handle/);
      await layla.page.getByLabel("Their handle").fill("@amina");
      await layla.page.getByLabel("Your introduction").fill("We met in Berlin. https://example.com/x");
      await layla.press("Send introduction");
      await layla.heading("Your introduction is on its way").waitFor();
      await amina.row("Introductions").click();
      const card = amina.page.getByRole("article");
      await card.getByText("We met in Berlin. https://example.com/x").waitFor();
      expect(await card.locator("a, .link, img").count()).toBe(0);
      // A report is a deliberate act, says what it tells, and answers nothing.
      await card.getByRole("button", { name: "Report" }).click();
      const dialog = amina.page.getByRole("dialog", { name: "Report this account" });
      await dialog.getByText("Nothing that either of you wrote is sent along.").waitFor();
      expect(await objections(amina.page)).toEqual([]);
      await photograph(amina.page, "report-en-light-1280");
      await dialog.getByRole("radio", { name: "They want me to open a link" }).check();
      await dialog.getByRole("button", { name: "Send the report" }).click();
      await card.getByText("Reported. Thank you.").waitFor();
      await card.getByRole("button", { name: "Accept" }).click();
      await amina.composer().waitFor();
      await amina.write("Welcome");
      await layla.openConversation("Amina");
      await layla.bubble("Welcome").waitFor();
      expect(layla.problems).toEqual([]);
    } finally {
      await layla.leave();
    }
  });

  test("[W5] [W11] a public link allows an introduction only, an invite connects whoever has an account", async () => {
    const layla = await Person.open(app.server.url);
    try {
      await layla.signUp({ name: "Layla the second" });
      await layla.press("Later");
      await omar.settings("Me");
      await omar.press("Make a public link");
      const publicLink = await omar.page.locator(".address").innerText();
      await layla.press(/^Use an invite/);
      await layla.page.getByLabel("Invite link").fill(publicLink);
      await layla.page.getByLabel("Your introduction").fill("From your website");
      await layla.press("Send introduction");
      await layla.heading("Your introduction is on its way").waitFor();
      await omar.row("Introductions").click();
      await omar.page.getByText("From your website").waitFor();
      await omar.press("Not now");
      await omar.page.getByText("Nobody is waiting.").waitFor();
      await layla.page.goto(await omar.invite());
      expect(await layla.page.getByLabel("Invite link").inputValue()).toContain("/i#");
      await layla.press("Connect");
      await layla.composer().waitFor();
      await layla.write("By your invite");
      await omar.openConversation("Layla the second");
      await omar.bubble("By your invite").waitFor();
      expect(layla.problems).toEqual([]);
    } finally {
      await layla.leave();
    }
    await omar.openConversation("Amina");
  });

  test("[W12] the recovery words give contacts and conversations back on a new device", async () => {
    await amina.leave();
    amina = await Person.open(app.server.url);
    await amina.press("I have recovery words");
    await amina.page.getByLabel("Recovery words").fill(words.join("  ").toUpperCase());
    await amina.press("Get it back");
    await amina.page.getByText("Your account is back. Your other devices were removed.").waitFor();
    await amina.openConversation("Omar");
    await omar.write("Are you there again?");
    await amina.bubble("Are you there again?").waitFor();
    await amina.write("I am back");
    await omar.page.getByText("I am back").first().waitFor();
  });

  test("[W24] nothing was loaded from elsewhere, and the content policy was never broken", () => {
    expect(amina.problems).toEqual([]);
    expect(omar.problems).toEqual([]);
  });
});
