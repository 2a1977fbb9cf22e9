import { describe } from "vitest";
import { storeContract } from "../../ports/store.contract.ts";
import { createMemoryStore } from "./store.ts";

describe("in-memory store", () => {
  storeContract(() => createMemoryStore());
});
