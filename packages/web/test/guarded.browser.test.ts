import { afterAll, beforeAll, expect, test } from "vitest";
import { objections } from "./looked-at.ts";
import { Person } from "./person.ts";
import { ServedApp } from "./served-app.ts";

// A server that wants a code, and a device that wants a passphrase.

const app = new ServedApp(["--registration", "code"]);
let noor: Person;

beforeAll(async () => {
  noor = await Person.open(await app.start());
});

afterAll(async () => {
  await noor?.leave();
  await app.remove();
});

test("[W25] sign-up asks for a registration code, says when it is wrong, and goes on with the right one", async () => {
  await noor.press("Create an account");
  await noor.page.getByLabel("Name").fill("Noor");
  await noor.press("Create account");
  await noor.page.getByLabel("Registration code").fill("no-such-code");
  await noor.press("Create account");
  await noor.page.getByText("This code doesn't work.").waitFor();
  expect(await noor.page.getByLabel("Name").inputValue()).toBe("Noor");
  expect(await objections(noor.page)).toEqual([]);
  await noor.page.getByLabel("Registration code").fill(app.server.registrationCode ?? "");
  await noor.press("Create account");
  await noor.heading("Your recovery words").waitFor();
  await noor.press("Later");
});

test("[W27] with a passphrase nothing is shown before it was typed", async () => {
  await noor.settings("Lock");
  await noor.page.getByLabel("New passphrase", { exact: true }).fill("short");
  await noor.press("Set passphrase");
  await noor.page.getByText("Use at least 12 characters.").waitFor();
  await noor.page.getByLabel("New passphrase", { exact: true }).fill("five random words are good");
  await noor.page.getByLabel("New passphrase again").fill("five random words are good");
  await noor.press("Set passphrase");
  await noor.page.getByText("Your passphrase is set.").waitFor();
  await noor.page.reload();
  await noor.heading("Bridle is locked").waitFor();
  expect(await noor.page.getByRole("navigation").count()).toBe(0);
  expect(await objections(noor.page)).toEqual([]);
  await noor.page.getByLabel("Passphrase").fill("not this one");
  await noor.press("Open");
  await noor.page.getByText("That isn't the passphrase.").waitFor();
  await noor.page.getByLabel("Passphrase").fill("five random words are good");
  await noor.press("Open");
  await noor.page.getByRole("navigation").waitFor();
});

test("[W27] a page that never saw the lock knows of the passphrase, too", async () => {
  const other = await noor.page.context().newPage();
  await other.goto(noor.page.url());
  await other.getByRole("button", { name: "Settings" }).click();
  await other.locator(".settings-row").getByText("Lock", { exact: true }).click();
  await other.getByRole("button", { name: "Change passphrase" }).waitFor();
  await other.close();
});

test("[W27] the passphrase is taken away again", async () => {
  await noor.settings("Lock");
  await noor.page.getByLabel("Passphrase now").fill("five random words are good");
  await noor.press("Take the passphrase away");
  await noor.page.getByText("Bridle opens without a passphrase from now on.").waitFor();
  await noor.page.reload();
  await noor.page.getByRole("navigation").waitFor();
});

test("a name and a handle are changed, and the account is deleted after a question", async () => {
  await noor.settings("Me");
  await noor.page.getByLabel("Name").fill("Noor A.");
  await noor.press("Save");
  await noor.heading("Noor A.").waitFor();
  await noor.page.getByLabel("Handle").fill("supp0rt");
  await noor.press("Save");
  await noor.page.getByText("This handle is kept free").waitFor();
  await noor.page.getByLabel("Handle").fill("noor");
  await noor.press("Save");
  await noor.page.getByText("@noor").waitFor();
  await noor.press("Delete account");
  const question = noor.page.getByRole("dialog");
  await question.getByText("This can't be undone").waitFor();
  await question.getByRole("button", { name: "Delete account" }).click();
  await noor.heading("Your account is deleted").waitFor();
  await noor.press("Reload");
  await noor.button("Create an account").waitFor();
  expect(noor.problems).toEqual([]);
});
