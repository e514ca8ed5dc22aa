// Holds the role that changes are made with against what the actions say they need: a policy for each, on a condition of its own.
import { dig, isObject, type JsonObject, listOf, stringsOf } from '../../shared/model/json.ts';
import type { DefinedAction } from '../../shared/respond/planning/define-action.ts';
import { actionsOf, policiesOf, type RolePolicy } from './deployment.ts';

type Needs = Pick<DefinedAction, 'name' | 'permissions' | 'evidence'>;

const reads = /:(?:Get|List|Describe|BatchGet|GenerateServiceLastAccessedDetails$)/;
/** Reads that AWS asks for as part of a change (shared/respond/platform/session-policy.ts). */
const parts = ['ecs:DescribeServices'];

/** What the role lets actions do too much, and what it lacks; empty where it is exact. */
export function respondRoleProblems(role: unknown, actions: readonly Needs[]): readonly string[] {
  const policies = policiesOf(role);
  const all = policies.filter(({ name }) => name !== 'read' && name !== 'guard');
  const missing = actions.flatMap((action) => differences(action, all));
  const spare = all
    .filter(({ name }) => !actions.some((action) => action.name === name && changesOf(action).length > 0))
    .map(({ name }) => `no action needs the policy ${name}`);
  const writes = allowedIn(policies.filter(({ name }) => name === 'read')).filter((one) => !reads.test(one));
  return [
    ...missing,
    ...spare,
    ...writes.map((one) => `the policy of reads allows ${one}`),
    ...unguarded(policies, actions),
  ];
}

function changesOf({ name, permissions, evidence }: Needs): readonly string[] {
  const changes = permissions.filter(
    (one) =>
      !one.startsWith('kubernetes:') &&
      (!reads.test(one) || (name === 'stop-workload' && parts.includes(one))),
  );
  // What applications log is nothing that the function may read by itself: it does so in sessions of the role that changes things.
  return [...changes, ...(evidence?.permissions.filter((one) => one.startsWith('logs:')) ?? [])];
}

function differences(action: Needs, policies: readonly RolePolicy[]): readonly string[] {
  const { name } = action;
  const own = policies.filter((policy) => policy.name === name);
  const [needed, allowed] = [changesOf(action), allowedIn(own)];
  const wanted = conditionFor(name);
  return [
    ...needed.filter((one) => !allowed.includes(one)).map((one) => `${name} lacks ${one}`),
    ...allowed.filter((one) => !needed.includes(one)).map((one) => `${name} does not need ${one}`),
    ...own
      .filter(({ condition }) => condition !== wanted)
      .map(() => `${name} is not on the condition ${wanted}`),
  ];
}

/** The condition that a policy of an action is on: `DoesStopWorkload`. */
export function conditionFor(action: string): string {
  const words = action.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Does${words.join('')}`;
}

/** The names among these that a condition of a template is true for, worked out as CloudFormation does. */
export function isTrueFor(condition: unknown, parameter: string): boolean {
  const settled = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const [[name, given] = ['', null]] = Object.entries(value);
    const parts = Array.isArray(given) ? given.map(settled) : [settled(given)];
    if (name === 'Fn::Sub') return String(given).replace(/\$\{RespondActions\}/, parameter);
    if (name === 'Fn::Split') return String(parts[1]).split(String(parts[0]));
    if (name === 'Fn::Join') return stringsOf(parts[1]).join(String(parts[0]));
    if (name === 'Fn::Equals') return parts[0] === parts[1];
    if (name === 'Fn::Not') return parts[0] !== true;
    throw new Error(`${name} is not known here`);
  };
  return settled(condition) === true;
}

/** Whatever of IAM an action changes must be denied on the roles that Seawall runs with. */
function unguarded(policies: readonly RolePolicy[], actions: readonly Needs[]): readonly string[] {
  const guard = policies.find(({ name, condition }) => name === 'guard' && condition === null);
  const denied = new Set(
    (guard?.statements ?? []).filter(({ Effect }) => Effect === 'Deny').flatMap(actionsOf),
  );
  return [...new Set(actions.flatMap(changesOf))]
    .filter((one) => one.startsWith('iam:') && !denied.has(one))
    .map((one) => `${one} is not denied on Seawall's own roles`);
}

function allowedIn(policies: readonly RolePolicy[]): readonly string[] {
  return policies
    .flatMap(({ statements }) => statements)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(actionsOf);
}

/** A copy of the role with other actions in the statements of one policy. */
export function changedRole(
  role: unknown,
  policy: string,
  change: (actions: readonly string[]) => readonly string[],
): unknown {
  const inside = (value: JsonObject) =>
    JSON.parse(
      JSON.stringify(value, (key, one) =>
        key === 'Action' ? change(typeof one === 'string' ? [one] : stringsOf(one)) : one,
      ),
    );
  return {
    Policies: listOf(dig(role, 'Policies')).map((entry) => {
      const conditional = listOf(dig(entry, 'Fn::If'));
      const named = conditional[1] ?? entry;
      return isObject(entry) && dig(named, 'PolicyName') === policy ? inside(entry) : entry;
    }),
  };
}
