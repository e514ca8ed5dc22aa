// Statements of IAM policies as the templates in deploy/ write them.
// SPDX-License-Identifier: Apache-2.0
import type { RoleGrant } from '../../shared/respond/planning/define-action.ts';

/** Lines of YAML. */
export function statementOf({ allows, on, where, why }: RoleGrant): readonly string[] {
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

/** `ecr:repository/*`, in any Region; IAM has none. `ecr:*:repository/*` and `iam:aws:policy/*` name whose it is. */
function arnOf(resource: string): string {
  if (resource === '*') return '"*"';
  const [service = '', ...rest] = resource.split(':');
  const region = service === 'iam' ? '' : '*';
  const named = rest.length > 1 && /^(?:\*|aws)$/.test(rest[0] ?? '') ? rest[0] : undefined;
  const name = (named === undefined ? rest : rest.slice(1)).join(':');
  return `!Sub "arn:\${AWS::Partition}:${service}:${region}:${named ?? `\${AWS::AccountId}`}:${name}"`;
}
