import type { ModuleRun } from "../../examination/module-run.ts";
import { quoted } from "../../examination/quoted.ts";
import { parsePlist } from "../../formats/plist/plist.ts";
import { eachText } from "../../formats/plist/value.ts";
import { looseText, textOf } from "../../formats/sqlite/record.ts";
import { registeredDomain } from "../../indicators/indicator-set.ts";
import { asciiText } from "../../text.ts";
import { fromMacTime, fromUnixMicros, fromUnixMs, fromWebkitMicros } from "../../time.ts";
import { say } from "../../words/said.ts";
import { type IosModule, type Row, Tables } from "../artifact.ts";
import { linkTraces, Traces } from "../traces.ts";

interface Visit {
  readonly url: string;
  readonly timeMs: number | undefined;
  readonly next: number | undefined;
  readonly place: Row<"url">["place"];
}

const safariHistory: IosModule = {
  name: "SafariHistory",
  encryptedOnly: true,
  wants: [
    { path: "Library/Safari/History.db" },
    { path: /(?:^|\/)Library\/Safari\/Profiles\/[^/]+\/History\.db$/ },
  ],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    const traces = new Traces(tables, { artifact, run, what: "A deleted visit", find: linkTraces });
    const urls = new Map<number, string>();
    await tables.each({ table: "history_items", columns: ["url"], needed: ["url"] }, (row) => {
      const url = textOf(row.url);
      urls.set(row.place.row ?? 0, url);
      run.url(url, { place: row.place, about: "Safari's history holds an address" });
    });
    const visits = new Map<number, Visit>();
    const columns = ["history_item", "visit_time", "title", "redirect_destination"] as const;
    await tables.each({ table: "history_visits", columns, needed: ["history_item"] }, (row) => {
      const url = urls.get(typeof row.history_item === "number" ? row.history_item : -1) ?? "";
      const next = typeof row.redirect_destination === "number" ? row.redirect_destination : undefined;
      const timeMs = fromMacTime(row.visit_time);
      if (run.keepsTimeline) run.event(timeMs, "Safari visit", url);
      if (next !== undefined || visits.size < VISITS_MAX) {
        visits.set(row.place.row ?? 0, { url, timeMs, next, place: row.place });
      }
    });
    fastRedirects(visits, run);
    if (tables.has("history_tombstones")) {
      const columns = ["url", "end_time"] as const;
      await tables.each({ table: "history_tombstones", columns, needed: ["url"] }, (row) => {
        const about = "Safari remembers deleting an address";
        run.url(looseText(row.url), { place: row.place, timeMs: fromMacTime(row.end_time), about });
      });
    }
    await traces.end();
  },
};

const VISITS_MAX = 2_000_000;

/** A plain http page that led to another site within a second: how network injection looks. */
function fastRedirects(visits: ReadonlyMap<number, Visit>, run: ModuleRun): void {
  for (const { url, timeMs, next, place } of visits.values()) {
    const target = next === undefined ? undefined : visits.get(next);
    if (!url.startsWith("http://") || target?.timeMs === undefined || timeMs === undefined) continue;
    const tookMs = target.timeMs - timeMs;
    const [from, to] = [siteOf(url, run), siteOf(target.url, run)];
    if (tookMs < 0 || tookMs >= 1000 || from === undefined || to === undefined || from === to) continue;
    const message = say`A visit to ${url} was redirected to ${target.url} within ${tookMs} ms`;
    run.notice("fast-redirect", { severity: "medium", message, place, timeMs });
  }
}

function siteOf(url: string, run: ModuleRun): string | undefined {
  const host = run.platform.parseUrl(url)?.host;
  return host === undefined ? undefined : (registeredDomain(host) ?? host);
}

const safariBrowserState: IosModule = {
  name: "SafariBrowserState",
  encryptedOnly: true,
  wants: [
    { path: "Library/Safari/BrowserState.db" },
    { path: "Library/Safari/SafariTabs.db" },
    { path: /(?:^|\/)Library\/Safari\/Profiles\/[^/]+\/BrowserState\.db$/ },
  ],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    if (tables.has("bookmarks")) {
      await tables.each({ table: "bookmarks", columns: ["url"], needed: ["url"] }, (row) => {
        const context = { place: row.place, about: "A tab or bookmark in Safari" };
        run.url(textOf(row.url), context, "address-mentioned");
      });
      return;
    }
    const columns = ["url", "user_visible_url", "last_viewed_time", "title"] as const;
    await tables.each({ table: "tabs", columns, needed: ["url"] }, (row) => {
      const timeMs = fromMacTime(row.last_viewed_time);
      for (const url of new Set([textOf(row.url), textOf(row.user_visible_url)])) {
        if (url !== "") run.url(url, { place: row.place, timeMs, about: "A tab in Safari" });
      }
      run.event(timeMs, "Safari tab", `${textOf(row.url)} ${textOf(row.title)}`);
    });
    if (!tables.has("tab_sessions")) return;
    await tables.each(
      { table: "tab_sessions", columns: ["session_data"], needed: ["session_data"] },
      (row) => {
        for (const url of sessionUrls(row.session_data)) {
          run.url(url, { place: row.place, about: "An earlier page of a tab in Safari" });
        }
      },
    );
  },
};

