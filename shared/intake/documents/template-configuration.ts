// What a template's hosts, builds and users are told in plain text, as configuration in which no credential must stand.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { NameValue, Workload } from '../../model/workload.ts';
import { type Cursor, cursor, down, items, partlySettled, plain } from '../workload/cursor.ts';
import { fromTaskDefinition } from '../workload/ecs.ts';
import type { Where } from '../workload/where.ts';
import type { TemplateResource } from './template-resource.ts';

/** User data of an instance or launch configuration, or, one level deeper, of a launch template. */
export function userDataOf(properties: JsonObject, where: Where): readonly Workload[] {
  const from = down(cursor(properties), 'UserData');
  const text = textOf(from.value as Json | undefined);
  return told([entry('UserData', text === null ? null : decoded(text), from.path)], where);
}

/** The variables of a build: PLAINTEXT unless told otherwise (CloudFormation template reference, AWS::CodeBuild::Project EnvironmentVariable). */
export function buildOf({ properties }: TemplateResource, where: Where): readonly Workload[] {
  const from = cursor(properties);
  const variables = items(down(from, 'Environment', 'EnvironmentVariables'));
  const plainOnes = variables.filter((one) => (plain(down(one, 'Type')) ?? 'PLAINTEXT') === 'PLAINTEXT');
  const entries = plainOnes.map((one) => fromVariable(one));
  const spec = down(from, 'Source', 'BuildSpec');
  return told([...entries, entry('BuildSpec', textOf(spec.value as Json | undefined), spec.path)], where);
}

function fromVariable(one: Cursor): NameValue | null {
  const value = down(one, 'Value');
  return entry(plain(down(one, 'Name')) ?? '', textOf(value.value as Json | undefined), value.path);
}

/** What an add-on of EKS is configured with, as JSON or YAML text (EKS API Reference, CreateAddon). */
export function addOnOf({ properties }: TemplateResource, where: Where): readonly Workload[] {
  const values = down(cursor(properties), 'ConfigurationValues');
  return told([entry('ConfigurationValues', textOf(values.value as Json | undefined), values.path)], where);
}

/** The password that a user begins with: it stands in the template for everybody who may read it. */
export function loginOf(properties: JsonObject, where: Where): readonly Workload[] {
  const password = down(cursor(properties), 'LoginProfile', 'Password');
  return told([entry('Password', textOf(password.value as Json | undefined), password.path)], where);
}

/** Nothing of it runs by itself, and nothing else is told of it. */
function told(entries: readonly (NameValue | null)[], where: Where): readonly Workload[] {
  const known = entries.filter((one) => one !== null);
  if (known.length === 0) return [];
  const id = `${where.id ?? 'configuration'}/Configuration`;
  const named = { ...where, id, identity: id, source: 'config-map', objectKind: 'Configuration' } as const;
  return [{ ...fromTaskDefinition({}, named), running: true, configuration: at(known, '') }];
}

function entry(name: string, value: string | null, path: string): NameValue | null {
  return value === null || value === '' ? null : { name: at(name, path), value };
}

/** The text with `${…}` for each gap; null where all of it is one. */
function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  const { text } = partlySettled(value);
  const isOpen = text?.every((part) => typeof part !== 'string' || part === '') ?? true;
  if (text === undefined || isOpen) return null;
  return text.map((part) => (typeof part === 'string' ? part : gap)).join('');
}

const gap = '$' + '{…}';

/** User data may be encoded already. */
function decoded(text: string): string {
  const isEncoded = text.length >= 16 && /^[A-Za-z0-9+/=\s]+$/.test(text);
  return isEncoded ? Buffer.from(text, 'base64').toString('utf8') : text;
}
