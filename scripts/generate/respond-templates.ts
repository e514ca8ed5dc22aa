// Writes what the templates in deploy/ say of actions from what the actions are granted: the condition of each, its policy, and what is
// denied on Seawall's own roles. What a member's role reads is what the function reads at home.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { DefinedAction, RoleGrant } from '../../shared/respond/planning/define-action.ts';
import type { Output } from './outputs.ts';
import { withSections } from './sections.ts';
import { camelCase } from './spelling.ts';

type Granted = Pick<DefinedAction, 'name' | 'grants'>;

/** deploy/resources/act.yml and deploy/member-respond.yml. */
export function respondTemplates(root: string, actions: readonly Granted[]): readonly Output[] {
  const granted = actions.filter(({ grants }) => grants.length > 0);
  const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
  const sections = {
    conditions: granted.map(({ name }) => conditionOf(name)),
    policies: granted.flatMap(policyOf),
    denied: deniedOf(granted).map((one) => `                  - ${one}`),
  };
  const reads = readsOf(read('deploy/resources/respond.yml'));
  return [
    ...[{ path: 'deploy/resources/act.yml', sections }],
    { path: 'deploy/member-respond.yml', sections: { ...sections, reads } },
  ].map(({ path, sections: found }) => ({ path, text: withSections(path, read(path), found) }));
}

function conditionName(action: string): string {
  return camelCase(`does-${action}`).replace(/^d/, 'D');
}

/** Whether the parameter, a list with commas between, names the action. */
function conditionOf(action: string): string {
  const list = `!Sub ",\${RespondActions},"`;
  return `  ${conditionName(action)}: !Not [!Equals [!Join ["", !Split [",${action},", ${list}]], ${list}]]`;
}

function policyOf({ name, grants }: Granted): readonly string[] {
  return [
    '        - !If',
    `          - ${conditionName(name)}`,
    `          - PolicyName: ${name}`,
    '            PolicyDocument:',
    '              Version: "2012-10-17"',
    '              Statement:',
    ...grants.flatMap(statementOf).map((line) => `                ${line}`),
    '          - !Ref AWS::NoValue',
  ];
}

function statementOf({ allows, on, where, why }: RoleGrant): readonly string[] {
  const keys = Object.entries(where ?? {}).map(([key, value]) => `"${key}": ${value}`);
  return [
    ...(why === undefined ? [] : [`# ${why}`]),
    '- Effect: Allow',
    ...listed('Action', allows, (list) => `[${list.map((one) => `"${one}"`).join(', ')}]`),
    ...listed('Resource', on.map(arnOf), null),
    ...(keys.length === 0 ? [] : [`  Condition: { StringEquals: { ${keys.join(', ')} } }`]),
  ];
}

/** One item, a few on one line where they may stand there, or one a line. */
function listed(
  key: string,
  items: readonly string[],
  inline: ((items: readonly string[]) => string) | null,
): readonly string[] {
  if (items.length === 1) return [`  ${key}: ${items[0]}`];
  if (inline !== null && items.length < 5) return [`  ${key}: ${inline(items)}`];
  return [`  ${key}:`, ...items.map((item) => `    - ${item}`)];
}

/** `ecr:repository/*`, in any Region; IAM has none. */
function arnOf(resource: string): string {
  if (resource === '*') return '"*"';
  const [service = '', ...rest] = resource.split(':');
  const region = service === 'iam' ? '' : '*';
  return `!Sub "arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${rest.join(':')}"`;
}

/** Whatever any action changes of IAM. */
function deniedOf(actions: readonly Granted[]): readonly string[] {
  const allowed = actions.flatMap(({ grants }) => grants.flatMap(({ allows }) => allows));
  return [...new Set(allowed)].filter((one) => one.startsWith('iam:')).toSorted();
}

/** The policy of that name in the role of the function. */
function readsOf(template: string): readonly string[] {
  const lines = template.split('\n');
  const start = lines.indexOf('        - PolicyName: read');
  const rest = lines.slice(start + 1);
  const length = rest.findIndex((line) => !line.startsWith('          '));
  if (start === -1 || length === -1)
    throw new Error('deploy/resources/respond.yml: the policy `read` is not where it was');
  return lines.slice(start, start + 1 + length);
}
