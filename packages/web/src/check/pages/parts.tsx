import { useEffect, useRef, type ReactNode } from "react";

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

/** A value among facts. What comes from evidence or a publisher keeps its own direction. */
export function Fact(props: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
