import type { Finding } from "@bridle/desk";
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation } from "d3-force";
import { useMemo, type ReactNode } from "react";
import { useWords } from "../words/words.ts";

const WIDTH = 640;
const HEIGHT = 420;
const MARGIN = 20;
const TARGETS_MAX = 300;
const STEPS = 160;

interface Point {
  readonly id: string;
  readonly kind: "account" | "target";
  x?: number;
  y?: number;
}

interface Line {
  readonly source: string;
  readonly target: string;
  readonly kind: "cluster" | "touched";
}

interface Drawing {
  readonly points: readonly Point[];
  readonly lines: readonly Line[];
  readonly places: ReadonlyMap<string, Point>;
  readonly accounts: number;
  readonly targets: number;
}

/** Accounts, what joins them, and the pseudonyms that they touched. Laid out once; the table says the same. */
export function CampaignGraph(props: { readonly findings: readonly Finding[] }): ReactNode {
  const { t } = useWords();
  const key = props.findings.map(({ id, exposures }) => `${id} ${exposures.length}`).join("\n");
  // Laid out again only when what is drawn changes, not with every answer of the server.
  const drawing = useDrawing(props.findings, key);
  const { points, lines, places, accounts, targets } = drawing;
  const drawn = points.length - accounts;
  return (
    <figure className="stack-tight">
      <svg
        className="desk-graph"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("case.graph", { accounts, count: targets })}
      >
        {lines.map(({ source, target, kind }) => {
          const from = places.get(source);
          const to = places.get(target);
          return (
            <line
              key={`${source} ${target}`}
              className={`graph-${kind}`}
              x1={from?.x}
              y1={from?.y}
              x2={to?.x}
              y2={to?.y}
            />
          );
        })}
        {points.map(({ id, kind, x, y }) =>
          kind === "account" ? (
            <rect
              key={id}
              className="graph-account"
              x={(x ?? 0) - 6}
              y={(y ?? 0) - 6}
              width="12"
              height="12"
            />
          ) : (
            <circle key={id} className="graph-target" cx={x} cy={y} r="4" />
          ),
        )}
      </svg>
      {drawn < targets ? (
        <figcaption className="soft small">{t("case.graphPart", { shown: drawn })}</figcaption>
      ) : null}
    </figure>
  );
}

function useDrawing(findings: readonly Finding[], key: string): Drawing {
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => drawingOf(findings), [key]);
}

function drawingOf(findings: readonly Finding[]): Drawing {
  const accounts = new Set<string>();
  const targets = new Set<string>();
  const lines: Line[] = [];
  for (const { subject, exposures } of findings) {
    const [first, ...others] = subject.kind === "account" ? [subject.account] : subject.accounts;
    if (first === undefined) continue;
    for (const account of [first, ...others]) accounts.add(account);
    for (const other of others) lines.push({ source: first, target: other, kind: "cluster" });
    for (const { target } of exposures) {
      targets.add(target);
      lines.push({ source: first, target, kind: "touched" });
    }
  }
  const shown = new Set([...targets].slice(0, TARGETS_MAX));
  const points: Point[] = [
    ...[...accounts].map((id): Point => ({ id, kind: "account" })),
    ...[...shown].map((id): Point => ({ id, kind: "target" })),
  ];
  const kept = lines.filter(({ kind, target }) => kind === "cluster" || shown.has(target));
  layOut(points, kept);
  const places = new Map(points.map((point) => [point.id, point]));
  return { points, lines: kept, places, accounts: accounts.size, targets: targets.size };
}

/** The same findings give the same drawing: the library's own randomness is seeded. */
function layOut(points: Point[], lines: readonly Line[]): void {
  const simulation = forceSimulation(points)
    .force(
      "links",
      forceLink<Point, Line>(lines.map((line) => ({ ...line })))
        .id(({ id }) => id)
        .distance(({ kind }) => (kind === "cluster" ? 60 : 40)),
    )
    .force("apart", forceManyBody().strength(-40))
    .force("touching", forceCollide(8))
    .force("middle", forceCenter(WIDTH / 2, HEIGHT / 2))
    .stop();
  simulation.tick(STEPS);
  fit(points);
}

/** Puts the drawing into the middle, as large as it may be. */
function fit(points: readonly Point[]): void {
  const [xs, ys] = [points.map(({ x = 0 }) => x), points.map(({ y = 0 }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(width, 1),
    (HEIGHT - 2 * MARGIN) / Math.max(height, 1),
    2,
  );
  for (const point of points) {
    point.x = (WIDTH - width * scale) / 2 + ((point.x ?? 0) - left) * scale;
    point.y = (HEIGHT - height * scale) / 2 + ((point.y ?? 0) - top) * scale;
  }
}
