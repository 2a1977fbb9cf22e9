import { batches, dismissalReasons, type CaseView, type DismissalReason } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { useDoing, type Doing } from "../api/use-doing.ts";
import { Failure } from "../parts/failure.tsx";
import { NoticePreview } from "../parts/notice-preview.tsx";
import { Select } from "../parts/select.tsx";
import { useWords } from "../words/words.ts";
import { Unlock } from "./unlock.tsx";

/** Quiet until so many more people are touched. */
const GROW_BY = 10;

interface Acting {
  readonly view: CaseView;
  readonly doing: Doing;
  readonly onDone: () => Promise<void>;
}

/** What can be done with a case in the state that it is in, each with what it does. */
export function CaseActions(props: {
  readonly view: CaseView;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { view, onDone } = props;
  const doing = useDoing();
  const acting = { view, doing, onDone };
  return (
    <div className="stack">
      <Failure failure={doing.failure} />
      <ByStatus {...acting} />
    </div>
  );
}

function ByStatus(props: Acting): ReactNode {
  const { t } = useWords();
  const { view, doing, onDone } = props;
  const { id: caseId, version: expected, status } = view.found;
  const reopen = async (): Promise<void> => {
    await doing.run("case.reopen", { caseId, expected });
    await onDone();
  };
  switch (status.kind) {
    case "open":
      return <Deciding {...props} />;
    case "confirmed":
      return (
        <>
          <Targets {...props} />
          <Notices {...props} />
          <div className="actions">
            <Button busy={doing.busy} onPress={() => void reopen()}>
              {t("case.reopen")}
            </Button>
          </div>
        </>
      );
    case "dismissed":
      return (
        <div className="stack-tight">
          <p>{t(`dismissal.${status.reason}`)}</p>
          <div className="actions">
            <Button busy={doing.busy} onPress={() => void reopen()}>
              {t("case.reopen")}
            </Button>
          </div>
        </div>
      );
    case "merged":
      return <Callout>{t("case.merged")}</Callout>;
  }
}

function Deciding({ view, doing, onDone }: Acting): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState<DismissalReason>("harmless");
  const { id: caseId, version: expected } = view.found;
  const confirm = async (): Promise<void> => {
    await doing.run("case.confirm", { caseId, expected });
    await onDone();
  };
  const dismiss = async (): Promise<void> => {
    const exposed = view.exposures.length;
    await doing.run("case.dismiss", { caseId, expected, reason, growBy: GROW_BY, exposed });
    await onDone();
  };
  return (
    <div className="desk-choices">
      <div className="card">
        <Button manner="main" busy={doing.busy} onPress={() => void confirm()}>
          {t("case.confirm")}
        </Button>
        <p className="soft small">{t("case.confirmHint")}</p>
      </div>
      <div className="card">
        <Select
          label={t("case.dismissReason")}
          value={reason}
          options={dismissalReasons.map((value) => ({ value, label: t(`dismissal.${value}`) }))}
          onChange={setReason}
        />
        <Button busy={doing.busy} onPress={() => void dismiss()}>
          {t("case.dismiss")}
        </Button>
        <p className="soft small">{t("case.dismissHint")}</p>
      </div>
    </div>
  );
}

/** Who was targeted: asked for by one, allowed by a second person, opened by two people's shares. */
function Targets({ view, doing, onDone }: Acting): ReactNode {
  const { t } = useWords();
  const { id: caseId, allowed, opened, lost } = view.found;
  const known = new Set([...opened.map(({ target }) => target), ...lost]);
  const sealed = view.exposures.filter(({ target }) => !known.has(target));
  const waiting = allowed.filter((target) => !known.has(target));
  const proposed = view.proposals.some(({ action }) => action.kind === "openTargets");
  const propose = async (): Promise<void> => {
    await doing.run("targets.propose", { caseId });
    await onDone();
  };
  return (
    <>
      {opened.length === 0 ? null : <p>{t("targets.opened", { count: opened.length })}</p>}
      {lost.length === 0 ? null : <p className="soft">{t("targets.lost", { count: lost.length })}</p>}
      {waiting.length === 0 ? null : <Unlock view={view} onDone={onDone} />}
      {sealed.length <= waiting.length || proposed ? null : (
        <div className="actions">
          <Button manner="main" busy={doing.busy} onPress={() => void propose()}>
            {t("targets.propose", { count: sealed.length - waiting.length })}
          </Button>
        </div>
      )}
    </>
  );
}

function Notices({ view, doing, onDone }: Acting): ReactNode {
  const { t } = useWords();
  const { id: caseId, opened } = view.found;
  const { notices } = view.plan;
  const proposed = view.proposals.some(({ action }) => action.kind === "sendNotices");
  const propose = async (): Promise<void> => {
    await doing.run("notices.propose", { caseId });
    await onDone();
  };
  const stop = async (batchId: string): Promise<void> => {
    await doing.run("notices.stop", { caseId, batchId });
    await onDone();
  };
  return (
    <>
      {notices.length === 0 || proposed ? null : (
        <>
          {batches(view.plan, notices.length).map(({ letter, accounts }, index) => (
            <NoticePreview key={index} letter={letter} people={accounts.length} />
          ))}
          <div className="actions">
            <Button manner="main" busy={doing.busy} onPress={() => void propose()}>
              {t("notices.propose", { count: notices.length })}
            </Button>
          </div>
        </>
      )}
      {opened.length > 0 && notices.length === 0 && !proposed && view.batches.length === 0 ? (
        <p className="soft">{t("notices.none")}</p>
      ) : null}
      {view.batches.map(({ id, posted, delivered, waiting, stopped }) => (
        <p key={id} className="desk-row-main">
          <span>{t("notices.batch", { delivered, posted, waiting })}</span>
          {stopped ? <span className="desk-tag">{t("notices.stopped")}</span> : null}
          {stopped || waiting === 0 ? null : (
            <Button busy={doing.busy} onPress={() => void stop(id)}>
              {t("notices.stop")}
            </Button>
          )}
        </p>
      ))}
    </>
  );
}
