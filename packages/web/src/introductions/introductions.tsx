import type { Introduction } from "@bridle/client";
import { useId, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Report } from "../contact/report.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Pane } from "../parts/pane.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { oneLine, shownText } from "../text/plain-text.ts";

/** Everybody who wants to reach one and hasn't been answered. */
export function Introductions(): ReactNode {
  const { t } = useWords();
  const introductions = useAppState((state) => state.introductions);
  return (
    <Pane title={t("introductions.title")}>
      {introductions.length === 0 ? (
        <div className="empty">
          <Icon name="people" />
          <p>{t("introductions.none")}</p>
        </div>
      ) : (
        <>
          <p className="soft">{t("introductions.lead")}</p>
          {introductions.map((introduction) => (
            <IntroductionCard key={introduction.id} introduction={introduction} />
          ))}
        </>
      )}
    </Pane>
  );
}

/** One introduction: their words as plain text and nothing more of theirs, and the three answers. */
function IntroductionCard(props: { readonly introduction: Introduction }): ReactNode {
  const { introduction } = props;
  const words = useWords();
  const name = oneLine(introduction.displayName ?? "");
  return (
    <article className="card">
      <h2>{words.t("introduction.title")}</h2>
      <div className="stack-tight">
        {introduction.handle === undefined ? null : (
          <p>
            <strong>
              <bdi dir="ltr">@{introduction.handle}</bdi>
            </strong>
          </p>
        )}
        <p>{name === "" ? words.t("introduction.noName") : words.t("introduction.calls", { name })}</p>
        <p className="small soft">
          {words.t("introduction.at", { date: words.dateAndTime(introduction.at) })}
        </p>
      </div>
      <div className="stack-tight">
        <h3 className="small soft">{words.t("introduction.words")}</h3>
        <p className="introduction-words" dir="auto">
          {shownText(introduction.text)}
        </p>
        <p className="small soft">{words.t("introduction.nothingLoaded")}</p>
      </div>
      <Answers introduction={introduction} />
    </article>
  );
}

function Answers(props: { readonly introduction: Introduction }): ReactNode {
  const { id } = props.introduction;
  const { t } = useWords();
  const { go, feed } = useApp();
  const task = useTask();
  const accept = async (): Promise<void> => {
    const accepted = await task.run("introduction.accept", { id });
    if (accepted === undefined) return;
    await Promise.all([feed.conversations(), feed.introductions()]);
    go({ view: "conversation", conversationId: accepted.conversationId });
  };
  const turnDown = async (name: "introduction.refuse" | "introduction.block"): Promise<void> => {
    await task.run(name, { id });
    await feed.introductions();
  };
  return (
    <>
      <Refusal kind={task.refused} />
      <ul className="deeds">
        <Deed hint={t("introduction.acceptHint")}>
          {(describedBy) => (
            <Button manner="main" busy={task.busy} describedBy={describedBy} onPress={() => void accept()}>
              {t("introduction.accept")}
            </Button>
          )}
        </Deed>
        <Deed hint={t("introduction.notNowHint")}>
          {(describedBy) => (
            <Button
              busy={task.busy}
              describedBy={describedBy}
              onPress={() => void turnDown("introduction.refuse")}
            >
              {t("introduction.notNow")}
            </Button>
          )}
        </Deed>
        <Deed hint={t("introduction.blockHint")}>
          {(describedBy) => (
            <Button
              icon="block"
              busy={task.busy}
              describedBy={describedBy}
              onPress={() => void turnDown("introduction.block")}
            >
              {t("introduction.block")}
            </Button>
          )}
        </Deed>
        <ReportDeed id={id} />
      </ul>
    </>
  );
}

function ReportDeed({ id }: Pick<Introduction, "id">): ReactNode {
  const { t } = useWords();
  const task = useTask();
  return (
    <Deed hint={t("report.hint")}>
      {(describedBy) => (
        <Report
          task={task}
          describedBy={describedBy}
          onReport={(reason) => task.run("introduction.report", { id, reason })}
        />
      )}
    </Deed>
  );
}

/** Something to do, and below it what that means. */
function Deed(props: {
  readonly hint: string;
  readonly children: (describedBy: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <li className="deed">
      {props.children(id)}
      <p className="small soft" id={id}>
        {props.hint}
      </p>
    </li>
  );
}
