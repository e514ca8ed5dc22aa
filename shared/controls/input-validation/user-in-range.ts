// User and group ids outside the range that the policy gives a group of workloads.
// SPDX-License-Identifier: Apache-2.0

import type { At } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import type { ImageConfig } from '../../model/platform.ts';
import type { GroupView } from '../../model/policy-view.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { type Examples, fact } from '../examples/example.ts';
import { deployment, pod, taskDefinition, webImage } from '../examples/workloads.ts';
import { imageConfigOf } from '../questions/image-config.ts';

type Range = NonNullable<GroupView['userIds']>;

export const userInRange = defineControl({
  id: 'input-validation/user-in-range',
  title: 'User and group ids are in the range of their workload’s group',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  comparesWith: ['group.user-ids'],
  parameters: noParameters,
  facts: (workload) =>
    workload.os.value === 'windows'
      ? []
      : silentContainers(workload).map((container) => imageConfigOf(workload, container)),
  references: { nist: ['4.4.3', '4.3.4'], attack: ['T1611', 'T1078.003'] },
  why: 'Equal numbers are equal users on a shared host or file system. With a range for each group, a process that leaves its container owns nothing of the other groups.',
  fix: 'Give the container a user and group of its group’s range (`user: "10001:10001"`, `runAsUser`, `runAsGroup`, `fsGroup`), or correct `user-ids` in the policy.',
  allows: [
    'groups that are not said, and supplemental groups, which shared volumes need',
    'Windows, whose users have no numbers',
    'a user given by name, whose number only the image tells: unknown',
  ],
  response: 'stop-workload',
  judge: (workload, { group, facts }) => {
    if (workload.os.value === 'windows') return notApplicable('Windows users have no numbers');
    const range = group?.userIds ?? null;
    if (range === null) return notApplicable('the group has no user-ids');
    const looks = ownContainers(workload).map((container) => look(workload, container, range, facts));
    const found = [
      ...looks.flatMap((one) => (typeof one === 'string' ? [] : one)),
      ...outside(workload.fsGroup, workload.fsGroup.value, range, 'the volumes’ group (fsGroup)'),
    ];
    const reason = looks.find((one) => typeof one === 'string');
    return found.length === 0 && typeof reason === 'string' ? unknown(reason) : failIfAny(found);
  },
});

function silentContainers(workload: Workload): Container[] {
  return ownContainers(workload).filter(
    ({ user, image }) => (user.value ?? '') === '' && image.value !== null,
  );
}

/** Evidence, or why nobody can say. */
function look(
  workload: Workload,
  container: Container,
  range: Range,
  facts: GatheredFacts,
): Evidence[] | string {
  const { user, group, name, image } = container;
  const groups = outside(group, numberOf(group.value), range, `the group of container ${name}`);
  const said = (user.value ?? '') === '' ? null : user.value;
  if (said === null && image.value === null) return `container ${name} names neither user nor image`;
  const answer = said === null ? facts.get(imageConfigOf(workload, container)) : null;
  if (answer !== null && !answer.ok)
    return groups.length > 0 ? groups : `the user of container ${name} is its image’s: ${answer.reason}`;
  const effective = said ?? (answer?.ok ? answer.value.user.value : null) ?? '0';
  const number = numberOf(effective === '' ? '0' : effective);
  if (number === null && groups.length === 0)
    return `container ${name} runs as ${effective.split(':', 1)[0]}, whose number is not known`;
  return [...outside(user, number, range, `the user of container ${name}`), ...groups];
}

/** The number before a colon; null for a name. */
function numberOf(text: string | null): number | null {
  const first = text?.split(':', 1)[0] ?? '';
  return /^\d{1,10}$/.test(first) ? Number(first) : null;
}

function outside(place: At<unknown>, id: number | null, { from, to }: Range, what: string): Evidence[] {
  if (id === null || (id >= from && id <= to)) return [];
  return [evidence(place.path, id, `${from}-${to}`, `${what} is ${id}, outside the range of its group`)];
}

const policy = {
  version: 1,
  groups: [{ name: 'shop', match: [{ platform: 'ecs' }, { namespace: 'shop' }], 'user-ids': '10000-19999' }],
};
const asked = { fact: 'image-config', account: null, region: null, image: webImage } as const;
const config = (user: string): ImageConfig => ({
  user: { value: user, path: 'config.User' },
  entryPoint: { value: [], path: 'config.Entrypoint' },
  command: { value: [], path: 'config.Cmd' },
  exposedPorts: { value: [], path: 'config.ExposedPorts' },
  environment: { value: [], path: 'config.Env' },
  labels: {},
  os: 'linux',
  createdAt: null,
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a user of another group',
      given: taskDefinition({ container: { user: '20001:10001' } }),
      policy,
      at: 'containerDefinitions[0].user',
    },
    {
      says: 'a volume group of another group',
      given: deployment({ spec: { securityContext: { fsGroup: 2000 } } }),
      policy,
      at: 'spec.template.spec.securityContext.fsGroup',
    },
    {
      says: 'the image’s own user',
      given: taskDefinition({ container: { user: undefined } }),
      policy,
      facts: [fact(asked, config('999'))],
      at: 'containerDefinitions[0].user',
    },
  ],
  passes: [
    { says: 'user and group of the range', given: taskDefinition(), policy },
    {
      says: 'a pod’s user of the range',
      given: pod({ spec: { securityContext: { fsGroup: 10001 } } }),
      policy,
    },
  ],
  unknown: [
    {
      says: 'a name, whose number the image keeps',
      given: taskDefinition({ container: { user: 'node' } }),
      policy,
    },
  ],
  notApplicable: [{ says: 'a policy that gives no range', given: taskDefinition() }],
});
