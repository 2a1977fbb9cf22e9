import { describe, expect, test } from "vitest";
import { parseLink, segmentsOf } from "./links.ts";

function linksIn(text: string): readonly string[] {
  return segmentsOf(text).flatMap((segment) => (segment.kind === "link" ? [segment.link.address] : []));
}

describe("links in a message", () => {
  test("[W4] are found with the text around them whole", () => {
    const text = "See (https://example.org/a_(b)) and http://x.test/?q=1#f.";
    expect(linksIn(text)).toEqual(["https://example.org/a_(b)", "http://x.test/?q=1#f"]);
    const shown = segmentsOf(text).map((part) =>
      part.kind === "text" ? part.text : part.link.host + part.link.rest,
    );
    expect(shown.join("")).toBe("See (example.org/a_(b)) and x.test/?q=1#f.");
  });

  test("[W4] are only web addresses", () => {
    expect(
      linksIn("javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.test mailto:a@b.c"),
    ).toEqual([]);
    expect(linksIn("https:// http://? //a.test a.test")).toEqual([]);
    expect(parseLink("javascript:alert(1)")).toBeUndefined();
  });

  test("[W4] show the host that answers, in a form that can't be mistaken", () => {
    expect(parseLink("https://bank.example@evil.test/login")).toMatchObject({
      host: "evil.test",
      address: "https://evil.test/login",
    });
    expect(parseLink("https://аррӏе.com/")?.host).toBe("xn--80ak6aa92e.com");
    expect(parseLink("https://EXAMPLE.org:8443/")).toMatchObject({ host: "example.org:8443", rest: "" });
    expect(parseLink(`https://example.org/${"a".repeat(300)}`)?.rest.length).toBeLessThan(60);
  });

  test("end at what separates, also at the isolates around names", () => {
    expect(linksIn('\u2068https://a.test/x\u2069, "https://b.test"؟')).toEqual([
      "https://a.test/x",
      "https://b.test/",
    ]);
  });

  test("a text without links is one piece", () => {
    expect(segmentsOf("plain")).toEqual([{ kind: "text", text: "plain" }]);
    expect(segmentsOf("")).toEqual([]);
  });
});
