// A value of an IAM document that a template leaves open, in words: as narrow as it can be, or as wide.
// SPDX-License-Identifier: Apache-2.0

import { thisAccount } from '../../model/arn.ts';
import type { Json } from '../../model/json.ts';
import { isObject, listOf } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import { type Gap, partlySettled, unsettledReason } from '../workload/cursor.ts';

/** Names that the deployment gives, without the colons that would part an ARN in the wrong place. */
const deployment: Readonly<Record<string, string>> = table({
  'AWS::AccountId': thisAccount,
  'AWS::Region': '<Region>',
  'AWS::StackName': '<StackName>',
});

/** The texts that a value stands for; of what only a parameter tells a placeholder, or a star where `wide`. */
export function textsOf(value: Json, wide: boolean): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsOf(item, wide));
  if (unsettledReason(value) === null) return [value];
  const { text, among } = partlySettled(value);
  if (wide && among !== undefined) return among.flatMap((one) => textsOf(one, wide));
  if (text === undefined) return [wide ? '*' : placeholder('open')];
  return [text.map((part) => (typeof part === 'string' ? part : gapText(part, wide))).join('')];
}

/** A list, and a text alone as it stood. */
export function listed(value: Json, wide: boolean): Json {
  const texts = textsOf(value, wide);
  const [only] = texts;
  return Array.isArray(value) || texts.length !== 1 ? texts : (only ?? []);
}

function gapText({ name, one }: Gap, wide: boolean): string {
  const known = Object.hasOwn(deployment, name) ? deployment[name] : undefined;
  return known ?? (wide && !one ? '*' : placeholder(name));
}

function placeholder(name: string): string {
  return `\${${name}}`;
}

/** Why the value is not the same in every deployment; null where it is, save for a name. */
export function openReason(value: Json | undefined): string | null {
  const reason = unsettledReason(value);
  if (reason !== null) {
    const { text, among } = partlySettled(value);
    if (text === undefined || among !== undefined) return reason;
    return text.find((part): part is Gap => typeof part !== 'string' && !part.one)?.reason ?? null;
  }
  const children = Array.isArray(value) ? listOf(value) : isObject(value) ? Object.values(value) : [];
  for (const child of children) {
    const found = openReason(child);
    if (found !== null) return found;
  }
  return null;
}
