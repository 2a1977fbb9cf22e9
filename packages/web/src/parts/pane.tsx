import { useEffect, useRef, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { IconButton } from "./button.tsx";

/** A page beside the list, or instead of it on a narrow screen: a heading, a way back, the content. */
export function Pane(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly actions?: ReactNode;
  /** Details beside a conversation close instead of going back, where there is room for both. */
  readonly closes?: boolean;
}): ReactNode {
  const { className = "", closes = false } = props;
  const { back } = useApp();
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A field inside may have taken the focus already.
    const { current } = heading;
    if (current?.closest("section")?.contains(document.activeElement) === false) current.focus();
  }, []);
  return (
    <section className={`pane ${className} ${closes ? "pane-closes" : ""}`} aria-label={props.title}>
      <header className="bar">
        <IconButton icon="back" className="pane-back" label={t("action.back")} onPress={back} />
        {closes ? (
          <IconButton icon="close" className="pane-close" label={t("action.close")} onPress={back} />
        ) : null}
        <h1 ref={heading} tabIndex={-1} className="bar-title one-line">
          {props.title}
        </h1>
        {props.actions}
      </header>
      <div className="pane-scroll">
        <div className="pane-content">{props.children}</div>
      </div>
    </section>
  );
}
