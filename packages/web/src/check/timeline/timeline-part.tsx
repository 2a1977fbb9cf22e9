import { useDeferredValue, useEffect, useMemo, useState, type ReactNode } from "react";
import { TextField } from "../../parts/text-field.tsx";
import type { Examiner } from "../engine/examiner.ts";
import { Part } from "../pages/parts.tsx";
import type { TimelineCounts, TimelineFilter, TimelineSummary } from "../protocol.ts";
import { useWords } from "../words/words.ts";
import { Chart } from "./chart.tsx";
import { EventList } from "./event-list.tsx";
import { SourceChoice } from "./source-choice.tsx";
import type { Stretch } from "./stretch.ts";

const BINS = 160;

/** All dated records: by source, by words, by time; as a chart to zoom in and as a list. */
export function TimelinePart(props: {
  readonly examiner: Examiner;
  readonly summary: TimelineSummary;
  /** Moments of findings, Unix milliseconds. */
  readonly findingTimes: readonly number[];
}): ReactNode {
  const { t } = useWords();
  return (
    <Part id="timeline" title={t("timeline.title")}>
      {props.summary.count === 0 ? <p>{t("timeline.empty")}</p> : <Timeline {...props} />}
    </Part>
  );
}

function Timeline(props: {
  readonly examiner: Examiner;
  readonly summary: TimelineSummary;
  readonly findingTimes: readonly number[];
}): ReactNode {
  const { t } = useWords();
  const { examiner, summary, findingTimes } = props;
  const all: Stretch = useMemo(() => ({ fromMs: summary.fromMs, toMs: summary.toMs }), [summary]);
  const [stretch, setStretch] = useState(all);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const filter: TimelineFilter = useMemo(
    () => ({
      ...stretch,
      search,
      sources:
        out.size === 0
          ? undefined
          : summary.sources.map(({ module }) => module).filter((name) => !out.has(name)),
    }),
    [stretch, search, out, summary],
  );
  const counts = useCounts(examiner, filter);
  return (
    <div className="stack">
      <p>{t("timeline.lead")}</p>
      <div className="check-filters">
        <TextField label={t("timeline.search")} value={typed} onChange={setTyped} />
        <SourceChoice sources={summary.sources} out={out} onOut={setOut} />
      </div>
      <Chart
        all={all}
        stretch={stretch}
        bins={counts?.counts.bins ?? []}
        findingTimes={findingTimes}
        onStretch={setStretch}
      />
      <output className="small">
        {t("timeline.count", { count: counts?.counts.count ?? 0, all: summary.count })}
      </output>
      {counts === undefined ? null : (
        <EventList key={counts.key} examiner={examiner} count={counts.counts.count} />
      )}
    </div>
  );
}

/** What the worker counts for a filter; the newest one wins. `key` changes with the filter. */
function useCounts(
  examiner: Examiner,
  filter: TimelineFilter,
): { readonly counts: TimelineCounts; readonly key: string } | undefined {
  const [counts, setCounts] = useState<{ counts: TimelineCounts; key: string }>();
  useEffect(() => {
    let current = true;
    void examiner
      .call("timeline.counts", { filter, bins: BINS })
      .then((counts) => current && setCounts({ counts, key: JSON.stringify(filter) }))
      .catch(() => undefined);
    return () => void (current = false);
  }, [examiner, filter]);
  return counts;
}
