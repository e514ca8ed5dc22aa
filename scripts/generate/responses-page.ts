// Writes docs/responses.md: what each action calls, needs and restores.
// SPDX-License-Identifier: Apache-2.0
import { actionGroups, type DefinedAction } from '../../shared/respond/planning/define-action.ts';

const note = '<!-- Written by `npm run generate` from shared/respond/actions; not by hand. -->';

const introduction = `A finding leads to an action where the policy lets it: \`approve\` asks somebody first, \`enforce\` acts. Each action reads what is
there, plans the smallest change that ends the finding, keeps the state before it, sends the calls, reads again whether they took
effect, and can be undone as the table says. Undo refuses where somebody changed the subject since. What an action cannot do safely it
leaves alone, and says why.

*Calls* are those that change something, those of undo included; each needs the permission of its name. *Besides* are the permissions
that reading needs, and what AWS asks for behind a call. Those of \`kubernetes\` are operations of its API, by their ids in its OpenAPI
document; a cluster allows them by RBAC (\`deploy/kubernetes-respond.yml\`).`;

/** The page: one row per action, those of a group together. */
export function renderResponses(actions: readonly DefinedAction[]): string {
  const inOrder = actionGroups.flatMap((group) => actions.filter((action) => action.group === group));
  const rows = inOrder.map(({ name, permissions, reversible, limits }) => {
    const calls = permissions.filter(isCall);
    const besides = permissions.filter((one) => !isCall(one));
    return `| ${[`**${name}**`, listed(calls), listed(besides), reversible ?? 'no', limits].join(' | ')} |`;
  });
  const head = '| action | calls | permissions besides | reversible | limits |\n|---|---|---|---|---|';
  return `${[note, '# Responses', introduction, `${head}\n${rows.join('\n')}`].join('\n\n')}\n`;
}

/** Permissions are named as the calls they allow, but for those that one call asks for beside its own. */
function isCall(permission: string): boolean {
  const [, name = ''] = permission.split(':');
  return !/^(?:Get|List|Describe|Batch|read|list)/.test(name) && name !== 'PassRole' && name !== 'CreateTags';
}

function listed(permissions: readonly string[]): string {
  return permissions.map((one) => `\`${one}\``).join(' ');
}
