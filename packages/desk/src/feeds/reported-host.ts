import type { UrlParser } from "@bridle/check/indicators";

/**
 * The host in what somebody reports: an address, a name or a link, also made harmless the way researchers write them
 * (`hxxps://bad[.]example/x`). `undefined` where there is none.
 */
export function reportedHost(text: string, parseUrl: UrlParser): string | undefined {
  const plain = text
    .trim()
    .replaceAll(/\[(\.|dot)\]|\((\.|dot)\)/gi, ".")
    .replaceAll("[:]", ":")
    .replace(/^hxxp/i, "http");
  if (plain === "") return undefined;
  const isBareIpv6 = /^[0-9a-f:.]+$/i.test(plain) && plain.split(":").length > 2;
  const link = isBareIpv6
    ? `http://[${plain}]/`
    : /^[a-z][a-z0-9+.-]*:\/\//i.test(plain)
      ? plain
      : `http://${plain}`;
  const host = parseUrl(link)?.host;
  return host === undefined || host === ""
    ? undefined
    : host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
