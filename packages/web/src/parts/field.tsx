import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { TextField, type TextFieldProps } from "./text-field.tsx";

/** A field of the app's forms, which says when it may stay empty. */
export function Field(props: Omit<TextFieldProps, "prose"> & { readonly optional?: boolean }): ReactNode {
  const { t } = useWords();
  const { label, optional = false, spelt = false } = props;
  return (
    <TextField
      {...props}
      prose={!spelt}
      label={
        <>
          {label}
          {optional ? <span className="field-optional"> {t("field.optional")}</span> : null}
        </>
      }
    />
  );
}
