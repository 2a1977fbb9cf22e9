import { describe, expect, test } from "vitest";
import { accountsContract, handlesContract } from "./accounts.contract.ts";
import { consentsContract, smallPortsContract } from "./consents.contract.ts";
import { conversationsContract } from "./conversations.contract.ts";
import { deskTablesContract } from "./desk-tables.contract.ts";
import { mailboxesContract } from "./mailboxes.contract.ts";
import { noticesContract } from "./notices.contract.ts";
import type { Store } from "./store.ts";

/** What every adapter of `Store` must do, with all its tables. */
export function storeContract(open: () => Store): void {
  describe("accounts and devices", () => {
    accountsContract(open);
  });
  describe("handles", () => {
    handlesContract(open);
  });
  describe("consents", () => {
    consentsContract(open);
  });
  describe("conversations", () => {
    conversationsContract(open);
  });
  describe("mailboxes", () => {
    mailboxesContract(open);
  });
  describe("notices", () => {
    noticesContract(open);
  });
  describe("what the desk is told", () => {
    deskTablesContract(open);
  });
  describe("small ports", () => {
    smallPortsContract(open);
  });

  test("[S2] a rollback outside a transaction does nothing, and an empty commit is fine", () => {
    const store = open();
    store.rollback();
    store.begin();
    store.commit();
    expect(store.spaceLow(0)).toBe(false);
    store.close();
  });
}
