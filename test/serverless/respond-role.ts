// Holds the role that responses are sent with against what the actions say they need.
import { dig, listOf, stringsOf } from '../../shared/model/json.ts';
import type { DefinedAction } from '../../shared/respond/planning/define-action.ts';
import { actionsOf, statementsOf } from './deployment.ts';

const reads = /:(?:Get|List|Describe|BatchGet|GenerateServiceLastAccessedDetails$)/;

/** What the role lets responses do too much, and what it lacks; empty where it is exact. */
export function respondRoleProblems(
  role: unknown,
  actions: readonly Pick<DefinedAction, 'name' | 'permissions'>[],
): readonly string[] {
  const allowed = allowedIn(role, 'read').concat(allowedIn(role, 'act'));
  const needed = new Set(actions.flatMap(({ permissions }) => permissions));
  const missing = actions.flatMap(({ name, permissions }) =>
    permissions
      .filter((one) => !one.startsWith('kubernetes:') && !allowed.includes(one))
      .map((one) => `${name} lacks ${one}`),
  );
  const spare = allowed
    .filter((one) => !reads.test(one) && !needed.has(one))
    .map((one) => `no action needs ${one}`);
  const writesInRead = allowedIn(role, 'read')
    .filter((one) => !reads.test(one))
    .map((one) => `the policy of reads allows ${one}`);
  return [...missing, ...spare, ...writesInRead, ...unguarded(role, needed)];
}

/** Whatever of IAM an action changes must be denied on the roles that Seawall runs with. */
function unguarded(role: unknown, needed: ReadonlySet<string>): readonly string[] {
  const denied = new Set(
    statementsIn(role, 'act')
      .filter(({ Effect }) => Effect === 'Deny')
      .flatMap(actionsOf),
  );
  return [...needed]
    .filter((one) => one.startsWith('iam:') && !reads.test(one) && !denied.has(one))
    .map((one) => `${one} is not denied on Seawall's own roles`);
}

function allowedIn(role: unknown, name: string): readonly string[] {
  return statementsIn(role, name)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(actionsOf);
}

function statementsIn(role: unknown, name: string) {
  const policies = listOf(dig(role, 'Policies')).filter((policy) => dig(policy, 'PolicyName') === name);
  return statementsOf({ Policies: policies });
}

/** A copy of the role without the permission, or with it beside another. */
export function changedRole(
  role: unknown,
  change: (actions: readonly string[]) => readonly string[],
): unknown {
  return JSON.parse(
    JSON.stringify(role, (key, value) => (key === 'Action' ? change(stringsOf(value)) : value)),
  );
}