/** The pages that a tab showed before; the list begins behind a short header. */
function sessionUrls(data: unknown): ReadonlySet<string> {
  const urls = new Set<string>();
  if (!(data instanceof Uint8Array)) return urls;
  const start = asciiText(data, 0, Math.min(64, data.length)).search(/bplist|<\?xml/);
  const plist = start === -1 ? undefined : parsePlist(data.slice(start));
  if (plist !== undefined) eachText(plist, (text) => void (/^https?:/i.test(text) && urls.add(text)));
  return urls;
}

/** A table of addresses and how to read it. */
interface UrlTable {
  readonly table: string;
  readonly url: string;
  readonly time?: { readonly column: string; readonly read: (value: unknown) => number | undefined };
  readonly about: string;
  /** Some versions have no such table. */
  readonly optional?: true;
}

/** Of several optional tables one must be there. */
function urlModule(name: string, wants: IosModule["wants"], urlTables: readonly UrlTable[]): IosModule {
  return {
    name,
    wants,
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const names = urlTables.map(({ table }) => table);
      if (names.length > 1 && !names.some((name) => tables.has(name)))
        return run.partial(`${quoted(artifact.name)}: no table ${names.join(", ")}`);
      const traces = new Traces(tables, { artifact, run, what: "A deleted entry", find: linkTraces });
      for (const { table, url, time, about, optional } of urlTables) {
        const columns = time === undefined ? [url] : [url, time.column];
        const query = { table, columns, needed: [url], ...(optional === true ? { optional } : {}) };
        await tables.each(query, (row) => {
          const timeMs = time?.read(row[time.column]);
          const text = textOf(row[url] ?? null);
          run.url(text, { place: row.place, timeMs, about });
          run.event(timeMs, about, text);
        });
      }
      await traces.end();
    },
  };
}

const CHROME = "AppDomain-com.google.chrome.ios";
const FIREFOX = [
  { domain: "AppDomainGroup-group.org.mozilla.ios.Firefox", path: "profile.profile/browser.db" },
];

export const browsers: readonly IosModule[] = [
  safariHistory,
  safariBrowserState,
  {
    ...urlModule(
      "SafariFavicon",
      [{ path: /(?:^|\/)Library\/Image Cache\/Favicons\/Favicons\.db$/ }],
      [
        { table: "page_url", url: "url", about: "An icon kept by Safari", optional: true },
        { table: "icon_info", url: "url", about: "An icon's address kept by Safari", optional: true },
      ],
    ),
    only: "filesystem",
  },
  urlModule(
    "ChromeHistory",
    [{ domain: CHROME, path: "Library/Application Support/Google/Chrome/Default/History" }],
    [
      {
        table: "urls",
        url: "url",
        time: { column: "last_visit_time", read: fromWebkitMicros },
        about: "Chrome's history holds an address",
      },
    ],
  ),
  urlModule(
    "ChromeFavicon",
    [{ domain: CHROME, path: "Library/Application Support/Google/Chrome/Default/Favicons" }],
    [{ table: "icon_mapping", url: "page_url", about: "An icon kept by Chrome" }],
  ),
  {
    name: "FirefoxHistory",
    wants: FIREFOX,
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const traces = new Traces(tables, { artifact, run, what: "A deleted visit", find: linkTraces });
      const urls = new Map<number, string>();
      await tables.each({ table: "history", columns: ["url"], needed: ["url"] }, (row) => {
        urls.set(row.place.row ?? 0, textOf(row.url));
        run.url(textOf(row.url), { place: row.place, about: "Firefox's history holds an address" });
      });
      await traces.end();
      if (!tables.has("visits")) return;
      await tables.each({ table: "visits", columns: ["siteID", "date"], needed: [] }, (row) => {
        const url = typeof row.siteID === "number" ? urls.get(row.siteID) : undefined;
        run.event(fromUnixMicros(row.date), "Firefox visit", url ?? "");
      });
    },
  },
  urlModule("FirefoxFavicon", FIREFOX, [
    {
      table: "favicons",
      url: "url",
      time: { column: "date", read: fromUnixMs },
      about: "An icon kept by Firefox",
      // Newer ones keep their icons elsewhere.
      optional: true,
    },
  ]),
];
