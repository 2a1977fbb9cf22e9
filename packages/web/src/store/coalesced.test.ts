import { expect, test } from "vitest";
import { coalesced } from "./coalesced.ts";

function steps() {
  const waiting: PromiseWithResolvers<void>[] = [];
  const run = async (): Promise<void> => {
    const step = Promise.withResolvers<void>();
    waiting.push(step);
    await step.promise;
  };
  return { waiting, run };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("many calls while it runs come to one run more, which began after the last of them", async () => {
  const { waiting, run } = steps();
  const fetch = coalesced(run, 0);
  const first = fetch();
  const others = [fetch(), fetch(), fetch()];
  expect(waiting).toHaveLength(1);
  waiting[0]?.resolve();
  await first;
  await settled();
  expect(waiting).toHaveLength(2);
  waiting[1]?.resolve();
  await Promise.all(others);
  expect(waiting).toHaveLength(2);
});

test("a run that fails doesn't stop the next one", async () => {
  const { waiting, run } = steps();
  const fetch = coalesced(run, 0);
  const first = fetch();
  const second = fetch();
  waiting[0]?.reject(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  await settled();
  waiting[1]?.resolve();
  await second;
});
