// Roles, service accounts and security groups that workloads of different trust levels share.
import { z } from 'zod';
import { roleDetails, trustOf as trustPolicy } from '../../examples/events.ts';
import type { Examples } from '../../examples/example.ts';
import { hostedPod, hostedTask, neighbour, running, runningPods } from '../../examples/running.ts';
import { ec2TaskDefinition, ecsService } from '../../examples/workloads.ts';
import { trustedPrincipals } from '../../iam/trust.ts';
import { nameOf } from '../../model/arn.ts';
import { known } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  failIfAny,
  type JudgeContext,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Principal } from '../../model/principal.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';

type Context = JudgeContext<unknown>;

export const noRoleAcrossTrust = defineControl({
  id: 'workload-trust/no-role-across-trust',
  title: 'A role or security group serves one trust level',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'principal'],
  platforms: ['ecs', 'kubernetes', 'iam'],
  parameters: z.object({}),
  facts: (subject, context) =>
    subject.kind === 'principal'
      ? servesTasks(subject)
        ? [everyTask(subject)]
        : []
      : levelOf(subject, context) !== null && hasAny(subject)
        ? [everyWorkload(subject)]
        : [],
  references: { nist: ['4.3.4', '4.3.1'], attack: ['T1078.004', 'T1552.005'] },
  why: 'Two levels with one role are one level: what the least trusted workload is talked into doing, it does with the rights of the most trusted.',
  fix: 'Give each level, better each workload, a role and a security group of its own, with the rights that it needs alone.',
  allows: [
    'workloads that declare no level (trust-level-declared judges them)',
    'execution roles: ECS uses them before the containers run, and the containers cannot',
    'the service account `default` of a namespace, and those whose token is not mounted',
    'roles that ECS may not take for tasks; other regions than the workload’s',
  ],
  response: null,
  judge: (subject, context) =>
    subject.kind === 'principal' ? ofRole(subject, context) : ofWorkload(subject, context),
});

/** A definition does not say where it will run: all of its region counts. */
function everyWorkload({ account, region, platform, cluster }: Workload): FactRequestOf<'running-workloads'> {
  const kubernetes = platform === 'kubernetes';
  return {
    fact: 'running-workloads',
    account,
    region,
    platform: kubernetes ? 'kubernetes' : 'ecs',
    cluster: kubernetes ? cluster : null,
    host: null,
  };
}

function everyTask({ account, region }: Principal): FactRequestOf<'running-workloads'> {
  return { fact: 'running-workloads', account, region, platform: 'ecs', cluster: null, host: null };
}

function levelOf(workload: Workload, { trustOf }: Pick<Context, 'trustOf'>): string | null {
  const trust = trustOf(workload);
  return trust.known ? trust.level : null;
}

/** Names that Kubernetes gives by itself hold no rights of anybody's choice. */
function accountOf({ roles, platform }: Workload): string | null {
  if (platform !== 'kubernetes' || roles.mountsToken.value === false) return null;
  const name = roles.serviceAccount.value;
  return name === 'default' ? null : name;
}

/** Whether it has anything that others could share. A running task's security groups stand with its service. */
function hasAny(workload: Workload): boolean {
  const { roles, network, source } = workload;
  if (workload.platform === 'kubernetes') return accountOf(workload) !== null;
  return roles.task.value !== null || (known(network.securityGroups) ?? []).length > 0 || source === 'task';
}

function ofWorkload(workload: Workload, context: Context): Judgement {
  const trust = context.trustOf(workload);
  if (!trust.known) return unknown(trust.reason);
  if (trust.level === null) return notApplicable('it declares no trust level');
  if (!hasAny(workload)) return notApplicable('it has no role or security group that others could share');
  const answer = context.facts.get(everyWorkload(workload));
  if (!answer.ok) return unknown(`what else has its role is not known: ${answer.reason}`);
  const others = answer.value.flatMap((one) => {
    const theirs = context.trustOf(one);
    return theirs.known && theirs.level !== null && theirs.level !== trust.level
      ? [{ one, level: theirs.level }]
      : [];
  });
  const own = answer.value.find(({ instance }) => instance !== null && instance === workload.instance);
  const found = sharedBy(workload, own, others).map(({ path, what, among }) =>
    evidence(
      path,
      what,
      null,
      `${workload.name} (${trust.level}) shares ${nameOf(what)} with ${listed(among)}`,
    ),
  );
  return failIfAny(found);
}

interface Levelled {
  readonly one: RunningWorkload;
  readonly level: string;
}

interface Shared {
  readonly path: string;
  readonly what: string;
  readonly among: readonly Levelled[];
}

