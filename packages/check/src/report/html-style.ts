/** The report's looks: on screen in light and dark, on paper, on narrow screens. */
export const reportCss = `
:root{color-scheme:light dark;--line:#8886;--soft:#8881}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem}
header{border-inline-start:.5rem solid #666;padding:0 1rem;margin-block:1rem}
header.match{border-color:#b3261e}header.needs-expert{border-color:#b26a00}header.incomplete{border-color:#7a5cc0}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.05rem;margin:0 0 .5rem}
article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin-block:1rem;overflow-wrap:anywhere}
article h3 span{border:1px solid currentColor;border-radius:1rem;padding:0 .5rem;font-size:.8rem;text-transform:uppercase}
article.critical{border-inline-start:.4rem solid #b3261e}article.high{border-inline-start:.4rem solid #b26a00}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.9rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.85rem;display:block;overflow-x:auto}
th,td{text-align:start;vertical-align:top;border-bottom:1px solid var(--line);padding:.25rem .5rem;overflow-wrap:anywhere;max-width:28rem}
tr.partial td,tr.failed td{font-weight:600;background:var(--soft)}code{font-size:.75rem;overflow-wrap:anywhere}
@media(max-width:40rem){dl{grid-template-columns:1fr}}
@media print{body{font-size:10pt;max-width:none}article,tr{break-inside:avoid}table{display:table}h2{break-after:avoid}}
`;
