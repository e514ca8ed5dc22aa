// Stops a workload of Kubernetes at its cause: the owner goes back to a template that passes, else it is quarantined or scaled to 0.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import type { Finding } from '../../../model/finding.ts';
import { dig, type JsonObject, numberOf, objectOf, stringOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import {
  change,
  changed,
  hold,
  kept,
  type Plan,
  type PlannedChange,
  type Planning,
} from '../../planning/planning.ts';
import {
  chainOf,
  clusterOf,
  type OwnerReference,
  operatorOf,
  ownerAt,
  ownerNamed,
  patchOf,
  readOf,
  setOf,
  shown,
} from '../../platform/kubernetes-objects.ts';
import { badPods, causeOf } from './cause.ts';
import { planPod, planPods } from './pods.ts';
import { planQuarantine } from './quarantine.ts';
import { goodTemplate } from './templates.ts';

export async function planKubernetes(
  finding: Finding,
  planning: Planning,
  context: ActionContext,
): Promise<Plan> {
  const cluster = clusterOf(finding);
  const entered = finding.subject.kind === 'call';
  const named = entered
    ? await readEnteredPod(finding, cluster, planning)
    : await ownerNamed(finding.subject.id, cluster, planning);
  const chain = await chainOf(named, planning);
  const daemon = chain.find(({ kind }) => kind === 'DaemonSet');
  if (daemon !== undefined) hold('protected', `${shown(daemon)} is a daemon: every node needs it`);
  if (entered) return planPod(named, planning);
  const { cause, inOrder } = await causeOf(finding, chain, context);
  if (cause === null)
    return planPods(await badPods(finding, named, inOrder, { ...context, planning }), planning);
  return planCause(cause, planning, context);
}

async function planCause(cause: OwnerReference, planning: Planning, context: ActionContext): Promise<Plan> {
  const operator = operatorOf(cause);
  const plan = await planFor(cause, planning, context);
  // Anybody may write such an owner, so it keeps nobody from stopping the rest.
  return operator === null
    ? plan
    : { askFirst: `${shown(cause)} says that a ${operator} runs it, which may start it again`, ...plan };
}

function planFor(cause: OwnerReference, planning: Planning, context: ActionContext): Promise<Plan> {
  if (cause.kind === 'Pod') return planPod(cause, planning);
  if (cause.kind === 'Job') return planJob(cause, planning);
  if (cause.kind === 'CronJob') return planCronJob(cause, planning, context);
  return planOwner(cause, planning, context);
}

/** A call is kept on what it touched and by whom: `shop:Pod/shop/web-0|kim`. */
async function readEnteredPod(
  { subject }: Finding,
  cluster: string,
  planning: Planning,
): Promise<OwnerReference> {
  const [touched = ''] = subject.id.split('|', 1);
  const pod = touched.slice(touched.indexOf(':') + 1);
  if (!pod.startsWith('Pod/'))
    return hold('guard-error', `${pod} is no pod: look at what was done there by hand`);
  return ownerNamed(pod, cluster, planning);
}

async function planOwner(owner: OwnerReference, planning: Planning, context: ActionContext): Promise<Plan> {
  const template = objectOf(dig(owner.object, 'spec', 'template'));
  const good = await goodTemplate(owner, planning, context);
  if (good === null) return planLastResort(owner, planning, context);
  mayRoll(owner);
  const read = readOf(owner);
  const now = await planning.state(read);
  const after = planning.seenAs(read, { spec: { template: good.template } });
  return {
    words: `roll ${shown(owner)} back to its template of revision ${good.revision}`,
    calls: [patchOf(owner, '/spec/template', template, good.template)],
    ...kept(change(`template of ${shown(owner)}`, read, now, { template: after.template ?? null })),
    undo: [patchOf(owner, '/spec/template', good.template, template)],
  };
}

/** Where a new template would reach no pod, a roll-back only looks like one. */
function mayRoll({ kind, object, at }: OwnerReference): void {
  const paused = dig(object, 'spec', 'paused') === true;
  const strategy = objectOf(dig(object, 'spec', 'updateStrategy'));
  const held =
    kind === 'StatefulSet' &&
    (strategy.type === 'OnDelete' || (numberOf(dig(strategy, 'rollingUpdate', 'partition')) ?? 0) > 0);
  if (paused || held)
    hold(
      'guard-error',
      `${kind} ${at.namespace}/${at.name} does not roll a new template out by itself: do it by hand`,
    );
}

async function planLastResort(
  owner: OwnerReference,
  planning: Planning,
  { lastResort }: ActionContext,
): Promise<Plan> {
  if (lastResort === 'quarantine') {
    const quarantine = await planQuarantine(owner, planning);
    if (quarantine !== null) return quarantine;
  }
  const read = readOf(owner);
  const replicas = numberOf(dig(owner.object, 'spec', 'replicas')) ?? 1;
  // At 0 a HorizontalPodAutoscaler stops by itself (Kubernetes, "Horizontal Pod Autoscaling", "Implicit maintenance-mode deactivation").
  return {
    words: `scale ${shown(owner)} to 0: no former template of it passes`,
    calls: [patchOf(owner, '/spec/replicas', replicas, 0)],
    ...kept(change(`replicas of ${shown(owner)}`, read, await planning.state(read), { replicas: 0 })),
    undo: [patchOf(owner, '/spec/replicas', 0, replicas)],
    ...(lastResort === 'scale-to-zero'
      ? {}
      : { askFirst: `no former template of ${shown(owner)} passes; scaling it to 0 ends it` }),
  };
}

/** A Job is stopped like a task that stands alone: suspending it ends its pods, and can be taken back (Kubernetes, "Jobs", "Suspending a Job"). */
async function planJob(job: OwnerReference, planning: Planning): Promise<Plan> {
  if (hasEnded(job.object)) return changed(`${shown(job)} has ended`);
  const step = await suspension(job, planning);
  if (step === null) return changed(`${shown(job)} is suspended already`);
  return { words: `suspend ${shown(job)}`, calls: [step.send], ...kept(step.change), undo: [step.undo] };
}

function hasEnded(job: JsonObject): boolean {
  return objectsOf(dig(job, 'status', 'conditions')).some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}

/** Of a CronJob also the Jobs that run now: suspending it only keeps new ones from starting (Kubernetes, "CronJob", "Schedule suspension"). */
async function planCronJob(
  cron: OwnerReference,
  planning: Planning,
  { lastResort }: ActionContext,
): Promise<Plan> {
  const { cluster, namespace } = cron.at;
  const steps = [await suspension(cron, planning)];
  for (const { name } of objectsOf(dig(cron.object, 'status', 'active'))) {
    const at = { cluster, namespace, name: stringOf(name) ?? '' };
    const job = await ownerAt('Job', at, planning);
    if (!hasEnded(job.object)) steps.push(await suspension(job, planning));
  }
  const found = steps.filter((step) => step !== null);
  if (found.length === 0) return changed(`${shown(cron)} is suspended already`);
  return {
    words: `suspend ${shown(cron)} and what it runs`,
    calls: found.map(({ send }) => send),
    ...kept(...found.map((step) => step.change)),
    undo: found.map(({ undo }) => undo),
    ...(lastResort === 'scale-to-zero'
      ? {}
      : { askFirst: `suspending ${shown(cron)} ends it, and keeps no former template` }),
  };
}

interface Suspension {
  readonly send: ReturnType<typeof setOf>;
  readonly undo: ReturnType<typeof setOf>;
  readonly change: PlannedChange;
}

async function suspension(owner: OwnerReference, planning: Planning): Promise<Suspension | null> {
  if (dig(owner.object, 'spec', 'suspend') === true) return null;
  const read = readOf(owner);
  return {
    send: setOf(owner, '/spec/suspend', true),
    undo: setOf(owner, '/spec/suspend', false),
    change: change(shown(owner), read, await planning.state(read), { suspend: true }),
  };
}
