import type { FeedFile } from "@bridle/check";

// The published indicators as the text of a script: the page's policy lets it load scripts while it opens and
// nothing afterwards, so there is nothing to fetch them with.

const texts = import.meta.glob<string>("../../../../check/vendor/feeds/**/*.{stix2,json,yaml}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The indicator files that come with the program, each with its very bytes, which their pin list is checked against. */
export function bundledFeeds(): readonly FeedFile[] {
  const encoder = new TextEncoder();
  return Object.entries(texts).map(([path, text]) => ({
    name: path.slice(path.indexOf("/feeds/") + "/feeds/".length),
    bytes: encoder.encode(text),
  }));
}
