import { useEffect, useId, useRef, type ReactNode } from "react";

/** A labelled line to type into. */
export function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly max?: number;
  readonly secret?: boolean;
  readonly focused?: boolean;
  readonly rows?: number;
}): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const { hint, focused = false } = props;
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const shared = {
    id,
    ref: input,
    value: props.value,
    maxLength: props.max,
    autoComplete: "off",
    spellCheck: false,
    dir: props.value === "" ? undefined : "auto",
    "aria-describedby": hint === undefined ? undefined : `${id}-hint`,
    onChange: (event: { readonly target: { readonly value: string } }) => props.onChange(event.target.value),
  } as const;
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.rows === undefined ? (
        <div className="field-line">
          <input {...shared} type={props.secret === true ? "password" : "text"} />
        </div>
      ) : (
        <textarea {...shared} rows={props.rows} />
      )}
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
