// What a runtime detector saw a workload or host do: mining, command and control, malware, escapes, its credentials used elsewhere.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../model/call.ts';
import { defineControl, evidence, fail, noParameters, notApplicable } from '../../model/control.ts';
import { numberOf, stringOf } from '../../model/json.ts';
import { severityOf, type Threat, threatsOf } from '../../model/threat.ts';

export const noHostileBehaviour = defineControl({
  id: 'resource-usage/no-hostile-behaviour',
  title: 'No runtime detector reports hostile behaviour',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host', 'call'],
  only: 'running',
  life: 'incident',
  parameters: noParameters,
  references: { nist: ['4.4.4', '4.4.1'], attack: ['T1496', 'T1611', 'T1610', 'T1552.005'] },
  why: 'A container that mines, contacts a command server or breaks out of its namespaces is compromised, whatever its definition says.',
  fix: 'Keep what the detector saw; replace the workload from a clean image; revoke the sessions of its role; close the way in before it starts again.',
  allows: [
    'settings a detector holds unwise, and odd calls to the cluster’s API: controls of their own judge those',
    'attempts from outside that nothing says succeeded: brute force, port probes',
    'traffic that is merely unusual for the host',
    'new programs and changed files (no-drift judges them)',
    'samples and findings of low severity are shown, and stop nothing',
  ],
  response: 'stop-workload',
  judge: (subject) => {
    const { kind, name } = subject;
    const hostile = threatsOf(subject.kind === 'call' ? onCredentials(subject) : subject.threats, 'hostile');
    const [worst] = hostile;
    if (worst === undefined) return notApplicable('no runtime detector names it');
    const severity = severityOf(worst);
    const found = hostile.map(({ path, type, title }) => evidence(path, type, null, `${name}: ${title}`));
    const acts = kind === 'workload' && !worst.sample && severity !== 'low';
    return fail(found, { severity, ...(acts ? {} : { respond: false }) });
  },
});

/** A finding on credentials names neither task nor host: it is something somebody did with them. */
function onCredentials({ service, operation, additional, id }: CallSubject): readonly Threat[] {
  if (service !== 'guardduty') return [];
  const told = { severity: numberOf(additional?.severity) ?? 0, sample: additional?.sample === true };
  const title = stringOf(additional?.title) ?? operation;
  return [{ detector: 'guardduty', type: operation, title, id, path: 'detail.type', acted: null, ...told }];
}
