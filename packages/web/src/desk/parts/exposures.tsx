import type { CaseView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { useWords } from "../words/words.ts";

const AT_FIRST = 50;
const MORE = 500;

/** Everybody whom the campaign touched, and whether they were told. */
export function Exposures(props: { readonly view: CaseView }): ReactNode {
  const { t, number, dateAndTime } = useWords();
  const [shown, setShown] = useState(AT_FIRST);
  const { view } = props;
  const standing = toldOf(view);
  const rest = view.exposures.length - shown;
  return (
    <div className="stack-tight">
      <div className="desk-scroll">
        <table className="desk-table">
          <thead>
            <tr>
              <th scope="col">{t("exposure.target")}</th>
              <th scope="col">{t("exposure.reached")}</th>
              <th scope="col">{t("exposure.attempts")}</th>
              <th scope="col">{t("exposure.first")}</th>
              <th scope="col">{t("exposure.last")}</th>
              <th scope="col">{t("exposure.told")}</th>
            </tr>
          </thead>
          <tbody>
            {view.exposures.slice(0, shown).map(({ target, reached, attempts, firstAtMs, lastAtMs }) => (
              <tr key={target}>
                <td className="digits">{target.slice(0, 8)}</td>
                <td>{t(`reach.${reached}`)}</td>
                <td>{number(attempts)}</td>
                <td>{dateAndTime(firstAtMs)}</td>
                <td>{dateAndTime(lastAtMs)}</td>
                <td>
                  <Standing at={standing.get(target)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rest <= 0 ? null : (
        <div className="actions">
          <Button onPress={() => setShown(shown + MORE)}>
            {t("exposure.more", { count: Math.min(MORE, rest) })}
          </Button>
        </div>
      )}
    </div>
  );
}

type Told = CaseView["found"]["told"][number];

function Standing(props: { readonly at: Told | "lost" | undefined }): ReactNode {
  const { t, dateAndTime } = useWords();
  const { at } = props;
  if (at === undefined) return t("told.no");
  if (at === "lost") return t("told.lost");
  return at.passedOver === undefined
    ? t("told.yes", { date: dateAndTime(at.atMs) })
    : t(`told.${at.passedOver}`);
}

function toldOf({ found }: CaseView): ReadonlyMap<string, Told | "lost"> {
  const told = new Map(found.told.map((each) => [each.account, each]));
  const standing = new Map<string, Told | "lost">(found.lost.map((target) => [target, "lost"]));
  for (const { target, account } of found.opened) {
    const each = told.get(account);
    if (each !== undefined) standing.set(target, each);
  }
  return standing;
}
