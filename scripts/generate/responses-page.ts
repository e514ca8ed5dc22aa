// Writes docs/responses.md: what each action calls, needs and restores.
// SPDX-License-Identifier: Apache-2.0
import { bounds } from '../../shared/respond/evidence/evidence.ts';
import { actionGroups, type DefinedAction } from '../../shared/respond/planning/define-action.ts';

const note = '<!-- Written by `npm run generate` from shared/respond/actions; not by hand. -->';

const introduction = `A finding leads to an action where the policy lets it: \`approve\` asks somebody first, \`enforce\` acts. Each action reads what is
there, plans the smallest change that ends the finding, keeps the state before it, sends the calls, reads again whether they took
effect, and can be undone as the table says. Undo refuses where somebody changed the subject since. What an action cannot do safely it
leaves alone, and says why.

*Calls* are those that change something, those of undo included; each needs the permission of its name. *Besides* are the permissions
that reading needs, and what AWS asks for behind a call; *evidence*, what keeping evidence needs. Those of \`kubernetes\` are operations of its API, by their ids in its OpenAPI
document; a cluster allows them by RBAC (\`deploy/kubernetes-respond.yml\`).

Before **stop-workload** ends anything, Seawall keeps evidence (\`respond.evidence: on\`, the default): of the tasks or pods that the calls
name, else of those that the finding was seen on, ${bounds.workloads} at most, the description, task definition, network interfaces and image digests, and
of up to ${bounds.logs} containers the last ${bounds.lines} lines of log (${bounds.bytes / 1024} KiB, ${bounds.age / 3_600_000} hours), of ECS from CloudWatch Logs by the \`awslogs\` options of the task
definition. Credentials are taken out. It is written as JSON below \`evidence/\` in the bucket of the anchors, under its Object Lock; the
journal holds place, version and SHA-256, which Slack, \`seawall journal\` and \`seawall findings ID\` show. Seawall waits
${(bounds.gathering + bounds.keeping) / 1000} seconds at most: what it does not have by then, or is denied, is named as missing, and the workload is stopped all the same.`;

/** The page: one row per action, those of a group together. */
export function renderResponses(actions: readonly DefinedAction[]): string {
  const inOrder = actionGroups.flatMap((group) => actions.filter((action) => action.group === group));
  const rows = inOrder.map(({ name, permissions, evidence, reversible, limits }) => {
    const calls = permissions.filter(isCall);
    const besides = permissions.filter((one) => !isCall(one));
    const needed = [
      listed(besides),
      ...(evidence === undefined ? [] : [`evidence: ${listed(evidence.permissions)}`]),
    ];
    return `| ${[`**${name}**`, listed(calls), needed.join('; '), reversible ?? 'no', limits].join(' | ')} |`;
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
