// One resource of a template, and how another resource names it.
// SPDX-License-Identifier: Apache-2.0
import type { Json, JsonObject } from '../../model/json.ts';
import { listOf } from '../../model/json.ts';
import { remembered } from '../../model/remembered.ts';
import { partlySettled, unsettledReason } from '../workload/cursor.ts';

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** The properties with their functions worked out. */
  readonly properties: JsonObject;
  /** The properties as written. */
  readonly written: JsonObject;
  readonly place: readonly (string | number)[];
  /** The template's parameters, as it declares them. */
  readonly parameters: JsonObject;
}

export type Resources = ReadonlyMap<string, TemplateResource>;

/** The logical id that a value stands for: of a `Ref`, or of an attribute; null for any other value. */
export function referred(value: Json | undefined, attribute = ''): string | null {
  const { text } = partlySettled(value);
  const [only] = text ?? [];
  if (text?.length !== 1 || only === undefined || typeof only === 'string') return null;
  if (attribute === '') return only.name;
  return only.name.endsWith(`.${attribute}`) ? only.name.slice(0, -attribute.length - 1) : null;
}

/** The resource of a type that a value names, by reference or by the name that the template gives it. */
export function resourceNamed(
  value: Json | undefined,
  type: string,
  nameKey: string,
  all: Resources,
): TemplateResource | null {
  const byId = all.get(referred(value) ?? '');
  if (byId !== undefined) return byId.type === type ? byId : null;
  const name = spelling(value);
  return name === null ? null : (namesIn(all).get(`${type} ${nameKey} ${name}`) ?? null);
}

/** Made once for a template: what it names itself, by type and property. */
const namesIn = remembered((all: Resources): ReadonlyMap<string, TemplateResource> => {
  const names = new Map<string, TemplateResource>();
  for (const resource of all.values())
    for (const key of ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName']) {
      const name = spelling(resource.properties[key]);
      if (name !== null) names.set(`${resource.type} ${key} ${name}`, resource);
    }
  return names;
});

/** The same for the same text, whatever its gaps will be; null for no text. */
function spelling(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  const { text } = partlySettled(value);
  return text === undefined
    ? null
    : text.map((part) => (typeof part === 'string' ? part : `\${${part.name}}`)).join('');
}

/** The elements of a list; of one that is not settled the list itself, as one element that nobody knows. */
export function elementsOf(list: Json | undefined): readonly Json[] {
  return list !== undefined && unsettledReason(list) !== null ? [list] : listOf(list);
}
