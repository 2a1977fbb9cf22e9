import { stixBundle } from "@bridle/testkit";
import { expect, test } from "vitest";
import { FeedShelf } from "./shelf.ts";

test("[K13] a list that was brought along and refused makes the run incomplete until it is dropped", async () => {
  const shelf = new FeedShelf();
  const good = new File([new Uint8Array(stixBundle("Testware", ["[app:id='a']"]))], "good.stix2");
  await shelf.add([good, new File(["no list"], "bad.stix2")], "");
  const chosen = shelf.chosen(["added/good.stix2"]);
  expect(chosen.feeds.map(({ name }) => name)).toEqual(["added/good.stix2"]);
  expect(chosen.refused).toEqual([
    { what: "added/bad.stix2", why: "not a STIX bundle and not Echap's YAML" },
  ]);
  shelf.drop();
  expect(shelf.chosen([]).refused).toEqual([]);
});
