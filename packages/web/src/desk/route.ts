import { useEffect, useState } from "react";

export const places = [
  "overview",
  "findings",
  "cases",
  "orders",
  "controls",
  "feeds",
  "log",
  "report",
  "people",
] as const;
export type Place = (typeof places)[number];

/** Where in the desk one is; behind the # of the address, so that it works without a server. */
export interface Route {
  readonly place: Place;
  /** Which case, which order. */
  readonly id?: string;
}

function routeOf(hash: string): Route {
  const [name, id] = hash.replace(/^#\/?/, "").split("/");
  const place = places.find((known) => known === name) ?? "overview";
  return id === undefined || id === "" ? { place } : { place, id: decodeURIComponent(id) };
}

export function hrefOf({ place, id }: Route): string {
  return id === undefined ? `#/${place}` : `#/${place}/${encodeURIComponent(id)}`;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return routeOf(hash);
}

/** The token of a one-time link. Taken off the address at once, which others may see or keep. */
export function takeToken(): string | undefined {
  const token = /^#join=([\w-]{43})$/.exec(location.hash)?.[1];
  if (token !== undefined) history.replaceState(null, "", "/desk");
  return token;
}
