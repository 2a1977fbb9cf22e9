import type { CaseView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { FileButton } from "../../parts/file-button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useDoing } from "../api/use-doing.ts";
import { useWords } from "../words/words.ts";
import { Failure } from "./failure.tsx";

const HASH = /^[0-9a-f]{64}$/;

/** Counsel keeps a case's file by a paper that is no order: a request, a notice of a claim. Only its hash leaves this page. */
export function PlaceHold(props: {
  readonly view: CaseView;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const [typed, setTyped] = useState("");
  const [unread, setUnread] = useState(false);
  const sourceHash = typed.trim().toLowerCase();
  const { id: caseId, version: expected } = props.view.found;
  const take = async (paper: File | undefined): Promise<void> => {
    if (paper === undefined) return;
    // The hash of another paper must not stay under this one's name.
    setTyped("");
    setUnread(false);
    const content = await paper.arrayBuffer().catch(() => undefined);
    if (content === undefined) return setUnread(true);
    const hash = await crypto.subtle.digest("SHA-256", content);
    setTyped(Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  };
  const place = async (): Promise<void> => {
    const done = await doing.run("hold.place", { caseId, expected, sourceHash });
    if (done !== undefined) setTyped("");
    await props.onDone();
  };
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!doing.busy && HASH.test(sourceHash)) void place();
      }}
    >
      <Failure failure={doing.failure} />
      <TextField
        label={t("holds.hash")}
        hint={t("holds.hashHint")}
        wrong={unread ? t("holds.unread") : undefined}
        value={typed}
        onChange={setTyped}
        max={80}
      />
      <div className="actions">
        <FileButton onFiles={([paper]) => void take(paper)}>{t("holds.fromFile")}</FileButton>
        <Button submit busy={doing.busy} disabled={!HASH.test(sourceHash)}>
          {t("holds.place")}
        </Button>
      </div>
    </form>
  );
}
