// Twelve weeks: what was first seen, what ended, and how much stood at each week’s end. A plot, and the same as a table.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../shared/model/finding.ts';
import { type Html, html } from '../html.ts';
import { table } from '../page.ts';
import type { Shown } from '../record-view.ts';

const weeks = 12;
const week = 7 * 24 * 60 * 60 * 1000;

export interface Week {
  /** Monday, as a date. */
  readonly from: string;
  readonly opened: number;
  readonly ended: number;
  /** Not resolved at its end. */
  readonly standing: number;
}

/** By the finding’s first sight, and by its newest change where that says that it ended. */
export function weeksOf({ findings, latest, now }: Shown): readonly Week[] {
  const monday = mondayOf(Date.parse(now));
  const lives = findings.map((finding) => ({
    from: Date.parse(finding.firstSeen),
    to: endOf(finding, latest),
  }));
  return Array.from({ length: weeks }, (_, index) => {
    const start = monday - (weeks - 1 - index) * week;
    const within = (time: number | null) => time !== null && time >= start && time < start + week;
    return {
      from: new Date(start).toISOString().slice(0, 10),
      opened: lives.filter(({ from }) => within(from)).length,
      ended: lives.filter(({ to }) => within(to)).length,
      standing: lives.filter(({ from, to }) => from < start + week && (to === null || to >= start + week))
        .length,
    };
  });
}

/** Null: it has not ended. */
function endOf({ id, status, lastSeen }: Finding, latest: Shown['latest']): number | null {
  if (status !== 'resolved') return null;
  const entry = latest.get(id);
  return Date.parse(entry?.status === 'resolved' ? entry.at : lastSeen);
}

/** Weeks begin on Monday (ISO 8601); 1 January 1970 was a Thursday. */
function mondayOf(time: number): number {
  const day = 24 * 60 * 60 * 1000;
  return Math.floor((time - 4 * day) / week) * week + 4 * day;
}

export function trendsPage(shown: Shown): Html {
  const all = weeksOf(shown);
  return html`${plot(all)}
${table(
  'Findings by week; one that came back counts from when it was first seen',
  ['Week from', 'First seen', 'Ended', 'Unresolved at its end'],
  all.map(({ from, opened, ended, standing }) => [from, opened, ended, standing]),
)}`;
}

function plot(all: readonly Week[]): Html {
  const [width, height, foot] = [780, 200, 26];
  const most = Math.max(1, ...all.flatMap(({ opened, ended, standing }) => [opened, ended, standing]));
  const step = width / all.length;
  const tall = (count: number) => (count / most) * (height - 20);
  const bars = all.map(({ from, opened, ended, standing }, index) => {
    const left = index * step;
    const bar = (offset: number, count: number, kind: string) =>
      html`<rect class="${kind}" x="${round(left + offset)}" y="${round(height - tall(count))}" width="${round(step / 4)}" height="${round(tall(count))}"/>`;
    return html`${bar(2, opened, 'high')}${bar(4 + step / 4, ended, 'ended')}${bar(6 + step / 2, standing, 'bar')}
<text class="soft" x="${round(left + 2)}" y="${height + 18}">${from.slice(5)}</text>`;
  });
  return html`<svg viewBox="0 0 ${width} ${height + foot}" role="img" aria-label="Findings by week, as in the table below">
<path class="axis" d="M0 ${height} H${width}"/>${bars}</svg>
<p class="soft"><span class="high">■</span> first seen · <span class="soft">■</span> ended · <span class="mark">■</span> unresolved at the week’s end; the tallest bar is ${most}</p>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
