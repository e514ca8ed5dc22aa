// What a runtime detector saw a workload or host do: mining, command and control, malware, escapes, its credentials used elsewhere.
import { z } from 'zod';
import type { CallSubject } from '../../model/call.ts';
import { defineControl, evidence, fail, notApplicable } from '../../model/control.ts';
import { numberOf, stringOf } from '../../model/json.ts';
import { severityOf, type Threat, threatsOf } from '../../model/threat.ts';
import type { Examples } from '../examples/example.ts';
import {
  falcoAlert,
  guardDuty,
  namedDeployment,
  namedInstance,
  namedSequence,
  namedTask,
} from '../examples/threats.ts';

export const noHostileBehaviour = defineControl({
  id: 'resource-usage/no-hostile-behaviour',
  title: 'No runtime detector reports hostile behaviour',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host', 'call'],
  only: 'running',
  life: 'incident',
  parameters: z.object({}),
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

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task that mines',
      given: guardDuty('CryptoCurrency:Runtime/BitcoinTool.B!DNS', namedTask),
      at: 'detail.type',
      severity: 'high',
    },
    {
      says: 'a pod that broke out of its container',
      given: guardDuty('PrivilegeEscalation:Runtime/RuncContainerEscape', namedDeployment, { severity: 9 }),
      at: 'detail.type',
      severity: 'critical',
    },
    {
      says: 'a Deployment that is part of an attack on its cluster',
      given: guardDuty(
        'AttackSequence:EKS/CompromisedCluster',
        { resourceType: 'AttackSequence' },
        { severity: 9, service: namedSequence },
      ),
      at: 'detail.type',
      severity: 'critical',
    },
    {
      says: 'a host that calls a command server',
      given: guardDuty('Backdoor:EC2/C&CActivity.B', namedInstance),
      at: 'detail.type',
    },
    {
      says: 'the credentials of a host used outside AWS',
      given: guardDuty('UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', {
        resourceType: 'AccessKey',
        accessKeyDetails: {
          userType: 'AssumedRole',
          userName: 'ecs-host',
          principalId: 'AROAEXAMPLEEXAMPLE123:i-0123456789abcdef0',
        },
      }),
      at: 'detail.type',
    },
    {
      says: 'Falco sees a pod on its way out of its container',
      given: falcoAlert('Detect release_agent File Container Escapes', 'Critical'),
      at: 'rule',
    },
    {
      says: 'the credentials of a task used outside AWS',
      given: guardDuty('UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS', {
        resourceType: 'AccessKey',
        accessKeyDetails: {
          userType: 'AssumedRole',
          userName: 'shop-web-task',
          principalId: 'AROAEXAMPLEEXAMPLE123:0123456789abcdef0123456789abcdef',
        },
      }),
      at: 'detail.type',
      severity: 'high',
    },
    {
      says: 'a command that is only suspicious',
      given: guardDuty('Discovery:Runtime/SuspiciousCommand', namedTask, { severity: 2 }),
      at: 'detail.type',
      severity: 'low',
    },
  ],
  passes: [],
  notApplicable: [
    {
      says: 'odd calls by somebody: others judge who may call what',
      given: guardDuty('Discovery:IAMUser/AnomalousBehavior', {
        resourceType: 'AccessKey',
        accessKeyDetails: { userType: 'IAMUser', userName: 'kim', principalId: 'AIDAEXAMPLE' },
      }),
    },
    {
      says: 'a privileged pod: no-privileged judges it',
      given: guardDuty('PrivilegeEscalation:Kubernetes/PrivilegedContainer', namedDeployment),
    },
    {
      says: 'somebody outside tries passwords on the host',
      given: guardDuty('UnauthorizedAccess:EC2/SSHBruteForce', namedInstance),
    },
    {
      says: 'a shell: no-interactive-access judges it by the call that opened it',
      given: falcoAlert('Terminal shell in container', 'Notice'),
    },
    { says: 'unusual traffic', given: guardDuty('Behavior:EC2/TrafficVolumeUnusual', namedInstance) },
  ],
});
