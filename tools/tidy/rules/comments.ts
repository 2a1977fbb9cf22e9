import { type Finding, findingAt, type House } from "../house.ts";

/** What is left to do is an issue; a comment may point to it. */
export function todosHaveAnIssue(house: House): readonly Finding[] {
  return house.sources.flatMap((source) =>
    source.comments
      .filter(({ value }) => /\b(?:TODO|FIXME|XXX|HACK)\b(?!.*#\d)/.test(value))
      .map(({ start }) =>
        findingAt(source, start, { rule: "todo", message: "no issue number, as in TODO #12" }),
      ),
  );
}
