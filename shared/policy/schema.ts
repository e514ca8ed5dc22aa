// What may stand in seawall.yml: the schema as users write it. build.ts turns it into a Policy.
import { z } from 'zod';
import { responseModes } from '../model/response.ts';
import { subjectKinds } from '../model/subject.ts';
import { severities } from '../model/verdict.ts';
import { conditions, conditionsWithGroup } from './schema-when.ts';

/** A text of a fixed form; `wanted` completes "expected …". */
function form(pattern: RegExp, wanted: string) {
  return z.string({ error: wanted }).regex(pattern, { error: wanted });
}

const text = z.string().min(1, { error: 'a text that is not empty' });
const texts = z.array(text);
const accountId = form(/^\d{12}$/, 'a 12-digit account id in quotes');
const duration = form(/^[1-9]\d{0,4}[smhd]$/, 'a duration such as 10m, 4h or 30d');
const durationOrNone = form(/^(0|[1-9]\d{0,4})[smhd]$/, 'a duration such as 0s, 5m or 1h');
const path = form(/^(?!\/|[A-Za-z]:|.*\\|(.*\/)?\.\.(\/|$)).+$/, 'a path below the policy file, without ..');
const mode = z.enum(responseModes);
const severity = z.enum(severities);
const controlId = form(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a control id such as namespace-isolation/no-privileged');
const count = z.int({ error: 'a whole number from 1' }).min(1, { error: 'a whole number from 1' });

const organisation = z.strictObject({
  id: form(/^o-[a-z0-9]{10,32}$/, 'an organisation id such as o-exampleorgid').optional(),
  accounts: z.record(accountId, text).optional().describe('Account id and what you call it'),
});

const signer = z
  .strictObject({
    name: text,
    images: texts.optional(),
    'cosign-key': path.optional(),
    keyless: z.strictObject({ issuer: text, identity: text }).optional(),
    notation: z.strictObject({ 'trust-store': path, identities: texts }).optional(),
  })
  .refine((said) => [said['cosign-key'], said.keyless, said.notation].filter(Boolean).length === 1, {
    error: 'one of cosign-key, keyless and notation',
  });

const trust = z.strictObject({
  registries: texts.optional(),
  accounts: z.array(accountId).optional(),
  signers: z.array(signer).optional(),
  destinations: texts.optional(),
});

const people = z.strictObject({
  orchestrators: texts.optional(),
  'system-administrators': texts.optional(),
  'delivery-pipelines': texts.optional(),
  'break-glass': texts.optional(),
});

const amounts = z.array(z.union([text, z.number()]));
const overrides = z.strictObject({
  command: texts.optional(),
  environment: texts.optional(),
  'environment-files': texts.optional(),
  'task-role': texts.optional(),
  'execution-role': texts.optional(),
  cpu: amounts.optional(),
  memory: amounts.optional(),
});

const group = z.strictObject({
  name: form(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'a name of letters, digits, dots, dashes and underscores'),
  match: conditions,
  trust: text.optional(),
  environment: text.optional(),
  'user-ids': form(/^\d{1,10}-\d{1,10}$/, 'a range such as 10000-19999').optional(),
  destinations: texts.optional(),
  'environment-schema': z.union([path, z.record(z.string(), z.json())]).optional(),
  overrides: overrides.optional(),
});

export const setting = z.strictObject({
  mode: mode.optional(),
  severity: severity.optional(),
  enabled: z.boolean().optional(),
  parameters: z.record(z.string(), z.json()).optional(),
});

const rule = setting.extend({
  when: conditionsWithGroup,
  controls: z.array(text).min(1, { error: 'at least one control' }),
});

const waiver = z.strictObject({
  control: controlId,
  subject: text,
  until: z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'a date such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z',
  }),
  owner: text,
  reason: text,
});

const protection = form(
  /^(arn:.+|\*.*|(namespace|cluster|account):.+|tag:[^=]+=.*)$/,
  'an ARN glob, namespace:…, cluster:…, account:… or tag:key=value',
);

const respond = z.strictObject({
  'last-resort': z.enum(['approve', 'scale-to-zero']).optional(),
  'fight-limit': count.optional(),
  revoke: z.enum(['session', 'role']).optional(),
  'second-person': z.boolean().optional(),
  'approval-expires': duration.optional(),
  approvers: texts.optional(),
});

const slack = z.strictObject({
  channel: text,
  minimum: severity.optional(),
  routes: z.array(z.strictObject({ when: conditionsWithGroup, channel: text })).optional(),
  digest: duration.optional(),
});

const custom = z.strictObject({
  id: controlId,
  judges: z.enum(subjectKinds),
  severity,
  holds: text,
  message: text,
});

/** The whole file. Keys keep the order of POLICY.md. */
export const policySchema = z.strictObject({
  version: z.literal(1).optional(),
  profile: z.enum(['baseline', 'restricted']).optional(),
  mode: mode.optional().describe('The default for every control'),
  organisation: organisation.optional(),
  trust: trust.optional(),
  people: people.optional(),
  groups: z.array(group).optional(),
  labels: z.strictObject({ trust: text.optional(), environment: text.optional() }).optional(),
  hosts: z.strictObject({ 'imds-blocked': z.boolean().optional() }).optional(),
  controls: z.record(z.string(), setting).optional(),
  rules: z.array(rule).optional(),
  waivers: z.array(waiver).optional(),
  'waiver-limit': duration.optional(),
  protected: z.array(protection).optional(),
  respond: respond.optional(),
  brake: z.strictObject({ actions: count.optional(), window: duration.optional() }).optional(),
  incidents: z.strictObject({ quiet: duration.optional() }).optional(),
  patience: z
    .strictObject({
      'not-found': durationOrNone.optional(),
      signature: durationOrNone.optional(),
      'unknown-alarm': durationOrNone.optional(),
    })
    .optional(),
  notify: z.strictObject({ slack: slack.optional() }).optional(),
  custom: z.array(custom).optional(),
});

export type PolicyFile = z.output<typeof policySchema>;
export type GroupFile = z.output<typeof group>;
export type SettingFile = z.output<typeof setting>;
export type SignerFile = z.output<typeof signer>;
