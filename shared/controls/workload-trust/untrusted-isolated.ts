// Workloads of low trust that share their machine with others.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
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
import { matchesAny } from '../../model/glob.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { hasOwnMachine, isSandboxed } from '../../model/workload-machine.ts';
import { besideOf } from '../questions/running-beside.ts';
import { listed } from '../questions/trust-levels.ts';

const parameters = z.object({
  levels: z
    .array(z.string())
    .default(['low'])
    .describe('Trust levels that must be kept apart from all others'),
  'runtime-classes': z
    .array(z.string())
    .default([])
    .describe(
      'Further RuntimeClasses whose pods have a kernel of their own, besides gvisor*, runsc* and kata*',
    ),
});

type Context = JudgeContext<z.output<typeof parameters>>;

export const untrustedIsolated = defineControl({
  id: 'workload-trust/untrusted-isolated',
  title: 'Workloads of low trust run apart',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  parameters,
  facts: (workload, context) => {
    const question = ask(workload, context);
    return 'fact' in question ? [question] : [];
  },
  references: { nist: ['4.3.4', '4.5.2'], attack: ['T1611'] },
  why: 'What runs foreign code, or faces the internet, is where a break-out begins. On a machine of its own it ends there too.',
  fix: 'Run it on Fargate, in a sandboxed RuntimeClass, in a cluster of its own, or on nodes that only it tolerates and selects.',
  allows: [
    'Fargate, on ECS and EKS',
    'pods in a sandbox (gVisor, Kata)',
    'pods that select the nodes whose taint they tolerate: dedicated nodes',
    'hosts on which all others are of low trust too',
    'DaemonSets, ECS daemons and the pods of kube-system beside it',
  ],
  response: 'stop-workload',
  judge: (workload, context) => {
    const question = ask(workload, context);
    if (!('fact' in question)) return question;
    const answer = context.facts.get(question);
    if (!answer.ok) return unknown(`what else runs on ${workload.host} is not known: ${answer.reason}`);
    return amid(workload, answer.value, context);
  },
});

type Asking = Omit<Context, 'facts' | 'seenAt'>;

/** What must be known first; else all that there is to say. */
function ask(workload: Workload, context: Asking): FactRequestOf<'running-workloads'> | Judgement {
  const trust = context.trustOf(workload);
  if (!trust.known) return unknown(trust.reason);
  if (!isLow(trust.level, context)) return notApplicable('it is not of low trust');
  if (isApart(workload, context)) return pass;
  return workload.host === null
    ? notApplicable('it is not on a host yet: each task or pod is judged there')
    : besideOf(workload);
}

function isLow(level: string | null, { parameters }: Asking): boolean {
  return parameters.levels.some((low) => low.toLowerCase() === level);
}

/** Apart by design, whatever else runs now. */
function isApart(workload: Workload, { parameters }: Asking): boolean {
  if (hasOwnMachine(workload) || isSandboxed(workload)) return true;
  const { runtimeClass, nodeLabels, tolerations } = workload.placement;
  if (matchesAny(parameters['runtime-classes'], runtimeClass.value ?? '')) return true;
  // Kubernetes documentation, Taints and Tolerations, "Dedicated Nodes": the taint keeps others off, the label keeps it there.
  return nodeLabels.value.some((key) => tolerations.value.includes(key));
}

function amid(workload: Workload, beside: readonly RunningWorkload[], context: Context): Judgement {
  const others = beside.filter(
    (one) => one.instance !== workload.instance && !one.everyHost && one.namespace !== 'kube-system',
  );
  const levels = others.map((one) => ({ one, trust: context.trustOf(one) }));
  const trusted = levels.filter(({ trust }) => trust.known && !isLow(trust.level, context));
  const names = [...new Set(trusted.map(({ one }) => one.name))];
  if (names.length > 0) {
    const path = workload.platform === 'ecs' ? 'containerInstanceArn' : 'spec.nodeName';
    const message = `${workload.name}, of low trust, shares its host with ${listed(names)}`;
    return fail([evidence(path, names, null, message)]);
  }
  const open = levels.find(({ trust }) => !trust.known);
  return open === undefined ? pass : unknown(`how far ${open.one.name} is trusted is not known`);
}
