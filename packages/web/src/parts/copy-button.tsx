import { useEffect, useState, type ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Button } from "./button.tsx";

const SAID_MS = 2_000;

/** Copies a text and says that it did. */
export function CopyButton(props: { readonly text: string; readonly label?: string }): ReactNode {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void navigator.clipboard.writeText(props.text).then(() => setCopied(true));
  return (
    <>
      <Button icon={copied ? "check" : "copy"} onPress={copy}>
        {copied ? t("action.copied") : (props.label ?? t("action.copy"))}
      </Button>
      <output className="only-read-aloud">{copied ? t("action.copied") : ""}</output>
    </>
  );
}
