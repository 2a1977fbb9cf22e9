import { useEffect, useId, useRef, type ReactNode } from "react";
import type { IconName } from "../../parts/icon-paths.ts";
import { Icon } from "../../parts/icon.tsx";

type Meaning = "plain" | "caution" | "danger" | "trusted";

const ICONS: Readonly<Record<Meaning, IconName>> = {
  plain: "info",
  caution: "warning",
  danger: "warning",
  trusted: "verified",
};

/** Something to know here and now: a meaning as colour, icon and words. */
export function Note(props: {
  readonly meaning?: Meaning;
  readonly alert?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { meaning = "plain" } = props;
  return (
    <div className={`callout callout-${meaning}`} role={props.alert === true ? "alert" : undefined}>
      <Icon name={ICONS[meaning]} />
      <div className="callout-words">{props.children}</div>
    </div>
  );
}

/** The heading of a stage. It takes the focus, so that a screen reader says where one is. */
export function StageHeading(props: { readonly children: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.children}
    </h1>
  );
}

/** A part of the page under a heading, for the list of parts to lead to. */
export function Part(props: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="check-part" aria-labelledby={`${props.id}-title`} id={props.id}>
      <h2 id={`${props.id}-title`} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}

/** What can be opened when one wants to know more. */
export function More(props: {
  readonly title: ReactNode;
  readonly open?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <details className="check-more" open={props.open}>
      <summary>{props.title}</summary>
      <div className="check-more-content">{props.children}</div>
    </details>
  );
}

/** A labelled line to type into. */
export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly wrong?: string | undefined;
  readonly secret?: boolean;
  readonly focused?: boolean;
}): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { wrong, hint, focused = false } = props;
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const described = [wrong === undefined ? "" : `${id}-wrong`, hint === undefined ? "" : `${id}-hint`];
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className="field-line">
        <input
          id={id}
          ref={input}
          type={props.secret === true ? "password" : "text"}
          value={props.value}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          aria-invalid={wrong !== undefined}
          aria-describedby={described.join(" ").trim() || undefined}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
      {wrong === undefined ? null : (
        <p className="field-wrong" id={`${id}-wrong`} role="alert">
          <Icon name="warning" small />
          <span>{wrong}</span>
        </p>
      )}
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A value among facts. What comes from evidence or a publisher keeps its own direction. */
export function Fact(props: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
