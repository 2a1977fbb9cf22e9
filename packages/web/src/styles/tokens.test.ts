import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

// WCAG 2.2 contrast of the pairs that are read together, measured on the declarations themselves.

const css = readFileSync(`${import.meta.dirname}/tokens.css`, "utf8");
type Scheme = "light" | "dark";
type Colour = readonly [lightness: number, chroma: number, hue: number];

function colourOf(token: string, scheme: Scheme): Colour {
  const declared = new RegExp(`--${token}: light-dark\\(oklch\\(([^)]+)\\), oklch\\(([^)]+)\\)\\);`).exec(
    css,
  );
  const numbers = declared?.[scheme === "light" ? 1 : 2]?.split(" ").map(Number) ?? [];
  const [lightness, chroma, hue] = numbers;
  if (lightness === undefined || chroma === undefined || hue === undefined)
    throw new Error(`no colour --${token}`);
  return [lightness, chroma, hue];
}

/** Oklch to linear sRGB (CSS Color 4 §10), clipped to what a screen shows. */
function linear([lightness, chroma, hue]: Colour): readonly [number, number, number] {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function luminance(colour: Colour): number {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(ink: string, ground: string, scheme: Scheme): number {
  const [high, low] = [ink, ground]
    .map((token) => luminance(colourOf(token, scheme)))
    .toSorted((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const grounds = ["paper", "surface", "sunken", "hover", "selected"];
const pairs: readonly (readonly [ink: string, ground: string])[] = [
  ...grounds.flatMap((ground) => [["ink", ground] as const, ["ink-soft", ground] as const]),
  ...["paper", "surface", "sunken", "selected", "caution-ground"].map(
    (ground) => ["accent", ground] as const,
  ),
  ...["mine", "caution-ground", "danger-ground", "trusted-ground"].map((ground) => ["ink", ground] as const),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-danger", "danger"],
  ["accent-strong", "mine"],
  ["on-mine-soft", "mine"],
  ["ink-soft", "caution-ground"],
  ["caution", "paper"],
  ["caution", "sunken"],
  ["caution", "caution-ground"],
  ["danger", "paper"],
  ["danger", "surface"],
  ["danger", "sunken"],
  ["danger", "danger-ground"],
  ["trusted", "paper"],
  ["trusted", "trusted-ground"],
  ...Array.from({ length: 8 }, (_, index) => ["on-quiet", `quiet-${index}`] as const),
];
/** Borders that say where a field is, and the ring of the focus: 3 to 1. */
const shapes = [
  ["line-strong", "paper"],
  ["line-strong", "surface"],
  ["line-strong", "sunken"],
  ["accent", "sunken"],
] as const;

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  test.each(pairs)("[W6] --%s on --%s is readable (AA)", (ink, ground) => {
    expect(contrast(ink, ground, scheme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(shapes)("[W6] --%s on --%s is seen", (ink, ground) => {
    expect(contrast(ink, ground, scheme)).toBeGreaterThanOrEqual(3);
  });
});

test("[W6] colours are declared in the tokens and nowhere else, but for QR codes", () => {
  const others = ["base", "parts", "shell", "list", "conversation", "pages", "check"].map((name) =>
    readFileSync(`${import.meta.dirname}/${name}.css`, "utf8"),
  );
  const found = others.join("\n").match(/#[0-9a-f]{3,8}\b|\brgba?\(|\boklch\([\d.]/gi);
  expect(found).toEqual(["#fff", "#111"]);
});

test("[W7] layout is written for both directions", () => {
  const sheets = ["base", "parts", "shell", "list", "conversation", "pages", "check"].map((name) =>
    readFileSync(`${import.meta.dirname}/${name}.css`, "utf8"),
  );
  const physical = sheets
    .join("\n")
    .match(/(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|float)\s*:/g);
  expect(physical).toBeNull();
});
