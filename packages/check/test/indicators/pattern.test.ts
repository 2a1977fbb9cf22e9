import { SeededNumbers } from "@bridle/testkit";
import { expect, test } from "vitest";
import { equalitiesOf } from "../../src/indicators/pattern.ts";

test.each([
  ["[domain-name:value='a.example']", [["domain-name:value", "a.example"]]],
  ["[ domain-name:value = 'a.example' ]", [["domain-name:value", "a.example"]]],
  ["[url:value='https://a.example/?x=1&y==2']", [["url:value", "https://a.example/?x=1&y==2"]]],
  ["[file:hashes.'SHA-256'='AB']", [["file:hashes.sha-256", "AB"]]],
  ["[file:name='it\\'s a \\\\ name']", [["file:name", "it's a \\ name"]]],
  [
    "[app:id='a' OR app:id='b']",
    [
      ["app:id", "a"],
      ["app:id", "b"],
    ],
  ],
  [
    "[app:id='a'] OR [process:name='b']",
    [
      ["app:id", "a"],
      ["process:name", "b"],
    ],
  ],
  [
    "[(app:id='a' OR (app:id='b'))]",
    [
      ["app:id", "a"],
      ["app:id", "b"],
    ],
  ],
  [
    "[app:id IN ('a', 'b')]",
    [
      ["app:id", "a"],
      ["app:id", "b"],
    ],
  ],
  ["[process:name='a]b AND [c']", [["process:name", "a]b AND [c"]]],
] as const)("[K1] %s", (pattern, expected) => {
  const equalities = equalitiesOf(pattern);
  expect(equalities.ok && equalities.value.map(({ path, value }) => [path, value])).toEqual(expected);
});

test.each([
  ["[app:id='a' AND process:name='b']", "conjunction"],
  ["[app:id='a'] AND [process:name='b']", "conjunction"],
  ["[app:id='a'] FOLLOWEDBY [process:name='b']", "conjunction"],
  ["[app:id LIKE 'a%']", "operator"],
  ["[app:id MATCHES '^a']", "operator"],
  ["[app:id != 'a']", "operator"],
  ["[app:id NOT = 'a']", "operator"],
  ["[app:id='a'] WITHIN 5 SECONDS", "qualifier"],
  ["[process:pid=5]", "not text"],
  ["[app:id='a]", "syntax"],
  ["[app:id='a'", "syntax"],
  ["app:id='a'", "syntax"],
  ["[]", "syntax"],
  ["", "syntax"],
])("[K2] %s is refused whole: %s", (pattern, why) => {
  expect(equalitiesOf(pattern)).toEqual({ ok: false, error: why });
});

test("[K2] any text is answered, in time that grows with its length", () => {
  const numbers = new SeededNumbers(3);
  const pieces = [
    "[",
    "]",
    "(",
    ")",
    "app:id",
    "=",
    "'a'",
    "'",
    "\\",
    " OR ",
    " AND ",
    "IN",
    ",",
    "file:hashes.'x'",
    "5",
    "!=",
  ];
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: numbers.below(40) }, () => pieces[numbers.below(pieces.length)]).join(
      "",
    );
    equalitiesOf(text);
  }
  const start = performance.now();
  equalitiesOf(`[app:id='${"a".repeat(60_000)}`);
  equalitiesOf(`[${"(".repeat(60_000)}`);
  expect(performance.now() - start).toBeLessThan(1000);
});
