// The frame of every page: landmarks, navigation, where the record is from.
// SPDX-License-Identifier: Apache-2.0
import type { Severity } from '../../shared/model/severity.ts';
import { shownTime } from '../report/words.ts';
import { Html, html, type Value } from './html.ts';
import type { Source } from './record-view.ts';
import { script, style } from './style.ts';

const pages = [
  ['/', 'Findings'],
  ['/timeline', 'Timeline'],
  ['/coverage', 'Coverage'],
  ['/trends', 'Trends'],
  ['/waivers', 'Waivers'],
  ['/access', 'Access'],
] as const;

export type Place = (typeof pages)[number][0];

export interface Frame {
  readonly title: string;
  /** Null: a page below none of the navigation’s. */
  readonly place: Place | null;
  readonly source: Pick<Source, 'record' | 'policy' | 'now'>;
  /** Who decides here; null: nobody can. */
  readonly decides: string | null;
}

export function page({ title, place, source, decides }: Frame, content: Value): string {
  const links = pages.map(
    ([path, name]) =>
      html`<li><a href="${path}"${path === place ? html` aria-current="page"` : ''}>${name}</a></li>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title} · Seawall</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${Html.raw(style)}</style></head>
<body><a class="skip" href="#content">To the content</a>
<header><span class="name">Seawall</span><nav aria-label="Pages"><ul>${links}</ul></nav><span class="record">${source.record}</span></header>
<main id="content" tabindex="-1"><h1>${title}</h1>
${content}
</main>
<footer><small>${shownTime(source.now())} UTC · policy ${source.policy.source} (${source.policy.hash}) · ${
    decides === null ? 'read only: start with --decide to decide here' : `decisions are made as ${decides}`
  }</small></footer>
<script>${Html.raw(script)}</script></body></html>
`.toString();
}

export function severityMark(severity: Severity): Html {
  return html`<span class="severity ${severity}">${severity}</span>`;
}

/** `name`: what the rows are, said to those who do not see the table; `none`: what stands in its place where there are none. */
export function table(
  name: string,
  head: readonly string[],
  rows: readonly (readonly Value[])[],
  none = `None: ${name.toLowerCase()}.`,
): Html {
  if (rows.length === 0) return html`<p class="soft">${none}</p>`;
  // Where a narrow screen has no room for columns, each cell says itself what it is.
  const cells = (row: readonly Value[]) =>
    html`<tr>${row.map((cell, column) => html`<td data-of="${head[column]}">${cell}</td>`)}</tr>\n`;
  return html`<div class="scroll"><table class="wide"><caption>${name}</caption><thead><tr>${head.map(
    (cell) => html`<th scope="col">${cell}</th>`,
  )}</tr></thead><tbody>
${rows.map(cells)}</tbody></table></div>`;
}

/** Our own texts mark code by backticks. */
export function prose(text: string): readonly Value[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

/** A value, a path or an id as it is written; nothing where there is none. */
export function code(text: string): Value {
  return text === '' ? '' : html`<code>${text}</code>`;
}

export function findingPath(id: string): string {
  return `/findings/${encodeURIComponent(id)}`;
}
