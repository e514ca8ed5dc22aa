// Writes the patterns of deploy/resources/rules.yml that the readers of events tell: what the rules for tools and for threats take.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { DefinedCalls, DeliveredCalls } from '../../shared/intake/events/cloudtrail/define-calls.ts';
import type { DefinedEvents } from '../../shared/intake/events/native/define-events.ts';
import type { Output } from './output.ts';
import { withSections } from './sections.ts';

interface Readers {
  readonly calls: readonly Pick<DefinedCalls, 'service' | 'watched' | 'delivered'>[];
  readonly events: readonly Pick<DefinedEvents, 'source' | 'reads' | 'areThreats'>[];
}

export function ruleTemplate(root: string, { calls, events }: Readers): Output {
  const path = 'deploy/resources/rules.yml';
  const sections = { tools: toolsOf(calls), threats: threatsOf(events) };
  return { path, text: withSections(path, readFileSync(`${root}/${path}`, 'utf8'), sections) };
}

/** Alternatives of a pattern: services of which the same calls are delivered share one. */
export function toolsOf(calls: Readers['calls']): readonly string[] {
  const delivered = calls.flatMap((one) =>
    one.delivered === undefined ? [] : [{ service: one.service, names: namesOf(one.delivered, one) }],
  );
  return [...Map.groupBy(delivered, ({ names }) => names)].flatMap(([names, services]) => [
    `          - source: [${services.map(({ service }) => `aws.${service}`).join(', ')}]`,
    ...(names === null ? [] : [`            detail: { eventName: [${names}] }`]),
  ]);
}

/** What `eventName` must match, as in YAML; null: anything. */
function namesOf(delivered: DeliveredCalls, { watched }: Pick<DefinedCalls, 'watched'>): string | null {
  if (delivered === 'all') return null;
  if (delivered !== 'watched')
    return delivered
      .map((one) => (typeof one === 'string' ? quoted(one) : `{ prefix: ${quoted(one.prefix)} }`))
      .join(', ');
  if (watched.only !== undefined) return [...watched.only].map(quoted).join(', ');
  return watched.except === undefined
    ? null
    : `{ anything-but: [${[...watched.except].map(quoted).join(', ')}] }`;
}

/** A whole pattern. EventBridge takes no `$or` of one. */
export function threatsOf(events: Readers['events']): readonly string[] {
  const lines = events
    .filter(({ areThreats }) => areThreats)
    .map(({ source, reads }) => [
      `source: [${source}]`,
      `detail-type: [${Object.keys(reads).map(quoted).join(', ')}]`,
    ]);
  if (lines.length === 1) return lines.flat().map((line) => `        ${line}`);
  return [
    '        $or:',
    ...lines.flatMap(([first, second]) => [`          - ${first}`, `            ${second}`]),
  ];
}

/** Plain in YAML only where nothing in it means anything there. */
function quoted(text: string): string {
  return /^[\w -]+$/.test(text) ? text : JSON.stringify(text);
}
