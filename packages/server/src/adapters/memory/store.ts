import type { Store } from "../../ports/store.ts";
import { memoryBuilds } from "./builds.ts";
import {
  memoryConsents,
  memoryIntroductions,
  memoryKeyPackages,
  memoryRegistrationCodes,
} from "./consents.ts";
import { MemoryConversations } from "./conversations.ts";
import { Journal } from "./journal.ts";
import { memoryAnswers, MemoryMailboxes } from "./mailboxes.ts";
import { memoryNotices } from "./notices.ts";
import { memoryAccounts, memoryDevices, memoryDirectoryDues, memoryHandles } from "./people.ts";
import { memoryRefusals } from "./refusals.ts";

/** A store that is forgotten with the process: for simulations, where it plays a disk that never fails. */
export function createMemoryStore(): Store {
  const journal = new Journal();
  const accounts = memoryAccounts(journal);
  return {
    accounts,
    answers: memoryAnswers(journal),
    builds: memoryBuilds(journal),
    consents: memoryConsents(journal),
    conversations: new MemoryConversations(journal),
    devices: memoryDevices(journal),
    directoryDues: memoryDirectoryDues(journal, () => accounts.all()),
    handles: memoryHandles(journal),
    introductions: memoryIntroductions(journal),
    keyPackages: memoryKeyPackages(journal),
    mailboxes: new MemoryMailboxes(journal),
    notices: memoryNotices(journal),
    refusals: memoryRefusals(journal),
    registrationCodes: memoryRegistrationCodes(journal),
    begin: () => journal.begin(),
    commit: () => journal.commit(),
    rollback: () => journal.rollback(),
    spaceLow: () => false,
    close: () => undefined,
  };
}
