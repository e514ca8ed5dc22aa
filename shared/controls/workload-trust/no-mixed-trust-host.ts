// Workloads of different trust levels on one host or node.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  type JudgeContext,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import { type Host, isKubernetesNode } from '../../model/platform.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { hasOwnMachine, isSandboxed } from '../../model/workload-machine.ts';
import { besideOf, tasksOn } from '../questions/running-beside.ts';
import {
  isLevelKnown,
  type Levelled,
  levelOf,
  levelsOf,
  listed,
  namesOf,
  notKnown,
} from '../questions/trust-levels.ts';

type Context = JudgeContext<unknown>;

export const noMixedTrustHost = defineControl({
  id: 'workload-trust/no-mixed-trust-host',
  title: 'A host runs workloads of one trust level',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host'],
  platforms: ['ecs', 'kubernetes', 'ec2'],
  only: 'running',
  parameters: noParameters,
  facts: (subject, context) => {
    const question = ask(subject, context);
    return 'fact' in question ? [question] : [];
  },
  references: { nist: ['4.3.4', '4.5.2'], attack: ['T1611'] },
  why: 'Containers of one host share its kernel: an attacker who breaks out of the least trusted one is in all others.',
  fix: 'Keep levels on hosts of their own: capacity providers and placement constraints on ECS, taints with tolerations on Kubernetes, or Fargate.',
  allows: [
    'tasks and pods on Fargate, each of which has a machine of its own, and pods in a sandbox (gVisor, Kata)',
    'what runs on every host by design: DaemonSets, ECS services of the DAEMON strategy',
    'workloads that declare no level (trust-level-declared judges them)',
    'the older one is shown and left alone: only the newcomer is stopped',
    'nodes of EKS, whose pods are judged themselves',
  ],
  response: 'stop-workload',
  judge: (subject, context) => {
    const question = ask(subject, context);
    if (!('fact' in question)) return question;
    const answer = context.facts.get(question);
    if (!answer.ok) return unknown(`what runs on ${question.host} is not known: ${answer.reason}`);
    return subject.kind === 'host'
      ? ofHost(subject, answer.value, context)
      : ofWorkload(subject, answer.value, context);
  },
});

type Question = FactRequestOf<'running-workloads'>;

/** What must be known first; else all that there is to say. */
function ask(subject: Workload | Host, context: Pick<Context, 'trustOf'>): Question | Judgement {
  return subject.kind === 'host' ? askOfHost(subject) : askOfWorkload(subject, context);
}

function askOfWorkload(workload: Workload, { trustOf }: Pick<Context, 'trustOf'>): Question | Judgement {
  if (hasOwnMachine(workload) || isSandboxed(workload))
    return notApplicable('it shares its kernel with nothing');
  if (workload.host === null || workload.everyHost)
    return notApplicable('it runs on no host of its own choice, or on none yet');
  const trust = trustOf(workload);
  if (!trust.known) return unknown(trust.reason);
  return trust.level === null ? notApplicable('it declares no trust level') : besideOf(workload);
}

function askOfHost(host: Host): Question | Judgement {
  if (host.containerHost !== true) return notApplicable('the instance is not known to run containers');
  if (isKubernetesNode(host)) return notApplicable('the pods of the node are judged');
  return tasksOn(host) ?? unknown('which cluster the instance belongs to is not known');
}

function ofWorkload(workload: Workload, beside: readonly RunningWorkload[], context: Context): Judgement {
  const own = beside.find(({ instance }) => instance === workload.instance);
  if (own?.everyHost) return notApplicable('it runs on every host by design');
  const level = levelOf(workload, context);
  const others = levelsOf(sharing(beside), context).filter((other) => other.level !== level);
  const found = others.filter(isLevelKnown);
  if (found.length === 0) return passUnless(others);
  const path = workload.platform === 'ecs' ? 'containerInstanceArn' : 'spec.nodeName';
  const names = namesOf(found);
  const message = `${workload.name} (${level}) shares its host with ${listed(names)}`;
  const newest = found.every(({ one }) => isNewer(workload, one));
  return fail([evidence(path, names, null, message)], newest ? {} : { respond: false });
}

/** What is on every host, or has a kernel of its own, is no neighbour. */
function sharing(workloads: readonly RunningWorkload[]): readonly RunningWorkload[] {
  return workloads.filter(({ everyHost, sandboxed }) => !everyHost && !sandboxed);
}

/** Where nobody knows which came first, nothing is stopped. */
function isNewer({ createdAt }: Workload, other: RunningWorkload): boolean {
  return other.createdAt !== null && (createdAt ?? '') > other.createdAt;
}

function ofHost(host: Host, beside: readonly RunningWorkload[], context: Context): Judgement {
  const levels = levelsOf(sharing(beside), context);
  const declared = levels.filter(isLevelKnown);
  if (new Set(declared.map(({ level }) => level)).size < 2) return passUnless(levels);
  const names = namesOf(declared);
  const message = `${host.name} is shared by ${listed(names)}`;
  return fail([evidence('ec2InstanceId', names, null, message)], { respond: false });
}

function passUnless(levels: readonly Levelled[]): Judgement {
  const open = levels.find((one) => !isLevelKnown(one));
  return open === undefined ? pass : unknown(notKnown(open));
}
