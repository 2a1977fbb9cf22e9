import { useState, type DragEvent, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { FileButton } from "../../parts/file-button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { chosenFrom, chosenFromDrop, type Chosen } from "../engine/evidence.ts";
import type { Examiner } from "../engine/examiner.ts";
import type { Shelf } from "../protocol.ts";
import { useWords, type PlainKey } from "../words/words.ts";
import { FeedsToUse } from "./feeds-to-use.tsx";
import { HowTo } from "./how-to.tsx";
import { StageHeading } from "./parts.tsx";
import type { Check, Failure } from "./use-check.ts";

const FAILURES: Readonly<Record<Failure, PlainKey>> = {
  gone: "failure.gone",
  fault: "failure.fault",
  cancelled: "failure.cancelled",
};

/** The beginning: what to examine, and with which lists. */
export function Choose(props: {
  readonly check: Check;
  readonly failure: Failure | undefined;
  readonly examiner: Examiner;
}): ReactNode {
  const { t } = useWords();
  const { check, failure } = props;
  return (
    <>
      <div className="stack-tight">
        <StageHeading>{t("check.title")}</StageHeading>
        <p className="check-lead">{t("check.lead")}</p>
      </div>
      {failure === undefined ? null : (
        <Callout meaning={failure === "cancelled" ? "plain" : "danger"} alert>
          {t(FAILURES[failure])}
        </Callout>
      )}
      <Callout meaning="caution">{t("check.caution")}</Callout>
      {isSecureContext ? null : (
        <Callout meaning="danger" alert>
          {t("check.insecure")}
        </Callout>
      )}
      {check.chosen === undefined ? (
        <DropPlace onChosen={check.setChosen} />
      ) : (
        <ChosenCard check={check} chosen={check.chosen} />
      )}
      <Readiness shelf={check.shelf} />
      <FeedsToUse check={check} />
      <HowTo />
    </>
  );
}

function DropPlace(props: { readonly onChosen: (chosen: Chosen | undefined) => void }): ReactNode {
  const { t } = useWords();
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver(event: DragEvent) {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault();
      setOver(false);
      props.onChosen(chosenFromDrop(event.dataTransfer.items));
    },
  };
  return (
    <section className="check-drop" data-over={over} aria-label={t("choose.title")} {...handlers}>
      <Icon name="devices" />
      <p>{t("choose.drop")}</p>
      <div className="actions check-center">
        <FileButton onFiles={(files) => props.onChosen(chosenFrom(files))}>{t("choose.file")}</FileButton>
        <FileButton folder onFiles={(files) => props.onChosen(chosenFrom(files))}>
          {t("choose.folder")}
        </FileButton>
      </div>
      <p className="small soft">{t("choose.hint")}</p>
    </section>
  );
}

function ChosenCard(props: { readonly check: Check; readonly chosen: Chosen }): ReactNode {
  const { t, size } = useWords();
  const { check, chosen } = props;
  const ready = typeof check.shelf !== "string";
  const none =
    typeof check.shelf !== "string" && check.shelf.feeds.every(({ name }) => check.leftOut.has(name));
  return (
    <section className="card" aria-label={t("choose.title")}>
      <p className="check-chosen">
        <Icon name="devices" />
        <span>
          <bdi>{chosen.name}</bdi>{" "}
          <span className="soft small">
            {chosen.kind === "file" ? size(chosen.file.size) : t("choose.aFolder")}
          </span>
        </span>
      </p>
      {none ? <Callout meaning="caution">{t("feeds.none")}</Callout> : null}
      <div className="actions">
        <Button manner="main" busy={!ready} onPress={() => check.start()}>
          {ready ? t("choose.start") : t("ready.loading")}
        </Button>
        <Button manner="quiet" onPress={() => check.setChosen(undefined)}>
          {t("choose.other")}
        </Button>
      </div>
    </section>
  );
}

/** Whether everything is loaded, so that the connection can be cut. */
function Readiness(props: { readonly shelf: Check["shelf"] }): ReactNode {
  const { t, size } = useWords();
  const { shelf } = props;
  if (shelf === "failed") {
    return (
      <Callout meaning="danger" alert>
        {t("ready.failed")}
      </Callout>
    );
  }
  return (
    <output className="check-ready">
      <Icon name={shelf === "loading" ? "waiting" : "check"} small />
      <span>
        {shelf === "loading" ? t("ready.loading") : t("ready.loaded", { size: size(loadedBytes(shelf)) })}
      </span>
    </output>
  );
}

/** What the page and its worker took over the network. */
function loadedBytes(shelf: Shelf): number {
  return performance
    .getEntriesByType("resource")
    .reduce(
      (sum, entry) => sum + (entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0),
      shelf.loadedBytes,
    );
}
