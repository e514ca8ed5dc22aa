// The frame of our HTML pages: self-contained, no script, no links out.
// SPDX-License-Identifier: Apache-2.0
import { escaped } from './escape.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
th { white-space: nowrap; }
.critical { color: #b00020; font-weight: bold; } .high { color: #c43e00; } .medium { color: #8a6d00; } .low { color: #2962a8; }
@media (prefers-color-scheme: dark) { .critical { color: #ff6b7d; } .high { color: #ff9d66; } .medium { color: #e6c84f; } .low { color: #82b1ff; } }
/* On a narrow screen each fail is a card. */
@media (max-width: 45rem) { .wide th { display: none; } .wide td { display: block; border: 0; padding: .1rem 0; } .wide tr { display: block; padding: .6rem 0; border-bottom: 1px solid #8886; } }
small, .waived { color: #717171; } @media (prefers-color-scheme: dark) { small, .waived { color: #a0a0a0; } } code { font-size: .9em; }`;

/** `what`: a report, a record. */
export function pageHead(
  what: string,
  { policy, now }: { readonly policy: string; readonly now: string },
): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Seawall ${what}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><h1>Seawall ${what}</h1><p><small>${escaped(now)} · policy ${escaped(policy)}</small></p>
`;
}

export const pageEnd = '</body></html>\n';

/** Cells come escaped. */
export function section(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return '';
  const names = columns.map((name) => `<th>${name}</th>`).join('');
  const kind = columns.includes('What') ? ' class="wide"' : '';
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`).join('');
  return `<h2>${title}</h2>\n<table${kind}><tr>${names}</tr>\n${body}</table>\n`;
}
