import { useEffect, useRef, type ReactNode } from "react";
import type { DeskFailure } from "../api/desk-client.ts";
import { useWords } from "../words/words.ts";
import { Failure } from "./failure.tsx";

/** One page of the desk. Its heading takes the focus, so that a screen reader says where one is. */
export function Page(props: {
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <article className="desk-page">
      <header className="desk-page-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.actions}
      </header>
      {props.lead === undefined ? null : <p className="soft desk-lead">{props.lead}</p>}
      {props.children}
    </article>
  );
}

/** Shows what was asked for once it is there; the old stays in sight while the server doesn't answer. */
export function Answered<T>(props: {
  readonly value: T | undefined;
  readonly failure: DeskFailure | undefined;
  readonly children: (value: T) => ReactNode;
}): ReactNode {
  const { t } = useWords();
  const { value, failure } = props;
  return (
    <>
      <Failure failure={failure} />
      {value === undefined ? (
        failure === undefined ? (
          <output className="soft">{t("state.loading")}</output>
        ) : null
      ) : (
        props.children(value)
      )}
    </>
  );
}
/** A part of a page under a heading. */
export function Section(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <section className="desk-section" aria-label={props.title}>
      <header className="desk-section-head">
        <h2>{props.title}</h2>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}
