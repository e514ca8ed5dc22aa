// One verdict as an observation, and its subject as an item of the inventory.
// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { Waiver } from '../../../shared/policy/policy.ts';
import type { Places } from '../places.ts';
import { relativeFile } from '../relative-file.ts';
import { uuidOf } from '../uuid.ts';
import { origins } from './head.ts';
import { hrefOf, lineOf, propOf } from './words.ts';

interface Occasion {
  readonly places: Places;
  /** ISO time. */
  readonly now: string;
}

export function observationOf(verdict: Verdict, waiver: Waiver | null, { places, now }: Occasion): object {
  const { control, outcome, severity, reason, evidence, source, subject } = verdict;
  const waived =
    waiver === null ? [] : [propOf('waived-until', waiver.until), propOf('waived-because', waiver.reason)];
  return {
    title: lineOf(`${control}: ${outcome}`),
    description: lineOf(reason ?? evidence[0]?.message ?? `${control} ${outcome}`),
    props: [
      propOf('control', control),
      propOf('outcome', outcome),
      ...(outcome === 'fail' ? [propOf('severity', severity)] : []),
      ...waived,
    ],
    methods: ['EXAMINE'],
    types: ['control-objective'],
    origins,
    subjects: [{ 'subject-uuid': itemOf(verdict).uuid, type: 'inventory-item', title: lineOf(subject.name) }],
    ...evidenceOf(verdict, places),
    collected: source.time === null ? now : new Date(source.time).toISOString(),
  };
}

function evidenceOf({ evidence, source }: Verdict, places: Places): object {
  if (evidence.length === 0) return {};
  const file = relativeFile(source.file);
  const relevant = evidence.map(({ path, message }) => {
    const line = places.position(path)?.line;
    const props = [
      ...(path === '' ? [] : [propOf('path', path)]),
      ...(line === undefined ? [] : [propOf('line', String(line))]),
    ];
    return {
      ...(file === null ? {} : { href: hrefOf(file) }),
      description: lineOf(message),
      ...(props.length === 0 ? {} : { props }),
    };
  });
  return { 'relevant-evidence': relevant };
}

/** Called the same in every report. */
export function itemOf({ subject }: Pick<Verdict, 'subject'>): { readonly uuid: string } {
  const { kind, platform, id, name, account, region } = subject;
  const place = { account, region };
  const item = {
    uuid: uuidOf('subject', platform, kind, id, account ?? '', region ?? ''),
    description: lineOf(name),
    props: [
      { name: 'asset-id', value: lineOf(id) },
      propOf('kind', kind),
      propOf('platform', platform),
      ...Object.entries(place).flatMap(([key, value]) => (value === null ? [] : [propOf(key, value)])),
    ],
  };
  return item;
}
