// Shells opened in running containers: ECS Exec, SSM sessions, kubectl exec, attach, port-forward, debug.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../model/call.ts';
import { defineControl, evidence, fail, noParameters, notApplicable, pass } from '../../model/control.ts';
import { stringOf } from '../../model/json.ts';
import { type Threat, threatsOf } from '../../model/threat.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';

export const noInteractiveAccess = defineControl({
  id: 'immutability/no-interactive-access',
  title: 'Nobody opens a shell in a running container',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'call'],
  alerts: true,
  parameters: noParameters,
  references: { nist: ['4.4.4', '4.3.1'], attack: ['T1609', 'T1613'] },
  why: 'After an interactive session a container is no longer what was built: files may have changed and credentials may have been read, and the delivery pipeline has no record of it.',
  fix: 'Use logs and metrics instead; change the image and deploy. Replace the container that was entered. Turn `enableExecuteCommand` off where nobody should need it.',
  allows: [
    'calls that were denied or failed',
    'Kubernetes system components and AWS services',
    'SSM sessions to instances (no-host-login judges them)',
  ],
  response: 'stop-workload',
  judge: (subject) => {
    if (subject.kind === 'call') return entered(subject);
    const shells = threatsOf(subject.threats, 'entered');
    if (shells.length > 0) return fail(shells.map(seenBy));
    return subject.source === 'alert'
      ? notApplicable('the alert does not report a shell')
      : execEnabled(subject);
  },
});

function seenBy({ path, type, title }: Threat): Evidence {
  return evidence(path, type, null, `a detector saw a shell in the container (${title})`);
}

/** ECS Exec switched on is a door, not an entry: low, and nothing to stop. */
function execEnabled(workload: Workload): Judgement {
  if (!workload.running || workload.platform !== 'ecs') return notApplicable('judges ECS Exec on what runs');
  const { executeCommandEnabled: enabled } = workload;
  if (!enabled.value) return pass;
  const found = evidence(enabled.path, true, false, 'ECS Exec is switched on: a shell is one call away');
  return fail([found], { severity: 'low', respond: false });
}

function entered(call: CallSubject): Judgement {
  const way = wayIn(call);
  if (way === null) return notApplicable('the call opens no container');
  if (!call.succeeded) return notApplicable('the call was refused');
  if (call.actor.kind === 'kubernetes-controller' || call.actor.kind === 'aws-service') return pass;
  return fail([evidence(way.path, way.found, null, `${call.actor.name} ${way.message}`)]);
}

interface WayIn {
  readonly path: string;
  readonly found: string;
  readonly message: string;
}

function wayIn(call: CallSubject): WayIn | null {
  if (call.kubernetes !== null) return kubernetesWay(call);
  if (call.service === 'ecs' && call.operation === 'ExecuteCommand')
    return {
      path: 'requestParameters.task',
      found: call.target ?? 'a task',
      message: 'ran a command in a container through ECS Exec',
    };
  const sessions = call.service === 'ssm' && ['StartSession', 'ResumeSession'].includes(call.operation);
  const target = stringOf(call.parameters?.target) ?? '';
  // ECS Exec speaks SSM under the hood: the session's target is `ecs:<cluster>_<task>_<runtime id>`.
  if (!sessions || !target.startsWith('ecs:')) return null;
  return {
    path: 'requestParameters.target',
    found: target,
    message: 'opened a session in a container through SSM',
  };
}

const subresources: ReadonlyMap<string, string> = new Map([
  ['pods/exec', 'ran a command in a container'],
  ['pods/attach', 'attached to a container'],
  ['pods/portforward', 'forwarded a port of a pod'],
  ['pods/ephemeralcontainers', 'put a debugging container into a pod'],
  ['nodes/proxy', 'called the kubelet of a node, which can run commands in every container there'],
]);

/** exec is create over SPDY and get over WebSocket, so no verb is excepted but for reading ephemeral containers. */
function kubernetesWay({ kubernetes, operation, target }: CallSubject): WayIn | null {
  const name = `${kubernetes?.resource}/${kubernetes?.subresource ?? ''}`;
  const message = subresources.get(name);
  if (message === undefined || (name === 'pods/ephemeralcontainers' && operation === 'get')) return null;
  return { path: 'objectRef.subresource', found: target ?? name, message };
}
