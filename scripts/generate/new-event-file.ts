// The text of a new event reader's file: what is read of a source on the bus, or which calls of a service matter.
// SPDX-License-Identifier: Apache-2.0
import { camelCase } from './spelling.ts';

/** `native/macie` gives `export const macieEvents = defineEvents({…})`. */
export function renderNewEvents(name: string): string {
  return `// TODO: whose events these are, and the page of AWS's documentation that tells their fields.
// SPDX-License-Identifier: Apache-2.0
import { stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { observed, unreadable } from '../context.ts';
import { bodyId } from '../identity.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const ${camelCase(name)}Events = defineEvents({
  source: 'aws.${name}',
  // Where they are none, a rule of its own in deploy/resources/rules.yml delivers them.
  areThreats: true,
  reads: { 'TODO: the detail-type': read },
});

function read({ event, name, detail, occurrence }: NativeEvent): Intake {
  const id = stringOf(detail.id);
  if (id === null) return unreadable(occurrence.context, \`\${name} without an id\`);
  // TODO: the subjects that it tells of, built by shared/intake/workload or documents; pending where a fact must be asked.
  return observed(occurrence, { id: bodyId(event), source: 'ecs', name, subjects: [] });
}
`;
}

/** `cloudtrail/backup` gives `export const backupCalls = defineCalls({…})`. */
export function renderNewCalls(service: string): string {
  return `// TODO: what the service is, in a word, with the page of its API Reference.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const ${camelCase(service)}Calls = defineCalls({
  service: '${service}',
  // Writes that machines make by the thousand; all: none are.
  watched: allBut('TODO'),
  delivered: 'watched',
  targetOf: fromField('${service}', 'TODO: such as table/', 'TODO: the field of the request'),
});
`;
}

/** What those of the bus are tried with. */
export function renderNewEventsTest(name: string): string {
  return `// What a ${name} event tells.
import { describe } from 'vitest';
import { testEvents } from './events.ts';

describe('events of ${name}', () => {
  // TODO: the least that the detail of each detail-type tells, in the documented shape.
  testEvents({ detailType: 'TODO: the detail-type', source: 'aws.${name}', detail: { id: 'x' } });
});
`;
}

/** What the calls of a service are tried with. */
export function renderNewCallsTest(service: string): string {
  return `// What calls of ${service} touch.
import { describe } from 'vitest';
import { account, region } from '../../records.ts';
import { testCalls } from '../calls.ts';

describe('calls of ${service}', () => {
  testCalls('${service}', {
    operation: 'TODO-a-call-that-matters',
    request: { 'TODO: the field of the request': 'x' },
    target: \`arn:aws:${service}:\${region}:\${account}:TODO: such as table/x\`,
    // One that is not watched; null where all are.
    left: 'TODO',
  });
});
`;
}
