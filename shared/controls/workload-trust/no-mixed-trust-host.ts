// Workloads of different trust levels on one host or node.
import { z } from 'zod';
import type { Examples } from '../../examples/example.ts';
import { instanceId } from '../../examples/hosts.ts';
import {
  containerHost,
  containerInstance,
  hostedPod,
  hostedTask,
  neighbour,
  nodeName,
  running,
  runningPods,
} from '../../examples/running.ts';
import {
  defineControl,
  evidence,
  fail,
  type JudgeContext,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Host } from '../../model/platform.ts';
import { besideOf, type RunningWorkload } from '../../model/running.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { hasOwnMachine, isSandboxed, type Workload } from '../../model/workload.ts';

type Context = JudgeContext<unknown>;

export const noMixedTrustHost = defineControl({
  id: 'workload-trust/no-mixed-trust-host',
  title: 'A host runs workloads of one trust level',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host'],
  platforms: ['ecs', 'kubernetes', 'ec2'],
  only: 'running',
  parameters: z.object({}),
  facts: (subject) =>
    subject.kind === 'host' ? ofInstance(subject) : shares(subject) ? [besideOf(subject)] : [],
  references: { nist: ['4.3.4', '4.5.2'], attack: ['T1611'] },
  why: 'Containers of one host share its kernel: who breaks out of the least trusted one is in all others.',
  fix: 'Keep levels on hosts of their own: capacity providers and placement constraints on ECS, taints with tolerations on Kubernetes, or Fargate.',
  allows: [
    'tasks and pods on Fargate, each of which has a machine of its own, and pods in a sandbox (gVisor, Kata)',
    'what runs on every host by design: DaemonSets, ECS services of the DAEMON strategy',
    'workloads that declare no level (trust-level-declared judges them)',
    'the older one is shown and left alone: only the newcomer is stopped',
    'nodes of EKS, whose pods are judged themselves',
  ],
  response: 'stop-workload',
  judge: (subject, context) =>
    subject.kind === 'host' ? ofHost(subject, context) : ofWorkload(subject, context),
});

function shares(workload: Workload): boolean {
  return workload.host !== null && !workload.everyHost && !hasOwnKernel(workload);
}

function hasOwnKernel(workload: Workload): boolean {
  return hasOwnMachine(workload) || isSandboxed(workload);
}

function ofWorkload(workload: Workload, context: Context): Judgement {
  if (hasOwnKernel(workload)) return notApplicable('it shares its kernel with nothing');
  if (!shares(workload)) return notApplicable('it runs on no host of its own choice, or on none yet');
  const trust = context.trustOf(workload);
  if (!trust.known) return unknown(trust.reason);
  if (trust.level === null) return notApplicable('it declares no trust level');
  const answer = context.facts.get(besideOf(workload));
  if (!answer.ok) return unknown(`what else runs on ${workload.host} is not known: ${answer.reason}`);
  const others = answer.value.filter(({ instance }) => instance !== workload.instance);
  if (answer.value.some((one) => one.instance === workload.instance && one.everyHost))
    return notApplicable('it runs on every host by design');
  const mixed = levelsOf(others, context).filter(({ level }) => level !== trust.level);
  const open = mixed.find(({ level }) => level === null);
  const found = mixed.filter(({ level }) => level !== null);
  if (found.length === 0 && open !== undefined)
    return unknown(`how far ${open.one.name} is trusted is not known`);
  if (found.length === 0) return pass;
  const path = workload.platform === 'ecs' ? 'containerInstanceArn' : 'spec.nodeName';
  const newest = found.every(({ one }) => isNewer(workload, one));
  return fail([mixture(path, `${workload.name} (${trust.level})`, found)], newest ? {} : { respond: false });
}

interface Levelled {
  readonly one: RunningWorkload;
  /** Null: not known. */
  readonly level: string | null;
}

/** Those that declare a level, and those of which nobody knows whether they do. */
function levelsOf(workloads: readonly RunningWorkload[], { trustOf }: Context): readonly Levelled[] {
  return workloads
    .filter(({ everyHost, sandboxed }) => !everyHost && !sandboxed)
    .flatMap((one): readonly Levelled[] => {
      const trust = trustOf(one);
      if (!trust.known) return [{ one, level: null }];
      return trust.level === null ? [] : [{ one, level: trust.level }];
    });
}

/** Where nobody knows which came first, nothing is stopped. */
function isNewer({ createdAt }: Workload, other: RunningWorkload): boolean {
  return createdAt !== null && other.createdAt !== null && createdAt > other.createdAt;
}

