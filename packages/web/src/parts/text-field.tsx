import { useEffect, useId, useRef, type HTMLInputAutoCompleteAttribute, type ReactNode } from "react";
import { Icon } from "./icon.tsx";

export interface TextFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly wrong?: string | undefined;
  /** More than one line. */
  readonly rows?: number;
  readonly max?: number;
  /** Something that is spelt, not written: a handle, a code, a link. Left to right in every language. */
  readonly spelt?: boolean;
  /** Words of somebody's own, whose spelling the browser may check. */
  readonly prose?: boolean;
  /** Not shown while it is typed. */
  readonly secret?: boolean;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly prefix?: string;
  /** Takes the focus when it appears, where that doesn't open a keyboard over the page. */
  readonly focused?: boolean;
}

/** A labelled field. What is wrong with it stands under it, with an icon, and is read with it. */
export function TextField(props: TextFieldProps): ReactNode {
  const id = useId();
  const { wrong, hint } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <Input {...props} id={id} />
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

function Input(props: TextFieldProps & { readonly id: string }): ReactNode {
  const { id, spelt = false, wrong, hint, focused = false } = props;
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focused && matchMedia("(pointer: fine)").matches) input.current?.focus();
  }, [focused]);
  const described = [wrong === undefined ? "" : `${id}-wrong`, hint === undefined ? "" : `${id}-hint`];
  const shared = {
    id,
    ref: input,
    value: props.value,
    maxLength: props.max,
    dir: spelt ? "ltr" : props.value === "" ? undefined : "auto",
    spellCheck: props.prose === true,
    autoCapitalize: spelt ? "none" : undefined,
    autoComplete: props.autoComplete ?? "off",
    "aria-invalid": wrong !== undefined,
    "aria-describedby": described.join(" ").trim() || undefined,
  } as const;
  if (props.rows !== undefined) {
    return (
      <textarea {...shared} rows={props.rows} onChange={(event) => props.onChange(event.target.value)} />
    );
  }
  return (
    <div className="field-line" dir={spelt ? "ltr" : undefined}>
      {props.prefix === undefined ? null : <span aria-hidden="true">{props.prefix}</span>}
      <input
        {...shared}
        type={props.secret === true ? "password" : "text"}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}
