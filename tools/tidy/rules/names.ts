import { type Finding, findingAt, type House } from "../house.ts";

// Names that say nothing attract everything.
const banned = new Set(["util", "utils", "helper", "helpers", "common", "misc", "types"]);

/** Files and folders are kebab-case and named after what is in them. */
export function namesSaySomething(house: House): readonly Finding[] {
  return house.sources.flatMap((source) => {
    const findings: Finding[] = [];
    for (const segment of source.path.split("/")) {
      const [stem = ""] = segment.replace(/^\./, "").split(".");
      if (banned.has(stem)) {
        const message = `"${stem}" says nothing; name it after what is in it`;
        findings.push(findingAt(source, 0, { rule: "name", message }));
      }
      if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem)) {
        findings.push(findingAt(source, 0, { rule: "name", message: `"${segment}" is not kebab-case` }));
      }
    }
    return findings;
  });
}
