// OSCAL assessment results: what was evaluated, what was observed, and which controls are satisfied. For auditors and their tools.
// SPDX-License-Identifier: Apache-2.0
import { controlsById } from '../controls-by-id.ts';
import { defineReport, type ReportContext } from '../define.ts';
import { backMatter, importOf, metadataOf, ourTool, reviewed } from '../oscal/head.ts';
import { itemOf, observationOf } from '../oscal/observation.ts';
import { count, emptyTally, findingsOf, risksOf, type Tally } from '../oscal/tally.ts';
import { noPlaces } from '../places.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';

// https://pages.nist.gov/OSCAL/reference/latest/assessment-results/
export const oscal = defineReport({
  says: 'OSCAL assessment results, for auditors',
  begins: /^\{"assessment-results":\{"metadata":\{"title":"Seawall /,
  open: oscalReport,
});

function oscalReport({ output, controls, now, policy }: ReportContext): Report {
  const about = controlsById(controls);
  const tallies = new Map<string, Tally>();
  const items = new Map<string, object>();
  let run = uuidOf('run', now, policy);
  let written = 0;
  const begin = () =>
    output.write(`{"assessment-results":${open({ metadata: metadataOf(now) })},"results":[`);
  return {
    async verdict(verdict, waiver = null, places = noPlaces) {
      if (written === 0) await begin();
      const observation = observationOf(verdict, waiver, { places, now });
      // One thing may be judged twice by one control: each observation has a UUID of its own.
      const uuid = uuidOf('observation', run, String(written), verdict.control, verdict.subject.id);
      await output.write(
        `${written++ === 0 ? '{"observations":[' : ','}\n${JSON.stringify({ uuid, ...observation })}`,
      );
      const item = itemOf(verdict);
      items.set(item.uuid, item);
      const tally = tallies.get(verdict.control) ?? emptyTally();
      tallies.set(verdict.control, tally);
      count(tally, verdict, waiver);
      tally.observations.push(uuid);
      run = uuidOf('run', run, uuid, verdict.outcome);
    },
    async end() {
      if (written === 0) await begin();
      const result = {
        uuid: uuidOf('result', run),
        ...{ title: 'Seawall evaluation', description: `Evaluated by the policy ${policy}.` },
        ...{ start: now, end: now, 'reviewed-controls': reviewed(controls) },
        'local-definitions': {
          ...(items.size === 0 ? {} : { 'inventory-items': [...items.values()] }),
          'assessment-assets': ourTool,
        },
        ...ifAny('risks', risksOf(tallies, about, run)),
        ...ifAny('findings', findingsOf(tallies, about, run)),
      };
      const rest = { uuid: uuidOf('document', run), 'import-ap': importOf(policy) };
      await output.write(`${written === 0 ? '{' : '\n],'}${inner(result)}}],`);
      await output.write(`${inner({ ...rest, 'back-matter': backMatter(policy) })}}}\n`);
    },
  };
}

/** OSCAL has no empty lists. */
function ifAny(key: string, list: readonly object[]): object {
  return list.length === 0 ? {} : { [key]: list };
}

/** The text of an object whose end is still to come. */
function open(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

function inner(object: object): string {
  return open(object).slice(1);
}
