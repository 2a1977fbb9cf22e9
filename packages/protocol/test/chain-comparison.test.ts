import { describe, expect, test, vi } from "vitest";
import { compareChains } from "../src/index.ts";
import {
  add,
  change,
  genesis,
  grown,
  keyPair,
  laptop,
  phone,
  refusalOf,
  remove,
  root,
  rotate,
  tablet,
} from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const byPhone = { by: phone, operations: [add(laptop)] } as const;
const byRoot = { by: root, operations: [add(tablet), remove(phone)] } as const;
const known = grown(byPhone);

describe("[P18] how a chain that is shown relates to the known one", () => {
  test("the same, longer, shorter", () => {
    expect(compareChains(known, grown(byPhone))).toBe("same");
    expect(compareChains(known, grown(byPhone, byRoot))).toBe("extended");
    expect(compareChains(grown(byPhone, byRoot), known)).toBe("behind");
    expect(compareChains(known, [])).toBe("behind");
  });

  test("a root statement overrides device statements, one or many", () => {
    const shown = grown(byRoot);
    expect(refusalOf(shown)).toEqual({ kind: "accepted" });
    expect(compareChains(known, shown)).toBe("overridden");
    const longer = grown(byPhone, { by: phone, operations: [remove(laptop)] }, byPhone);
    expect(compareChains(longer, shown)).toBe("overridden");
  });

  test("a device statement never overrides: neither a root's nor another device's", () => {
    expect(compareChains(grown(byRoot), known)).toBe("forked");
    expect(compareChains(known, grown({ by: phone, operations: [add(tablet)] }))).toBe("forked");
  });

  test("a root statement doesn't override a root statement", () => {
    expect(compareChains(grown(byRoot), grown({ by: root, operations: [add(laptop)] }))).toBe("forked");
  });

  test("whoever holds a root key that was rotated away can't take the account back", () => {
    const rotated = grown(byPhone, { by: root, operations: [rotate(keyPair("new root"))] });
    const stolen = grown({ by: root, operations: [add(keyPair("thief")), remove(phone)] });
    expect(refusalOf(rotated)).toEqual({ kind: "accepted" });
    expect(refusalOf(stolen)).toEqual({ kind: "accepted" });
    expect(compareChains(rotated, stolen)).toBe("forked");
  });

  test("an override reaches back to the last root statement and no further", () => {
    const base = grown(byPhone, { by: root, operations: [add(tablet)] });
    const longer = [...base, change(base, { by: phone, operations: [remove(laptop)] })];
    const shown = [...base, change(base, { by: root, operations: [remove(phone)] })];
    expect(compareChains(longer, shown)).toBe("overridden");
    const further = grown({ by: root, operations: [remove(phone), add(tablet)] });
    expect(compareChains(longer, further)).toBe("forked");
  });

  test("another account's chain is a fork", () => {
    const other = genesis({ root: keyPair("other root"), device: phone });
    expect(compareChains(known, [other])).toBe("forked");
  });
});
