// What a runtime detector saw run in a container, or changed in it, that its image does not hold.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, noParameters, notApplicable } from '../../model/control.ts';
import { severityOf, threatsOf } from '../../model/threat.ts';
import type { Examples } from '../examples/example.ts';
import { falcoAlert, guardDuty, namedDeployment, namedTask } from '../examples/threats.ts';

export const noDrift = defineControl({
  id: 'immutability/no-drift',
  title: 'Running containers do not drift from their image',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  life: 'incident',
  parameters: noParameters,
  references: { nist: ['4.4.4', '4.4.1'], attack: ['T1105', 'T1059', 'T1554'] },
  why: 'What runs but is not in the image was never built, scanned or signed: somebody brought it in, or the program fetches code itself.',
  fix: 'Replace the container; find out what wrote the file. Put what is needed into the image, and make the root file system read-only.',
  allows: [
    'files that the image itself brings, however they are used',
    'changes on hosts: a host’s packages are updated in place',
    'hostile behaviour (no-hostile-behaviour judges it)',
    'samples and findings of low severity are shown, and stop nothing',
  ],
  response: 'stop-workload',
  judge: ({ name, threats }) => {
    const drift = threatsOf(threats, 'drift');
    const [worst] = drift;
    if (worst === undefined) return notApplicable('no runtime detector says that it changed');
    const severity = severityOf(worst);
    const found = drift.map(({ path, type, title }) => evidence(path, type, null, `${name}: ${title}`));
    return fail(found, { severity, ...(worst.sample || severity === 'low' ? { respond: false } : {}) });
  },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a program that the image does not hold, in a task',
      given: guardDuty('Execution:Runtime/NewBinaryExecuted', namedTask, { severity: 5 }),
      at: 'detail.type',
      severity: 'medium',
    },
    {
      says: 'a library that was written and loaded, in a pod',
      given: guardDuty('Execution:Runtime/NewLibraryLoaded', namedDeployment, { severity: 5 }),
      at: 'detail.type',
    },
    {
      says: 'a sensitive file that was changed',
      given: guardDuty('Persistence:Runtime/SensitiveFileModified', namedTask, { severity: 5 }),
      at: 'detail.type',
    },
    {
      says: 'Falco sees a program that the image does not hold',
      given: falcoAlert('Drop and execute new binary in container', 'Critical'),
      at: 'rule',
      severity: 'high',
    },
    {
      says: 'a sample of GuardDuty: it stops nothing',
      given: guardDuty('Execution:Runtime/NewBinaryExecuted', namedTask, { title: '[SAMPLE] A binary.' }),
      at: 'detail.type',
    },
    {
      says: 'a finding of low severity: it stops nothing',
      given: guardDuty('Execution:Runtime/NewBinaryExecuted', namedTask, { severity: 2 }),
      at: 'detail.type',
      severity: 'low',
    },
  ],
  passes: [],
  notApplicable: [
    { says: 'a task that mines', given: guardDuty('Impact:Runtime/CryptoMinerExecuted', namedTask) },
  ],
});