function mixture(path: string, who: string, others: readonly Levelled[]): Evidence {
  const named = [...new Set(others.map(({ one, level }) => `${one.name} (${level})`))];
  const shown = named.slice(0, 5).join(', ');
  return evidence(
    path,
    named,
    null,
    `${who} shares its host with ${shown}${named.length > 5 ? ' and more' : ''}`,
  );
}

function ofInstance({
  containerHost,
  cluster,
  account,
  region,
  instanceId,
  tags,
}: Host): FactRequestOf<'running-workloads'>[] {
  if (containerHost !== true || cluster === null || isKubernetes(tags)) return [];
  return [{ fact: 'running-workloads', account, region, platform: 'ecs', cluster, host: instanceId }];
}

function isKubernetes(tags: Host['tags']): boolean {
  return Object.keys(tags ?? {}).some((key) => /^(?:aws:)?eks:|^kubernetes\.io\//.test(key));
}

function ofHost(host: Host, context: Context): Judgement {
  if (host.containerHost !== true) return notApplicable('nothing tells that the instance runs containers');
  if (isKubernetes(host.tags)) return notApplicable('the pods of the node are judged');
  const [request] = ofInstance(host);
  if (request === undefined) return unknown('which cluster the instance belongs to is not known');
  const answer = context.facts.get(request);
  if (!answer.ok) return unknown(`what runs on ${host.name} is not known: ${answer.reason}`);
  const levels = levelsOf(answer.value, context);
  const [first, ...rest] = levels.filter(({ level }) => level !== null);
  const others = rest.filter(({ level }) => level !== first?.level);
  if (first !== undefined && others.length > 0)
    return fail([mixture('ec2InstanceId', `${first.one.name} (${first.level})`, others)], { respond: false });
  const open = levels.find(({ level }) => level === null);
  return open === undefined ? pass : unknown(`how far ${open.one.name} is trusted is not known`);
}

const web = hostedTask('high');

const onInstance = { host: instanceId };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task of high trust beside one of low trust',
      given: web,
      facts: [running([neighbour('blog', 'low')])],
      at: 'containerInstanceArn',
    },
    {
      says: 'a pod beside one of another level',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('blog', 'low', { platform: 'kubernetes' })])],
      at: 'spec.nodeName',
    },
    {
      says: 'levels that the policy gives by group',
      given: hostedTask(null),
      facts: [running([neighbour('blog', null, { tags: { team: 'blog' } })])],
      policy: {
        version: 1,
        groups: [
          { name: 'blog', match: { tags: { team: 'blog' } }, trust: 'low' },
          { name: 'rest', match: { platform: 'ecs' }, trust: 'high' },
        ],
      },
      at: 'containerInstanceArn',
    },
    {
      says: 'a host with both',
      given: containerHost(),
      facts: [running([neighbour('a', 'low'), neighbour('b', 'high')], onInstance)],
      at: 'ec2InstanceId',
    },
  ],
  passes: [
    { says: 'one level on the host', given: web, facts: [running([neighbour('cart', 'high')])] },
    {
      says: 'a log collector that is on every host',
      given: web,
      facts: [running([neighbour('logs', 'low', { everyHost: true })])],
    },
    {
      says: 'a neighbour in a sandbox',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('blog', 'low', { platform: 'kubernetes', sandboxed: true })])],
    },
    {
      says: 'a neighbour that declares no level',
      given: web,
      facts: [running([neighbour('tool', null)])],
    },
    {
      says: 'pods of one level',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('cart', 'high', { platform: 'kubernetes' })])],
    },
    {
      says: 'a host of one level',
      given: containerHost(),
      facts: [running([neighbour('a', 'low'), neighbour('b', 'low'), neighbour('c', null)], onInstance)],
    },
  ],
  unknown: [
    { says: 'a host of which nobody knows what it runs', given: web },
    {
      says: 'a neighbour whose tags are not known',
      given: web,
      facts: [running([neighbour('job', null, { tags: null })])],
    },
  ],
  notApplicable: [
    {
      says: 'a task on Fargate',
      given: hostedTask('low', { launchType: 'FARGATE', containerInstanceArn: undefined }),
    },
    { says: 'a pod in a sandbox', given: hostedPod('low', { runtimeClassName: 'kata-qemu' }) },
    { says: 'a pod on Fargate', given: hostedPod('low', { nodeName: `fargate-${nodeName}` }) },
    { says: 'a task that has no host yet', given: hostedTask('low', { containerInstanceArn: undefined }) },
    { says: 'no level declared', given: hostedTask(null, { containerInstanceArn: containerInstance }) },
  ],
});
