import { useMemo, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { IconButton } from "../../parts/button.tsx";
import { useWords } from "../words/words.ts";
import { barsOf, marked, moved, type Stretch, widthOf, zoomed } from "./stretch.ts";

const IN = 0.5;
const OUT = 2;
const STEP = 0.25;
/** A pointer that moved less was a click. */
const DRAG_MIN = 0.01;

interface ChartProps {
  readonly all: Stretch;
  readonly stretch: Stretch;
  readonly bins: readonly number[];
  readonly findingTimes: readonly number[];
  readonly onStretch: (stretch: Stretch) => void;
}

/** How many events there are over time. Marking a part of it zooms in; so do keys and buttons. The list below says the same in words. */
export function Chart(props: ChartProps): ReactNode {
  const { t } = useWords();
  const { all, stretch, onStretch } = props;
  const zoom = (factor: number): void => onStretch(zoomed(stretch, all, { factor }));
  const move = (part: number): void => onStretch(moved(stretch, all, part));
  return (
    <div className="check-chart">
      <Plot {...props} onZoom={zoom} onMove={move} />
      <p className="only-read-aloud" id="chart-keys">
        {t("chart.keys")}
      </p>
      <Ends stretch={stretch} />
      <fieldset className="actions check-plain" aria-label={t("chart.controls")}>
        <IconButton icon="plus" label={t("chart.in")} onPress={() => zoom(IN)} />
        <IconButton icon="minus" label={t("chart.out")} onPress={() => zoom(OUT)} />
        <IconButton icon="back" label={t("chart.earlier")} onPress={() => move(-STEP)} />
        <IconButton icon="forward" label={t("chart.later")} onPress={() => move(STEP)} />
        <button type="button" className="text-button" onClick={() => onStretch(all)}>
          {t("chart.all")}
        </button>
      </fieldset>
    </div>
  );
}

function Plot(
  props: ChartProps & { readonly onZoom: (factor: number) => void; readonly onMove: (part: number) => void },
): ReactNode {
  const { t, direction, dateAndTime } = useWords();
  const { stretch, bins, findingTimes, all, onStretch } = props;
  const marking = useMarking(direction, ({ from, to }) => onStretch(marked(stretch, from, to)));
  const bars = useMemo(() => barsOf(bins), [bins]);
  const lines = useMemo(
    () => linesOf(findingTimes, stretch, bins.length),
    [findingTimes, stretch, bins.length],
  );
  const keys: Readonly<Record<string, () => void>> = {
    "+": () => props.onZoom(IN),
    "=": () => props.onZoom(IN),
    "-": () => props.onZoom(OUT),
    Home: () => onStretch(all),
    ArrowLeft: () => props.onMove(direction === "rtl" ? STEP : -STEP),
    ArrowRight: () => props.onMove(direction === "rtl" ? -STEP : STEP),
  };
  return (
    <button
      type="button"
      className="check-plot"
      aria-label={t("chart.label", { from: dateAndTime(stretch.fromMs), to: dateAndTime(stretch.toMs) })}
      aria-describedby="chart-keys"
      onKeyDown={(event: KeyboardEvent) => {
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (act === undefined) return;
        event.preventDefault();
        act();
      }}
      onClick={({ detail }) => {
        // By key; a pointer marks instead.
        if (detail === 0) props.onZoom(IN);
      }}
      onDoubleClick={() => onStretch(all)}
      {...marking.handlers}
    >
      <svg viewBox={`0 0 ${Math.max(1, bins.length)} 1`} preserveAspectRatio="none" aria-hidden="true">
        <path className="check-bars" d={bars} />
        <path className="check-marks" d={lines} />
        {marking.mark === undefined ? null : (
          <rect
            className="check-mark"
            x={Math.min(marking.mark.from, marking.mark.to) * bins.length}
            width={Math.abs(marking.mark.to - marking.mark.from) * bins.length}
            y={0}
            height={1}
          />
        )}
      </svg>
    </button>
  );
}

interface Mark {
  readonly from: number;
  readonly to: number;
}

/** Marking a part of the chart with a pointer; places are between 0 and 1, along the reading direction. */
function useMarking(direction: "ltr" | "rtl", onMarked: (mark: Mark) => void) {
  const [mark, setMark] = useState<Mark>();
  const place = (event: PointerEvent): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const fraction = Math.min(1, Math.max(0, (event.clientX - left) / width));
    return direction === "rtl" ? 1 - fraction : fraction;
  };
  const handlers = {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setMark({ from: place(event), to: place(event) });
    },
    onPointerMove(event: PointerEvent) {
      if (mark !== undefined) setMark({ from: mark.from, to: place(event) });
    },
    onPointerUp(event: PointerEvent) {
      if (mark === undefined) return;
      setMark(undefined);
      const to = place(event);
      if (Math.abs(to - mark.from) >= DRAG_MIN) onMarked({ from: mark.from, to });
    },
    onPointerCancel: () => setMark(undefined),
  };
  return { mark, handlers };
}

/** A line for every moment of a finding. */
function linesOf(times: readonly number[], stretch: Stretch, bins: number): string {
  const places = new Set(
    times
      .filter((timeMs) => timeMs >= stretch.fromMs && timeMs < stretch.toMs)
      .map((timeMs) => (((timeMs - stretch.fromMs) / widthOf(stretch)) * bins).toFixed(2)),
  );
  return [...places].map((at) => `M${at} 0v1h0.35v-1z`).join("");
}

function Ends(props: { readonly stretch: Stretch }): ReactNode {
  const { t, dateAndTime } = useWords();
  return (
    <p className="check-ends small soft">
      <span>{dateAndTime(props.stretch.fromMs)}</span>
      <span className="check-legend">
        <span className="check-legend-mark" aria-hidden="true" />
        {t("chart.finding")}
      </span>
      <span>{dateAndTime(props.stretch.toMs)}</span>
    </p>
  );
}
