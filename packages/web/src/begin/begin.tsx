import { lazy, Suspense, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import type { BeginWay } from "../app/place.ts";
import { useWords } from "../app/words-context.tsx";
import type { IconName } from "../parts/icon-paths.ts";
import { Icon } from "../parts/icon.tsx";
import { Pane } from "../parts/pane.tsx";
import type { PlainKey } from "../words/catalogue.ts";
import { FindByHandle } from "./find-by-handle.tsx";
import { UseInvite } from "./use-invite.tsx";

const MyInvite = lazy(async () => ({ default: (await import("./my-invite.tsx")).MyInvite }));

const WAYS: readonly {
  readonly way: BeginWay;
  readonly icon: IconName;
  readonly title: PlainKey;
  readonly hint: PlainKey;
}[] = [
  { way: "invite", icon: "qr", title: "begin.invite", hint: "begin.inviteHint" },
  { way: "use", icon: "link", title: "begin.use", hint: "begin.useHint" },
  { way: "find", icon: "handle", title: "begin.find", hint: "begin.findHint" },
];

/** Three ways to begin, each one tap away. */
export function Begin(props: { readonly way: BeginWay | undefined; readonly first?: boolean }): ReactNode {
  const { t } = useWords();
  switch (props.way) {
    case undefined:
      return props.first === true ? <First /> : <Ways />;
    case "invite":
      return (
        <Pane key="invite" title={t("begin.invite")}>
          <Suspense>
            <MyInvite />
          </Suspense>
        </Pane>
      );
    case "use":
      return (
        <Pane key="use" title={t("begin.use")}>
          <UseInvite />
        </Pane>
      );
    case "find":
      return (
        <Pane key="find" title={t("begin.find")}>
          <FindByHandle />
        </Pane>
      );
  }
}

function Ways(): ReactNode {
  const { t } = useWords();
  const nobody = useAppState((state) => state.conversations.length === 0);
  return (
    <Pane key="ways" title={t("begin.title")}>
      {nobody ? <p>{t("begin.lead")}</p> : null}
      <WayList />
      <CheckLink />
    </Pane>
  );
}

/** The same, in the middle of the empty page. */
function First(): ReactNode {
  const { t } = useWords();
  return (
    <section className="pane" aria-label={t("begin.title")}>
      <div className="pane-scroll">
        <div className="pane-content">
          <div className="stack-tight">
            <h1>{t("begin.title")}</h1>
            <p className="soft">{t("begin.lead")}</p>
          </div>
          <WayList />
          <CheckLink />
        </div>
      </div>
    </section>
  );
}

function WayList(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  return (
    <ul className="ways">
      {WAYS.map(({ way, icon, title, hint }) => (
        <li key={way}>
          <button type="button" className="way" onClick={() => go({ view: "begin", way })}>
            <Icon name={icon} />
            <span className="way-words">
              <span>{t(title)}</span>
              <span className="small soft">{t(hint)}</span>
            </span>
            <Icon name="forward" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** For somebody who came to this server for that. */
function CheckLink(): ReactNode {
  const { t } = useWords();
  return (
    <p className="small">
      <a className="quiet-link" href="/check" target="_blank" rel="noopener">
        {t("begin.check")}
      </a>
    </p>
  );
}