function sharedBy(
  workload: Workload,
  own: RunningWorkload | undefined,
  others: readonly Levelled[],
): readonly Shared[] {
  const { roles, network, namespace } = workload;
  const { task } = roles;
  const account = accountOf(workload);
  const groups = known(network.securityGroups) ?? own?.securityGroups ?? [];
  const shared: Shared[] = groups.map((group) => ({
    path: network.securityGroups.path,
    what: group,
    among: others.filter(({ one }) => one.securityGroups?.includes(group)),
  }));
  if (task.value !== null) {
    const role = nameOf(task.value);
    const among = others.filter(({ one }) => one.role !== null && nameOf(one.role) === role);
    shared.unshift({ path: task.path, what: task.value, among });
  }
  if (account !== null) {
    const among = others.filter(({ one }) => one.serviceAccount === account && one.namespace === namespace);
    shared.push({ path: roles.serviceAccount.path, what: account, among });
  }
  return shared.filter(({ among }) => among.length > 0);
}

function listed(among: readonly Levelled[]): string {
  const names = [...new Set(among.map(({ one, level }) => `${one.name} (${level})`))];
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and more' : ''}`;
}

function servesTasks({ type, path, trust }: Principal): boolean {
  if (type !== 'role' || trust.value === null || path?.startsWith('/aws-service-role/')) return false;
  const trusted = trustedPrincipals(trust.value, trust.path);
  return (
    trusted.ok &&
    trusted.trusted.some(({ kind, value }) => kind === 'service' && value === 'ecs-tasks.amazonaws.com')
  );
}

function ofRole(role: Principal, context: Context): Judgement {
  if (!servesTasks(role))
    return notApplicable('ECS does not take the role for tasks, or nothing tells that it may');
  const answer = context.facts.get(everyTask(role));
  if (!answer.ok) return unknown(`which workloads have the role is not known: ${answer.reason}`);
  const users = answer.value.flatMap((one): Levelled[] => {
    const trust = context.trustOf(one);
    const mine = one.role !== null && nameOf(one.role) === role.name;
    return mine && trust.known && trust.level !== null ? [{ one, level: trust.level }] : [];
  });
  const [first] = users;
  if (first === undefined)
    return notApplicable('no workload that declares a trust level is seen to use the role');
  if (users.every(({ level }) => level === first.level)) return pass;
  return failIfAny([across(role, users)]);
}

function across({ name, trust }: Principal, users: readonly Levelled[]): Evidence {
  return evidence(trust.path, listed(users), null, `${name} serves several trust levels: ${listed(users)}`);
}

const everywhere = { cluster: null, host: null };
const sameRole = { role: 'arn:aws:iam::111122223333:role/shop-web-task' };
const sameGroup = { securityGroups: ['sg-0123456789abcdef0'] };
const registered = ec2TaskDefinition({
  task: { taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:7' },
});
const pods = (name: string, trust: string) =>
  neighbour(name, trust, { platform: 'kubernetes', serviceAccount: 'web' });
const role = roleDetails(trustPolicy('ecs-tasks.amazonaws.com'));

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a definition with the role of a workload of low trust',
      given: registered,
      facts: [running([neighbour('blog', 'low', sameRole)], everywhere)],
      at: 'taskRoleArn',
    },
    {
      says: 'a service in the security group of another level',
      given: ecsService({ service: { tags: [{ key: 'seawall.dev/trust', value: 'high' }] } }),
      facts: [running([neighbour('blog', 'low', sameGroup)], everywhere)],
      at: 'networkConfiguration.awsvpcConfiguration.securityGroups',
    },
    {
      says: 'a service account of two levels',
      given: hostedPod('high', { nodeName: undefined, automountServiceAccountToken: true }),
      facts: [runningPods([pods('blog', 'low')], { host: null })],
      at: 'spec.serviceAccountName',
    },
    {
      says: 'a role that serves two levels',
      given: role,
      facts: [
        running([neighbour('a', 'low', sameRole), neighbour('b', 'high', sameRole)], {
          ...everywhere,
          region: null,
        }),
      ],
      at: 'RoleDetailList[0].AssumeRolePolicyDocument',
    },
  ],
  passes: [
    {
      says: 'a role of one level',
      given: registered,
      facts: [running([neighbour('cart', 'high', sameRole), neighbour('blog', 'low')], everywhere)],
    },
    {
      says: 'a workload that declares no level with the same role',
      given: registered,
      facts: [running([neighbour('tool', null, sameRole)], everywhere)],
    },
  ],
  unknown: [
    { says: 'nobody knows what else runs', given: registered },
    { says: 'a role whose users nobody knows', given: role },
  ],
  notApplicable: [
    { says: 'no level declared', given: hostedTask(null) },
    { says: 'a role for Lambda', given: roleDetails(trustPolicy('lambda.amazonaws.com')) },
    { says: 'a pod whose token is not mounted', given: hostedPod('high', { nodeName: undefined }) },
  ],
});
