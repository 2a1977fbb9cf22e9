import type { Overview } from "@bridle/desk";
import { useEffect, useRef, type ReactNode } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useWords } from "../words/words.ts";

const HEIGHT = 220;
const COLOURS = ["--accent", "--danger", "--trusted", "--caution", "--ink-soft"];
const DASHES = [[], [6, 3], [2, 3], [10, 4, 2, 4]];

/** How many signals of each kind came when. The same numbers stand in a table. */
export function SignalChart(props: { readonly view: Overview }): ReactNode {
  const { t, number, dateAndTime } = useWords();
  const { signals, sinceMs, bucketMs } = props.view;
  const totals = signals.map(({ kind, counts }) => ({
    kind,
    count: counts.reduce((sum, each) => sum + each, 0),
  }));
  if (signals.length === 0) return <p className="soft">{t("overview.quiet")}</p>;
  return (
    <div className="stack-tight">
      <Drawn view={props.view} names={signals.map(({ kind }) => t(`signal.${kind}`))} />
      <details>
        <summary>{t("overview.table")}</summary>
        <table className="desk-table">
          <thead>
            <tr>
              <th scope="col">{t("overview.kind")}</th>
              <th scope="col">{t("overview.count")}</th>
              <th scope="col">{t("exposure.last")}</th>
            </tr>
          </thead>
          <tbody>
            {totals.map(({ kind, count }, place) => (
              <tr key={kind}>
                <td>{t(`signal.${kind}`)}</td>
                <td>{number(count)}</td>
                <td>{lastOf(signals[place]?.counts ?? [], { sinceMs, bucketMs }, dateAndTime)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

function lastOf(
  counts: readonly number[],
  grid: { readonly sinceMs: number; readonly bucketMs: number },
  write: (atMs: number) => string,
): string {
  const at = counts.findLastIndex((count) => count > 0);
  return at < 0 ? "" : write(grid.sinceMs + at * grid.bucketMs);
}

/** The drawing alone; whoever can't see it has the table. */
function Drawn(props: { readonly view: Overview; readonly names: readonly string[] }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const { view, names } = props;
  const { locale } = useWords();
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const plot = new UPlot(optionsOf(current, names, locale), dataOf(view), current);
    const resized = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    resized.observe(current);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [view, names, locale]);
  return <div className="desk-chart" ref={place} aria-hidden="true" dir="ltr" />;
}

function dataOf({ signals, sinceMs, bucketMs }: Overview): UPlot.AlignedData {
  const length = Math.max(0, ...signals.map(({ counts }) => counts.length));
  const times = Array.from({ length }, (_, at) => (sinceMs + at * bucketMs) / 1000);
  return [times, ...signals.map(({ counts }) => [...counts])];
}

function optionsOf(at: HTMLElement, names: readonly string[], locale: string): UPlot.Options {
  const style = getComputedStyle(at);
  const colour = (name: string): string => style.getPropertyValue(name);
  const hour = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const numbers = new Intl.NumberFormat(locale);
  const axis = {
    stroke: colour("--ink-soft"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: at.clientWidth,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((seconds) => day.format(seconds * 1000)) },
      { ...axis, values: (_plot, splits) => splits.map((count) => numbers.format(count)) },
    ],
    series: [
      { value: (_plot, seconds) => (seconds === null ? "" : hour.format(seconds * 1000)) },
      ...names.map((label, place) => ({
        label,
        stroke: colour(COLOURS[place % COLOURS.length] ?? "--accent"),
        width: 2,
        dash: [...(DASHES[Math.floor(place / COLOURS.length) % DASHES.length] ?? [])],
      })),
    ],
  };
}
