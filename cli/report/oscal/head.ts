// What frames assessment results: their metadata, the tool, the controls that were asked, and the policy in the place of a plan.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../../shared/model/control.ts';
import { version } from '../../program/version.ts';
import { uuidOf } from '../uuid.ts';
import { lineOf, propOf, tokenOf } from './words.ts';

/** The newest version whose schema the reports are tested against. */
const oscalVersion = '1.2.3';

export function metadataOf(now: string): object {
  const title = 'Seawall assessment results';
  return { title, 'last-modified': now, version: now, 'oscal-version': oscalVersion };
}

const component = uuidOf('tool', version);

/** Who observed. */
export const origins = [{ actors: [{ type: 'tool', 'actor-uuid': component }] }];

export const ourTool: object = {
  components: [
    {
      uuid: component,
      ...{ type: 'software', title: 'Seawall', description: 'Container runtime security for AWS' },
      ...{ props: [{ name: 'version', value: version }], status: { state: 'operational' } },
    },
  ],
  'assessment-platforms': [
    { uuid: uuidOf('platform', version), 'uses-components': [{ 'component-uuid': component }] },
  ],
};

/** The controls of the run. Those of frameworks are named by the findings: their catalogues are not ours. */
export function reviewed(controls: readonly Control[]): object {
  const asked = controls.map(({ id }) => ({ 'control-id': tokenOf(id) }));
  const selection = asked.length === 0 ? { 'include-all': {} } : { 'include-controls': asked };
  return {
    'control-selections': [{ description: 'The controls of Seawall that were asked.', ...selection }],
  };
}

const planOf = (policy: string) => uuidOf('policy', policy);

/** OSCAL wants a plan: ours is the policy, which the back matter names. */
export function importOf(policy: string): object {
  return { href: `#${planOf(policy)}` };
}

export function backMatter(policy: string): object {
  const description = 'The policy that decided what was evaluated, in the place of an assessment plan.';
  return {
    resources: [
      { uuid: planOf(policy), title: lineOf(policy), description, props: [propOf('policy', policy)] },
    ],
  };
}
