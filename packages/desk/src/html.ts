/** Text for HTML, in elements and in quoted attributes. What would reorder or hide it is shown as missing. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** One file that runs nothing, loads nothing and prints well. `body` is HTML already. */
export function htmlPage(
  title: string,
  body: string,
  {
    language = "en",
    direction = "ltr",
  }: { readonly language?: string; readonly direction?: "ltr" | "rtl" } = {},
): string {
  return `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${pageStyle}</style></head><body>
${body}
</body></html>
`;
}

/** A table; cells are plain text. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  none = "None.",
): string {
  if (rows.length === 0) return `<p>${escapeHtml(none)}</p>`;
  const cells = (tag: "th" | "td", texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  return `<table><thead><tr>${cells("th", head)}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

/** The one style of these pages, so that a server can let it through by its hash. */
export const pageStyle = `
:root{color-scheme:light dark;--line:#8886}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:56rem;padding:1rem}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0}h2{font-size:1.25rem;margin-top:2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:start;vertical-align:top;border-bottom:1px solid var(--line);padding:.25rem .5rem;overflow-wrap:anywhere}
.state{border-inline-start:.5rem solid #7a5cc0;padding-inline-start:1rem;font-size:1.1rem}
@media(max-width:40rem){dl{grid-template-columns:1fr}table{display:block;overflow-x:auto}}
@media print{@page{margin:20mm}body{font-size:10pt;max-width:none;padding:0}tr{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
`;
