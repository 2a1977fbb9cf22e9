import type { ReactNode } from "react";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import type { Alert } from "../store/state.ts";
import type { PlainKey } from "../words/catalogue.ts";
import { useApp, useAppState } from "./app-context.ts";
import { useWords } from "./words-context.tsx";

const TEXTS: Readonly<Record<Alert, PlainKey>> = {
  storage_full: "alert.storageFull",
  store_failed: "alert.storeFailed",
  backup_too_large: "alert.backupTooLarge",
  clock_wrong: "alert.clockWrong",
  newer_version: "alert.newerVersion",
  server_identity_changed: "alert.serverChanged",
  device_removed: "alert.deviceRemoved",
  rejoin_failed: "alert.rejoinFailed",
  unable_to_decrypt: "alert.unable",
  different_keys: "alert.differentKeys",
  directory_changed: "alert.directoryChanged",
};
const GRAVE: ReadonlySet<Alert> = new Set([
  "server_identity_changed",
  "different_keys",
  "device_removed",
  "storage_full",
  "store_failed",
]);

/** Lasting lines over everything: what is wrong, what is safe, what to do. */
export function Alerts(): ReactNode {
  const { t } = useWords();
  const { store } = useApp();
  const alerts = useAppState((state) => state.alerts);
  const silent = useAppState((state) => state.device.kind === "silent");
  const dismiss = (alert: Alert): void =>
    store.set((state) => ({ ...state, alerts: state.alerts.filter((shown) => shown !== alert) }));
  return (
    <div className="shell-alerts">
      {silent ? (
        <div role="alert" className="alert-line">
          <Icon name="warning" />
          <p>{t("silent.lead")}</p>
        </div>
      ) : null}
      <NoticeLine />
      {alerts.map((alert) => (
        <div key={alert} role="alert" className={`alert-line ${GRAVE.has(alert) ? "alert-line-danger" : ""}`}>
          <Icon name="warning" />
          <p>{t(TEXTS[alert])}</p>
          {alert === "newer_version" ? (
            <button type="button" className="text-button" onClick={() => location.reload()}>
              {t("alert.reload")}
            </button>
          ) : null}
          <IconButton icon="close" label={t("alert.dismiss")} onPress={() => dismiss(alert)} />
        </div>
      ))}
    </div>
  );
}

/** That there is a safety notice, in words that may be read over somebody's shoulder. What it says is on its page. */
function NoticeLine(): ReactNode {
  const { t } = useWords();
  const { store, go } = useApp();
  const waits = useAppState(
    ({ safety, noticeLater, place }) =>
      !noticeLater &&
      safety.notices.some(({ seen }) => !seen) &&
      !(place.view === "settings" && place.section === "notices"),
  );
  if (!waits) return null;
  return (
    <div aria-live="polite" className="alert-line alert-line-plain">
      <Icon name="notice" />
      <p>{t("alert.notice")}</p>
      <button
        type="button"
        className="text-button"
        onClick={() => go({ view: "settings", section: "notices" })}
      >
        {t("alert.read")}
      </button>
      <IconButton
        icon="close"
        label={t("alert.later")}
        onPress={() => store.set((state) => ({ ...state, noticeLater: true }))}
      />
    </div>
  );
}
