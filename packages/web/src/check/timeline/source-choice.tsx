import type { ReactNode } from "react";
import { More } from "../pages/parts.tsx";
import type { TimelineSource } from "../protocol.ts";
import { useWords } from "../words/words.ts";

/** Which sources' events are seen. */
export function SourceChoice(props: {
  readonly sources: readonly TimelineSource[];
  readonly out: ReadonlySet<string>;
  readonly onOut: (out: ReadonlySet<string>) => void;
}): ReactNode {
  const { t, number, report } = useWords();
  const { sources, out } = props;
  const change = (module: string, on: boolean): void => {
    const after = new Set(out);
    if (on) after.delete(module);
    else after.add(module);
    props.onOut(after);
  };
  return (
    <More title={t("timeline.sources", { shown: sources.length - out.size, all: sources.length })}>
      <div className="actions">
        <button type="button" className="text-button" onClick={() => props.onOut(new Set())}>
          {t("timeline.allSources")}
        </button>
        <button
          type="button"
          className="text-button"
          onClick={() => props.onOut(new Set(sources.map(({ module }) => module)))}
        >
          {t("timeline.noSources")}
        </button>
      </div>
      <ul className="check-sources">
        {sources.map(({ module, count }) => (
          <li key={module}>
            <label className="choice">
              <input
                type="checkbox"
                checked={!out.has(module)}
                onChange={(event) => change(module, event.target.checked)}
              />
              <span>
                {report.module(module)} <span className="soft small">{number(count)}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </More>
  );
}
