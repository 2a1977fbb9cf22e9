import type { ReactNode } from "react";
import { useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Icon } from "../parts/icon.tsx";
import { groupsOfEight } from "../text/digits.ts";

/** The devices that read one's messages. */
export function DevicesSection(): ReactNode {
  const { t } = useWords();
  const devices = useAppState((state) => state.account?.devices);
  return (
    <>
      <p>{t("devices.lead")}</p>
      <ul className="stack-tight">
        {devices?.map(({ deviceId, current }) => (
          <li key={deviceId} className="card device">
            <Icon name="devices" />
            <div>
              <p>
                <strong>{t(current ? "devices.this" : "devices.other")}</strong>
              </p>
              <p className="small soft">{t("devices.id", { id: groupsOfEight(deviceId.slice(0, 16)) })}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
