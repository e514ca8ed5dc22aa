// What may stand in seawall.yml: the schema as users write it. build.ts turns it into a Policy.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { responseModes } from '../model/response.ts';
import { severities } from '../model/severity.ts';
import { subjectKinds } from '../model/subject.ts';
import { lastResorts } from './policy.ts';
import { conditions, conditionsWithGroup, platforms } from './schema-when.ts';

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
    keyless: z
      .strictObject({
        issuer: text,
        identity: text,
        'trusted-root': path.describe('Trusted root of Sigstore, as JSON: who is believed').optional(),
      })
      .optional(),
    notation: z
      .strictObject({
        'trust-store': path,
        identities: texts,
        authority: z
          .boolean()
          .describe('The roots are of a signing authority such as AWS Signer, whose times are believed')
          .optional(),
        'timestamp-roots': path
          .describe(
            'Roots of timestamping authorities in PEM: what they stamped counts after its certificate has expired',
          )
          .optional(),
        'revocation-lists': z
          .array(path)
          .describe('Revocation lists in PEM, of the authorities that issued the certificates')
          .optional(),
      })
      .optional(),
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
  'last-resort': z.enum(lastResorts).optional(),
  'fight-limit': count.optional(),
  revoke: z.enum(['session', 'role']).optional(),
  evidence: z.enum(['on', 'off']).optional(),
  'second-person': z.boolean().optional(),
  'approval-expires': duration.optional(),
  approvers: texts.optional(),
});

const slack = z.strictObject({
  channel: text,
  minimum: severity.optional(),
  routes: z
    .array(z.strictObject({ when: conditionsWithGroup, controls: texts.optional(), channel: text }))
    .optional(),
  digest: duration.optional(),
});

const recipient = z.strictObject({ minimum: severity.optional() });

const customExamples = z.array(z.strictObject({ says: text, given: z.record(z.string(), z.json()) }));
const custom = z.strictObject({
  id: controlId,
  judges: z.enum(subjectKinds).describe('What it judges; the expression knows it by this name'),
  severity,
  holds: text.describe('A CEL expression that is true where all is well'),
  message: text.describe('What is wrong where it is not true'),
  title: text.optional(),
  why: text.optional(),
  fix: text.optional(),
  platforms: z.array(z.enum(platforms)).min(1, { error: 'at least one platform' }).optional(),
  path: text.optional().describe('Place in the document that the evidence names'),
  examples: z
    .strictObject({
      fails: customExamples.optional(),
      passes: customExamples.optional(),
      unknown: customExamples.optional(),
    })
    .optional()
    .describe('Documents and the verdict each must get: seawall test runs them'),
});

const brake = z.strictObject({ actions: count.optional(), window: duration.optional() });
const patience = z.strictObject({
  'not-found': durationOrNone.optional(),
  signature: durationOrNone.optional(),
  'unknown-alarm': durationOrNone.optional(),
});

/** The whole file. Keys keep the order of POLICY.md; descriptions are what editors show. */
export const policySchema = z.strictObject({
  version: z.literal(1).optional(),
  profile: z.enum(['baseline', 'restricted']).optional().describe('How strict the controls are'),
  mode: mode.optional().describe('What may be done about findings; the default for every control'),
  organisation: organisation.optional().describe('Your AWS organisation; absent: other accounts are unknown'),
  trust: trust.optional().describe('What containers may come from and talk to'),
  people: people.optional().describe('Who orchestrates, who administers, who must never be locked out'),
  groups: z.array(group).optional().describe('Container groups; the first that matches counts'),
  labels: z
    .strictObject({ trust: text.optional(), environment: text.optional() })
    .optional()
    .describe('Label or tag keys to read'),
  hosts: z
    .strictObject({ 'imds-blocked': z.boolean().optional() })
    .optional()
    .describe('What no API tells of container hosts'),
  controls: z.record(z.string(), setting).optional().describe('Settings of single controls'),
  rules: z.array(rule).optional().describe('Scoped changes; a later one is stronger'),
  certified: z
    .array(controlId)
    .min(1, { error: 'at least one control' })
    .optional()
    .describe('Controls that an image must pass to be certified'),
  waivers: z.array(waiver).optional().describe('Findings somebody answers for until a date'),
  'waiver-limit': duration.optional().describe('How far away the end of a waiver may be'),
  protected: z.array(protection).optional().describe('What no response touches'),
  respond: respond.optional().describe('How responses behave'),
  brake: brake
    .optional()
    .describe('The action limit: past this many actions in the window, responses only ask'),
  incidents: z
    .strictObject({ quiet: duration.optional() })
    .optional()
    .describe('After how long without news an incident closes'),
  patience: patience.optional().describe('How long things may be late'),
  notify: z
    .strictObject({ slack: slack.optional(), sns: recipient.optional(), webhook: recipient.optional() })
    .optional()
    .describe('Who is told'),
  custom: z.array(custom).optional().describe('Controls of your own, as CEL expressions'),
});

export type PolicyFile = z.output<typeof policySchema>;
export type GroupFile = z.output<typeof group>;
export type SettingFile = z.output<typeof setting>;
export type SignerFile = z.output<typeof signer>;
