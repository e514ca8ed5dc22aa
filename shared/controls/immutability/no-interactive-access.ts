// Shells opened in running containers: ECS Exec, SSM sessions, kubectl exec, attach, port-forward, debug.
import { z } from 'zod';
import type { CallSubject } from '../../model/call.ts';
import { defineControl, evidence, fail, notApplicable, pass } from '../../model/control.ts';
import { stringOf } from '../../model/json.ts';
import { type Threat, threatsOf } from '../../model/threat.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { falcoAlert } from '../examples/threats.ts';
import { ecsTask, taskDefinition } from '../examples/workloads.ts';

export const noInteractiveAccess = defineControl({
  id: 'immutability/no-interactive-access',
  title: 'Nobody opens a shell in a running container',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'call'],
  alerts: true,
  parameters: z.object({}),
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

const webPod = { resource: 'pods', namespace: 'shop', name: 'web-7d4b9c6f5-x2x8p', apiVersion: 'v1' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'Falco sees a shell in a container',
      given: falcoAlert('Terminal shell in container', 'Notice'),
      at: 'rule',
      severity: 'high',
    },
    {
      says: 'ECS Exec',
      given: cloudTrail('ecs', 'ExecuteCommand', {
        requestParameters: {
          cluster: 'shop',
          command: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          interactive: true,
          task: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
        },
      }),
      at: 'requestParameters.task',
      alsoFails: [],
    },
    {
      says: 'an SSM session into a task',
      given: cloudTrail('ssm', 'StartSession', {
        requestParameters: {
          target: 'ecs:shop_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-3935363592',
        },
      }),
      at: 'requestParameters.target',
    },
    {
      says: 'kubectl exec, which some clients send as get',
      given: audit('get', { ...webPod, subresource: 'exec' }, { responseStatus: { code: 101 } }),
      at: 'objectRef.subresource',
    },
    {
      says: 'an SSM session into a task, taken up again',
      given: cloudTrail('ssm', 'ResumeSession', {
        requestParameters: {
          target: 'ecs:shop_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-3935363592',
        },
      }),
      at: 'requestParameters.target',
    },
    {
      says: 'kubectl debug puts a container into a pod',
      given: audit('patch', { ...webPod, subresource: 'ephemeralcontainers' }),
      at: 'objectRef.subresource',
    },
    {
      says: 'a running task with ECS Exec on: a door, not an entry',
      given: ecsTask({ enableExecuteCommand: true }),
      at: 'enableExecuteCommand',
      severity: 'low',
    },
    {
      says: 'kubectl port-forward',
      given: audit('create', { ...webPod, subresource: 'portforward' }),
      at: 'objectRef.subresource',
    },
  ],
  passes: [
    { says: 'a running task with ECS Exec off', given: ecsTask({ enableExecuteCommand: false }) },
    {
      says: 'an AWS service calls',
      given: cloudTrail('ecs', 'ExecuteCommand', {
        userIdentity: {
          type: 'AWSService',
          arn: undefined,
          sessionContext: undefined,
          invokedBy: 'ecs.amazonaws.com',
        },
        requestParameters: { cluster: 'shop', task: 'a1b2' },
      }),
    },
    {
      says: 'a system component',
      given: audit(
        'create',
        { ...webPod, subresource: 'exec' },
        {
          user: {
            username: 'system:node:ip-10-0-1-7.eu-central-1.compute.internal',
            groups: ['system:nodes'],
          },
        },
      ),
    },
  ],
  notApplicable: [
    { says: 'a definition, which runs nothing', given: taskDefinition() },
    {
      says: 'an SSM session with a host, which is another control’s',
      given: cloudTrail('ssm', 'StartSession', { requestParameters: { target: 'i-0123456789abcdef0' } }),
    },
    {
      says: 'an SSM session of which nothing is told',
      given: cloudTrail('ssm', 'StartSession', { requestParameters: null }),
    },
    {
      says: 'another call that names such a target',
      given: cloudTrail('ssm', 'SendCommand', { requestParameters: { target: 'ecs:shop_0123_0123' } }),
    },
    {
      says: 'a refused call',
      given: audit(
        'create',
        { ...webPod, subresource: 'exec' },
        { responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'forbid' } },
      ),
    },
  ],
});
