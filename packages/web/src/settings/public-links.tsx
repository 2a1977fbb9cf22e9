import type { ReactNode } from "react";
import { noParams, useQuery } from "../app/use-query.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { LinkCard } from "../begin/my-invite.tsx";
import { Button } from "../parts/button.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** Links that let anybody who has them send an introduction: made, shown, deleted. */
export function PublicLinks(): ReactNode {
  const words = useWords();
  const { t } = words;
  const { run, busy, refused } = useTask();
  const links = useQuery("publicLink.list", noParams);
  const make = async (): Promise<void> => {
    const made = await run("publicLink.create", {});
    if (made !== undefined) await links.again();
  };
  const remove = async (link: string): Promise<void> => {
    const removed = await run("publicLink.delete", { link });
    if (removed !== undefined) await links.again();
  };
  return (
    <section className="section" aria-label={t("me.publicLinks")}>
      <h2>{t("me.publicLinks")}</h2>
      <p className="soft">{t("me.publicLinksHint")}</p>
      {links.value?.map(({ link, at }) => (
        <div key={link} className="card invite">
          <LinkCard link={link} label={t("me.publicLinkQr")} />
          <p className="small soft">{t("me.publicLinkAt", { date: words.date(at) })}</p>
          <Button icon="delete" busy={busy} onPress={() => void remove(link)}>
            {t("me.publicLinkDelete")}
          </Button>
        </div>
      ))}
      <Refusal kind={refused} />
      <div className="actions">
        <Button icon="plus" busy={busy} onPress={() => void make()}>
          {t("me.publicLinkNew")}
        </Button>
      </div>
    </section>
  );
}
