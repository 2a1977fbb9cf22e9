import type { DeskPerson } from "@bridle/desk";
import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { rememberAppearance, rememberedAppearance } from "../../app/appearance.ts";
import { LanguageChoice } from "../../parts/language-choice.tsx";
import type { Language } from "../../words/language.ts";
import { callDesk, type DeskFailure } from "../api/desk-client.ts";
import { PeopleProvider } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { hrefOf, places, useRoute, type Place, type Route } from "../route.ts";
import type { PlainKey } from "../words/catalogue.ts";
import { deskWords, useWords, WordsProvider } from "../words/words.ts";
import { CasePage } from "./case-page.tsx";
import { Cases } from "./cases.tsx";
import { Controls } from "./controls.tsx";
import { Feeds } from "./feeds.tsx";
import { Findings } from "./findings.tsx";
import { Log } from "./log.tsx";
import { Orders } from "./orders.tsx";
import { Overview } from "./overview.tsx";
import { People } from "./people.tsx";
import { Report } from "./report.tsx";
import { Join, SignIn } from "./sign-in.tsx";

/** Whether somebody is signed in, as far as is known. */
type Standing =
  | { readonly at: "looking" }
  | { readonly at: "door"; readonly anybody: boolean }
  | { readonly at: "desk"; readonly me: DeskPerson };

export function DeskApp(props: { readonly first: Language; readonly token: string | undefined }): ReactNode {
  const [language, setLanguage] = useState(props.first);
  const words = useMemo(() => deskWords(language, navigator.languages), [language]);
  useLayoutEffect(() => {
    document.documentElement.lang = words.locale;
    document.documentElement.dir = words.direction;
    document.title = words.t("desk.name");
  }, [words]);
  const choose = (chosen: Language): void => {
    rememberAppearance({ ...rememberedAppearance(), language: chosen });
    setLanguage(chosen);
  };
  return (
    <WordsProvider value={words}>
      <Door token={props.token} onLanguage={choose} />
    </WordsProvider>
  );
}

function Door(props: {
  readonly token: string | undefined;
  readonly onLanguage: (language: Language) => void;
}): ReactNode {
  const [standing, setStanding] = useState<Standing>({ at: "looking" });
  const [failure, setFailure] = useState<DeskFailure>();
  const [token, setToken] = useState(props.token);
  useEffect(() => {
    void callDesk("session.look", {}).then((looked) => {
      if (!looked.ok) return setFailure(looked.error);
      const { me, anybody } = looked.value;
      return setStanding(me === null ? { at: "door", anybody } : { at: "desk", me });
    });
  }, []);
  const enter = (me: DeskPerson): void => {
    setToken(undefined);
    setStanding({ at: "desk", me });
  };
  const leave = async (): Promise<void> => {
    await callDesk("session.end", {});
    setStanding({ at: "door", anybody: true });
  };
  if (standing.at === "desk") {
    return <Inside me={standing.me} onLeave={() => void leave()} onLanguage={props.onLanguage} />;
  }
  return (
    <main className="desk-outside">
      <Languages onLanguage={props.onLanguage} />
      <Failure failure={failure} />
      {standing.at === "looking" ? null : token === undefined ? (
        <SignIn anybody={standing.anybody} onDone={enter} />
      ) : (
        <Join token={token} onDone={enter} />
      )}
    </main>
  );
}

function Inside(props: {
  readonly me: DeskPerson;
  readonly onLeave: () => void;
  readonly onLanguage: (language: Language) => void;
}): ReactNode {
  const { t } = useWords();
  const route = useRoute();
  const { me } = props;
  return (
    <div className="desk">
      <header className="desk-head">
        <p className="desk-name">{t("desk.name")}</p>
        <p className="soft small">{t("me.here", { name: me.name, role: t(`role.${me.role}`) })}</p>
        <Languages onLanguage={props.onLanguage} />
        <button type="button" className="text-button" onClick={props.onLeave}>
          {t("me.leave")}
        </button>
      </header>
      <nav className="desk-nav" aria-label={t("nav.title")}>
        <ul>
          {places.map((place) => (
            <li key={place}>
              <a href={hrefOf({ place })} aria-current={route.place === place ? "page" : undefined}>
                {t(NAMES[place])}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className="desk-main">
        <PeopleProvider me={me}>
          <Shown key={hrefOf(route)} route={route} me={me} />
        </PeopleProvider>
      </main>
    </div>
  );
}

const NAMES: Readonly<Record<Place, PlainKey>> = {
  overview: "nav.overview",
  findings: "findings.title",
  cases: "cases.title",
  orders: "orders.title",
  controls: "controls.title",
  feeds: "feeds.title",
  log: "log.title",
  report: "report.title",
  people: "nav.people",
};

function Shown(props: { readonly route: Route; readonly me: DeskPerson }): ReactNode {
  const { route, me } = props;
  switch (route.place) {
    case "overview":
      return <Overview me={me} />;
    case "findings":
      return <Findings />;
    case "cases":
      return route.id === undefined ? <Cases /> : <CasePage caseId={route.id} me={me} />;
    case "orders":
      return <Orders orderId={route.id} me={me} />;
    case "controls":
      return <Controls me={me} />;
    case "feeds":
      return <Feeds />;
    case "log":
      return <Log />;
    case "report":
      return <Report me={me} />;
    case "people":
      return <People me={me} />;
  }
}

function Languages(props: { readonly onLanguage: (language: Language) => void }): ReactNode {
  const { t, language } = useWords();
  return (
    <LanguageChoice
      label={t("language.title")}
      className="desk-languages"
      language={language}
      nameOf={(name) => t(`language.${name}`)}
      onChoose={props.onLanguage}
    />
  );
}
