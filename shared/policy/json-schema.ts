// seawall.schema.json: the policy's schema for editors, with every control and its parameters.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Control, families } from '../model/control.ts';
import { type JsonObject, objectOf } from '../model/json.ts';
import { policySchema, setting } from './schema.ts';

/** JSON Schema, draft 7 (what YAML editors read best). The same controls give the same object, keys in the same order. */
export function policyJsonSchema(controls: readonly Control[]): JsonObject {
  const sorted = controls.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const settings = Object.fromEntries(sorted.map((control) => [control.id, settingOf(control)]));
  const schema = policySchema.extend({ controls: z.object(settings).catchall(setting).optional() });
  // `input`: what users write, where defaults may be left out. Through text: plain data, nothing shared.
  const made = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  const { $schema, ...rest } = objectOf(JSON.parse(JSON.stringify(made)));
  const properties = objectOf(rest.properties);
  const named = { ...objectOf(properties.controls), propertyNames: controlNames(sorted) };
  return { $schema, title: 'Seawall policy', ...rest, properties: { ...properties, controls: named } };
}

function settingOf(control: Control) {
  const { title, parameters } = control;
  // Named keys only, as loading demands.
  const strict = parameters instanceof z.ZodObject ? parameters.strict() : parameters;
  return setting.extend({ parameters: strict.optional() }).describe(title).optional();
}

/** Beside the built-in controls stand the user's own, in families of their own. */
function controlNames(controls: readonly Control[]): JsonObject {
  const pattern = `^(?!(${families.join('|')})/)[a-z0-9-]+/[a-z0-9-]+$`;
  return { anyOf: [{ enum: controls.map(({ id }) => id) }, { pattern }] };
}
