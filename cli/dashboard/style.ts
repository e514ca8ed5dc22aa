// The dashboard’s one style sheet and one script: both of our own, inline, and named by their hashes in the page’s policy.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --page: #ffffff; --card: #f6f8fa; --link: #0550ae; --mark: #0969da;
  --critical: #a40e26; --high: #9a3412; --medium: #6f5200; --low: #0a5394; font: 15px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #a2acb8; --line: #3d444d; --page: #0d1117; --card: #161b22; --link: #79b8ff; --mark: #58a6ff;
  --critical: #ff8a94; --high: #ffa657; --medium: #e3c04f; --low: #8cc3ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); }
a { color: var(--link); } a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: .5rem; top: .5rem; background: var(--page); padding: .4rem; }
header, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1.2rem; }
header { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; align-items: baseline; padding-top: .8rem; padding-bottom: .8rem; border-bottom: 1px solid var(--line); }
header .name { font-weight: 700; } nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; padding: .25rem 0; display: inline-block; } nav a[aria-current] { border-bottom: 2px solid var(--mark); color: var(--ink); }
.record { margin-left: auto; color: var(--soft); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 1.2rem 0 .6rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.severity { font-weight: 650; white-space: nowrap; } .critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); }
.mark { color: var(--mark); } .soft, small { color: var(--soft); } code, pre { font: .88em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.wide td:has(> code) { min-width: 13rem; } .wide td:has(> .id) { min-width: 0; } .id { white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .7rem; margin: .8rem 0 1.2rem; padding: 0; list-style: none; }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; } .cards b { display: block; font-size: 1.6rem; line-height: 1.2; }
form.filters { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: end; margin: .6rem 0 1rem; } label { display: grid; gap: .15rem; color: var(--soft); font-size: .88rem; }
input, select, button { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--soft); border-radius: .35rem; padding: .35rem .55rem; }
button { background: var(--card); cursor: pointer; } input[type=search] { min-width: 16rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: .6rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.fix { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--mark); border-radius: .3rem; padding: .6rem 1rem; }
.decide { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); } .decide form { display: grid; gap: .5rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem; align-content: start; }
.said { border: 1px solid var(--mark); border-radius: .4rem; padding: .5rem .9rem; }
svg { max-width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font-size: 12px; } svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); }
svg .critical { fill: var(--critical); } svg .high { fill: var(--high); } svg .medium { fill: var(--medium); } svg .low { fill: var(--low); } svg .bar { fill: var(--mark); } svg .ended { fill: var(--soft); }
svg path { fill: none; stroke: var(--soft); stroke-width: 1.3; } svg path.critical { fill: none; stroke: var(--critical); stroke-width: 2; } svg path.high { fill: none; stroke: var(--high); } svg path.medium, svg path.low { fill: none; }
footer { color: var(--soft); border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .8rem; padding-bottom: 1.5rem; }
@media (max-width: 45rem) { .record { margin-left: 0; } .wide thead { display: none; } .wide td { display: block; border: 0; padding: .1rem 0; } .wide td:empty { display: none; } .wide td[data-of]::before { content: attr(data-of) ' '; color: var(--soft); } .wide tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); } dl { grid-template-columns: 1fr; } }
@media print { nav, form { display: none; } }
`;

/** `/` goes to the search, j and k through the rows. Without it everything works by links and forms. */
export const script = `
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (event.key === '/') { const search = document.querySelector('input[type=search]'); if (search) { event.preventDefault(); search.focus(); } }
  if (event.key !== 'j' && event.key !== 'k') return;
  const links = [...document.querySelectorAll('[data-row]')];
  const at = links.indexOf(document.activeElement) + (event.key === 'j' ? 1 : -1);
  links[Math.max(0, Math.min(at, links.length - 1))]?.focus();
});
`;

/** As a content security policy names it (CSP Level 3, "hash-source"). */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
