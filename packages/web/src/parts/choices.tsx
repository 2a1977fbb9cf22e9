import { useId, type ReactNode } from "react";

/** A switch that says what it gives and what it costs. */
export function Switch(props: {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="switch-row">
      <label htmlFor={id}>{props.label}</label>
      <input
        type="checkbox"
        role="switch"
        className="switch"
        id={id}
        checked={props.on}
        aria-checked={props.on}
        aria-describedby={`${id}-hint`}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <p className="field-hint" id={`${id}-hint`}>
        {props.hint}
      </p>
    </div>
  );
}

/** One of a few, all in sight. */
export function Choices<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly {
    readonly value: V;
    readonly label: string;
    readonly hint?: string;
    readonly lang?: string;
  }[];
  readonly onChange: (value: V) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{props.label}</legend>
      {props.options.map(({ value, label, hint, lang }) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          <span lang={lang}>{label}</span>
          {hint === undefined ? null : <span className="field-hint">{hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
