import { memo, useMemo, useState, type ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { segmentsOf, type Link } from "../text/links.ts";
import { shownText } from "../text/plain-text.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";

const SHOWN_MAX = 1_200;
const LINES_MAX = 24;

/** What somebody wrote: plain text, its direction from its own letters, links inert until asked for. */
export const MessageText = memo(function MessageText(props: {
  readonly text: string;
  /** Whether Tab reaches what can be pressed in it. */
  readonly reachable: boolean;
}): ReactNode {
  const tabIndex = props.reachable ? 0 : -1;
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const [opening, setOpening] = useState<Link>();
  const text = useMemo(() => shownText(props.text), [props.text]);
  const beginning = useMemo(() => beginningOf(text), [text]);
  const segments = useMemo(() => segmentsOf(all ? text : beginning), [all, text, beginning]);
  return (
    <>
      <p className="message-text" dir="auto">
        {segments.map((segment, index) =>
          segment.kind === "text" ? (
            segment.text
          ) : (
            <LinkButton
              key={index}
              link={segment.link}
              tabIndex={tabIndex}
              onPress={() => setOpening(segment.link)}
            />
          ),
        )}
        {!all && beginning.length < text.length ? "…" : ""}
      </p>
      {!all && beginning.length < text.length ? (
        <button type="button" className="text-button" tabIndex={tabIndex} onClick={() => setAll(true)}>
          {t("message.showAll")}
        </button>
      ) : null}
      {opening === undefined ? null : <LinkDialog link={opening} onClose={() => setOpening(undefined)} />}
    </>
  );
});

function LinkButton(props: {
  readonly link: Link;
  readonly tabIndex: number;
  readonly onPress: () => void;
}): ReactNode {
  const { t } = useWords();
  const { host, rest } = props.link;
  return (
    <button
      type="button"
      className="link"
      tabIndex={props.tabIndex}
      dir="ltr"
      onClick={(event) => {
        event.stopPropagation();
        props.onPress();
      }}
    >
      <span className="link-host">{host}</span>
      {rest}
      <span className="only-read-aloud"> {t("link.ask")}</span>
    </button>
  );
}

function LinkDialog(props: { readonly link: Link; readonly onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { address, host } = props.link;
  const open = (): void => {
    window.open(address, "_blank", "noopener,noreferrer");
    props.onClose();
  };
  return (
    <Dialog title={t("link.title", { host })} onClose={props.onClose}>
      <p>{t("link.lead")}</p>
      <p className="small soft">{t("link.address")}</p>
      <p className="address digits" dir="ltr">
        {address}
      </p>
      <div className="actions">
        <Button onPress={props.onClose}>{t("action.cancel")}</Button>
        <CopyButton text={address} label={t("link.copy")} />
        <Button manner="main" onPress={open}>
          {t("link.open")}
        </Button>
      </div>
    </Dialog>
  );
}

/** The first lines of a text that is too long to stand whole in a conversation. */
function beginningOf(text: string): string {
  const lines = text.split("\n");
  const short = lines.length > LINES_MAX ? lines.slice(0, LINES_MAX).join("\n") : text;
  if (short.length <= SHOWN_MAX) return short;
  // Not inside a pair of surrogates.
  return short.slice(0, SHOWN_MAX).replace(/[\uD800-\uDBFF]$/u, "");
}
