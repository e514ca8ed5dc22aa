// Why a resource of a template or plan is left out, in words that `evaluate` knows again: what to judge in its place, where something is.
// SPDX-License-Identifier: Apache-2.0
import { table } from '../../model/table.ts';

const type = 'resource type ';
const instead = ': judge what ';

/** A release of Terraform's Helm provider holds the values of a chart, not the objects that Helm makes of them. */
const reasons: Readonly<Record<string, string>> = table({
  helm_release: `whose chart is not rendered${instead}\`helm template\` writes`,
});

/** `more`: how nothing judges it. */
export function leftOutType(name: string, more: string): string {
  const reason = Object.hasOwn(reasons, name) ? reasons[name] : `which nothing judges${more}`;
  return `${type}${name.slice(0, 100)}, ${reason}`;
}

export function neverMade(name: string): string {
  return `${type}${name.slice(0, 100)} under a condition that never holds`;
}

/** True of a reason why a resource of a template was left out. */
export function isLeftOutType(reason: string): boolean {
  return reason.startsWith(type);
}

/** Of such a reason: what to judge in its place; null: it names nothing. */
export function insteadOfType(reason: string): string | null {
  const at = isLeftOutType(reason) ? reason.indexOf(instead) : -1;
  return at < 0 ? null : reason.slice(at + 2);
}
