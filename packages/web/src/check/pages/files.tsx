import type { Report } from "@bridle/check";
import type { ReactNode } from "react";
import { useWords } from "../words/words.ts";
import { More, Part } from "./parts.tsx";

const SHOWN = 200;

/** The files of the evidence that were read, with their hashes: what makes the examination repeatable. */
export function FilesPart(props: { readonly report: Report }): ReactNode {
  const { t, size } = useWords();
  const { inputs, tool } = props.report;
  const left = inputs.length - SHOWN;
  return (
    <Part id="files" title={t("files.title")}>
      <More title={t("files.count", { count: inputs.length })}>
        <ul className="check-inputs small">
          {inputs.slice(0, SHOWN).map(({ path, bytes, sha256 }, index) => (
            <li key={index}>
              <bdi>{path}</bdi> <span className="soft">{size(bytes)}</span>
              <bdi className="digits check-hash check-line">{sha256}</bdi>
            </li>
          ))}
        </ul>
        {left > 0 ? <p className="small">{t("files.more", { count: left })}</p> : null}
      </More>
      <p className="small soft">
        <bdi>
          {tool.name} {tool.version}
        </bdi>
      </p>
    </Part>
  );
}
