// Roles, service accounts and security groups that workloads of different trust levels share.
// SPDX-License-Identifier: Apache-2.0
import { trustsTasks } from '../../iam/trust/workload-role.ts';
import { nameOf } from '../../model/arn.ts';
import { known } from '../../model/at.ts';
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
import type { Principal } from '../../model/principal.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { everyTask } from '../questions/running-beside.ts';
import { isLevelKnown, levelOf, levelsOf, listed, namesOf, notKnown } from '../questions/trust-levels.ts';

type Context = JudgeContext<unknown>;

export const noRoleAcrossTrust = defineControl({
  id: 'workload-trust/no-role-across-trust',
  title: 'A role or security group serves one trust level',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'principal'],
  platforms: ['ecs', 'kubernetes', 'iam'],
  parameters: noParameters,
  facts: (subject, context) => {
    const question = ask(subject, context);
    return 'fact' in question ? [question] : [];
  },
  references: { nist: ['4.3.4', '4.3.1'], attack: ['T1078.004', 'T1552.005'] },
  why: 'Two levels with one role are one level: what the least trusted workload is tricked into doing, it does with the rights of the most trusted.',
  fix: 'Give each level, better each workload, a role and a security group of its own, with the rights that it needs alone.',
  allows: [
    'workloads that declare no level (trust-level-declared judges them)',
    'execution roles: ECS uses them before the containers run, and the containers cannot',
    'the service account `default` of a namespace, and those whose token is not mounted',
    'roles that ECS may not take for tasks; other regions than the workload’s',
  ],
  response: null,
  judge: (subject, context) => {
    const question = ask(subject, context);
    if (!('fact' in question)) return question;
    const answer = context.facts.get(question);
    if (!answer.ok) return unknown(`what else may share with it is not known: ${answer.reason}`);
    return subject.kind === 'principal'
      ? ofRole(subject, answer.value, context)
      : ofWorkload(subject, answer.value, context);
  },
});

type Question = FactRequestOf<'running-workloads'>;

/** What must be known first; else all that there is to say. */
function ask(subject: Workload | Principal, context: Pick<Context, 'trustOf'>): Question | Judgement {
  if (subject.kind === 'workload') return askOfWorkload(subject, context);
  // A trust policy that cannot be read may let them.
  return (trustsTasks(subject) ?? subject.trust.value !== null)
    ? everyTask(subject)
    : notApplicable('ECS does not take the role for tasks, or nothing tells that it may');
}

/** A definition does not say where it will run: all of its region counts. */
function askOfWorkload(workload: Workload, { trustOf }: Pick<Context, 'trustOf'>): Question | Judgement {
  const trust = trustOf(workload);
  if (!trust.known) return unknown(trust.reason);
  if (trust.level === null) return notApplicable('it declares no trust level');
  // A running task's security groups stand with its service.
  if (workload.source !== 'task' && shareable(workload, undefined).length === 0)
    return notApplicable('it has no role or security group that others could share');
  if (workload.platform === 'ecs') return everyTask(workload);
  return { ...everyTask(workload), platform: 'kubernetes', cluster: workload.cluster };
}

/** Something that others may have too. */
interface Shareable {
  readonly path: string;
  readonly what: string;
  readonly isOf: (other: RunningWorkload) => boolean;
}

function shareable(workload: Workload, own: RunningWorkload | undefined): readonly Shareable[] {
  const { roles, network, namespace } = workload;
  const { path, value: role } = roles.task;
  const groups = known(network.securityGroups) ?? own?.securityGroups ?? [];
  const account = accountOf(workload);
  return [
    ...(role === null ? [] : [{ path, what: role, isOf: hasRole(nameOf(role)) }]),
    ...groups.map((group) => ({
      path: network.securityGroups.path,
      what: group,
      isOf: (other: RunningWorkload) => other.securityGroups?.includes(group) === true,
    })),
    ...(account === null
      ? []
      : [
          {
            path: roles.serviceAccount.path,
            what: account,
            isOf: (other: RunningWorkload) =>
              other.serviceAccount === account && other.namespace === namespace,
          },
        ]),
  ];
}

function hasRole(name: string) {
  return ({ role }: RunningWorkload) => role !== null && nameOf(role) === name;
}

/** Names that Kubernetes gives by itself hold no rights of anybody's choice. */
function accountOf({ roles }: Workload): string | null {
  if (roles.mountsToken.value === false) return null;
  const name = roles.serviceAccount.value;
  return name === 'default' ? null : name;
}

function ofWorkload(workload: Workload, running: readonly RunningWorkload[], context: Context): Judgement {
  const level = levelOf(workload, context);
  const own = running.find(({ instance }) => instance === workload.instance);
  const others = levelsOf(running, context).filter((other) => other.level !== level);
  const shared = shareable(workload, own).map((one) => ({
    ...one,
    among: others.filter((other) => one.isOf(other.one)),
  }));
  const found = shared.flatMap(({ path, what, among }): Evidence[] => {
    const names = namesOf(among.filter(isLevelKnown));
    if (names.length === 0) return [];
    const message = `${workload.name} (${level}) shares ${nameOf(what)} with ${listed(names)}`;
    return [evidence(path, what, null, message)];
  });
  if (found.length > 0) return fail(found);
  const [open] = shared.flatMap(({ among }) => among);
  return open === undefined ? pass : unknown(notKnown(open));
}

function ofRole(
  { name, trust }: Principal,
  running: readonly RunningWorkload[],
  context: Context,
): Judgement {
  const users = levelsOf(running.filter(hasRole(name)), context);
  const declared = users.filter(isLevelKnown);
  const names = listed(namesOf(declared));
  if (new Set(declared.map(({ level }) => level)).size > 1)
    return fail([evidence(trust.path, names, null, `${name} serves several trust levels: ${names}`)]);
  const open = users.find((user) => !isLevelKnown(user));
  if (open !== undefined) return unknown(notKnown(open));
  return declared.length > 0
    ? pass
    : notApplicable('no workload that declares a trust level is seen to use the role');
}
