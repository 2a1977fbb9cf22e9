import { useId, type ReactNode } from "react";

/** A button that opens the browser's own choice of files or of a folder. */
export function FileButton(props: {
  readonly children: ReactNode;
  readonly folder?: boolean;
  readonly multiple?: boolean;
  readonly accept?: string;
  readonly onFiles: (files: readonly File[]) => void;
}): ReactNode {
  const id = useId();
  return (
    <>
      <input
        id={id}
        // React knows no such property.
        ref={(input) => {
          if (input !== null) input.webkitdirectory = props.folder === true;
        }}
        className="only-read-aloud file-choice"
        type="file"
        multiple={props.multiple}
        accept={props.accept}
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          // The same file can be chosen again.
          event.target.value = "";
        }}
      />
      <label className="button" htmlFor={id}>
        {props.children}
      </label>
    </>
  );
}
