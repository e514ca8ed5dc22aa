// Small controls and short ways to load policies, for the tests of this folder.
import * as z from 'zod';
import { type Control, type ControlSpec, defineControl, pass } from '../../shared/model/control.ts';
import type { SubjectContext } from '../../shared/policy/groups.ts';
import { type LoadOptions, loadPolicy } from '../../shared/policy/load.ts';
import type { Policy } from '../../shared/policy/policy.ts';

export const now = '2026-11-20T12:00:00Z';

type Change = Partial<Omit<ControlSpec<'workload', z.ZodType>, 'id' | 'parameters'>>;

export function control(
  id: ControlSpec<'workload', z.ZodType>['id'],
  parameters: z.ZodType,
  change: Change = {},
): Control {
  return defineControl({
    id,
    title: `Title of ${id}`,
    severity: 'high',
    stage: 'stable',
    judges: ['workload'],
    parameters,
    references: {},
    why: 'why',
    fix: 'fix',
    allows: [],
    response: null,
    judge: () => pass,
    ...change,
  });
}

export const noPrivileged = control('namespace-isolation/no-privileged', z.object({}), {
  severity: 'critical',
});
export const noAdminPorts = control(
  'resource-usage/no-admin-ports',
  z.object({ ports: z.array(z.int().max(65_535)).default([22, 23]), note: z.string().default('none') }),
);
export const readOnlyRoot = control('immutability/read-only-root-filesystem', z.object({}), {
  severity: { baseline: 'low', restricted: 'medium' },
});
export const strictOnly = control('workload-trust/strict-only', z.object({}), { on: 'restricted' });
export const optIn = control('image-provenance/signed-provenance', z.object({}), { on: 'opt-in' });
export const userIds = control('input-validation/user-id-range', z.object({}), {
  comparesWith: ['group.user-ids'],
});
export const registries = control('image-provenance/trusted-registry', z.object({}), {
  comparesWith: ['trust.registries'],
});
export const noHostSsh = control('host-hardening/no-host-ssh', z.object({}));

export const controls = [
  noPrivileged,
  noAdminPorts,
  readOnlyRoot,
  strictOnly,
  optIn,
  userIds,
  registries,
  noHostSsh,
] as const;

export const schemaFile = '{"type":"object","required":["JOB_ID"]}';
const files: Readonly<Record<string, string>> = {
  'schemas/payments.json': schemaFile,
  'schemas/broken.json': '{"type":',
  'schemas/ahead.json':
    '{\n  "type": "object",\n  "properties": {\n    "PORT": { "pattern": "(?=8)" }\n  }\n}\n',
  'schemas/deep.json': `${'{"not":'.repeat(60)}{}${'}'.repeat(60)}`,
  'schemas/list.json': '[]',
  'keys/release.pub':
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpfRfjH6NBtoE16oQQAlff1BVQRNe\nHvhJfJm3zbnaW4FUwgYiLrhx99sHjNvu2zrGfqYkEMqxrPSlvQmWISbaVQ==\n-----END PUBLIC KEY-----\n',
  'keys/signer-root.pem': [
    '-----BEGIN CERTIFICATE-----',
    'MIIBtTCCAVugAwIBAgIUUQw3GlLISrECnZhzKNOmRsreqiMwCgYIKoZIzj0EAwIw',
    'MDESMBAGA1UEAwwJVGVzdCBSb290MQswCQYDVQQGEwJERTENMAsGA1UECgwEQWNt',
    'ZTAeFw0yNjExMzAxNDQwMzlaFw0zNjExMjcxNDQwMzlaMDAxEjAQBgNVBAMMCVRl',
    'c3QgUm9vdDELMAkGA1UEBhMCREUxDTALBgNVBAoMBEFjbWUwWTATBgcqhkjOPQIB',
    'BggqhkjOPQMBBwNCAASl9F+Mfo0G2gTXqhBACV9/UFVBE14e+El8mbfNudpbgVTC',
    'BiIuuHH32weM2+7bOsZ+piQQyrGs9KW9CZYhJtpVo1MwUTAdBgNVHQ4EFgQUR+NU',
    'Tz300YiLNU38E7WE4T1W6owwHwYDVR0jBBgwFoAUR+NUTz300YiLNU38E7WE4T1W',
    '6owwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiA17cL08oKCK/CJ',
    '8n1Os0G3eNNFnqCll4A5PyBLPyz5SQIhAO+TMcr0EaZm8hg/QBp+WZ9Oma4LTpwV',
    'pm7y6l6JjisA',
    '-----END CERTIFICATE-----',
  ].join('\n'),
  'keys/trusted-root.json': '{"certificateAuthorities": []}',
  'keys/empty.pub': '',
  'keys/other.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA kim',
  'keys/broken.pub': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
  'keys/short.pub': [
    '-----BEGIN PUBLIC KEY-----',
    'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDFDfccYrxHerGGG0dYBdkC0QB2',
    'rup0sd/XlScIFalDgHd+W4c8EicQBrgJnxbiAWqbg+TKjFn0FnLA4ylXnl/BxsUR',
    '+yCDhaVZDQHAJmUw4DhpSR0N7H1NYXP/B0ncJYrZsz6tmRc6Xg3BMXz9nATRoTXK',
    'QrEDaSVdJnUwk7OQ+QIDAQAB',
    '-----END PUBLIC KEY-----',
  ].join('\n'),
  'keys/curve.pub': [
    '-----BEGIN PUBLIC KEY-----',
    'MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEIxzfr4PfsB/jJemhBs7+z4im3WYYc4hE',
    'Q2x/8NbvcniW5STgXjUIqJ7aK49aSLwoxWwAjXgumZobtky3ll1XXA==',
    '-----END PUBLIC KEY-----',
  ].join('\n'),
  'keys/release.key': '-----BEGIN EC PRIVATE KEY-----',
};

export const options: LoadOptions = {
  file: 'seawall.yml',
  controls,
  now,
  readFile: (path) => files[path] ?? null,
};

/** The policy, or an error that shows every problem. */
export function policy(text: string, change: Partial<LoadOptions> = {}): Policy {
  const loaded = loadPolicy(text, { ...options, ...change });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.policy;
}

/** `line:column code message; remedy` of everything wrong. */
export function problems(text: string, change: Partial<LoadOptions> = {}): string[] {
  const loaded = loadPolicy(text, { ...options, ...change });
  if (loaded.ok) return [];
  return loaded.problems.map(
    ({ line, column, code, message, remedy }) => `${line}:${column} ${code} ${message}; ${remedy}`,
  );
}

const nowhere: SubjectContext = {
  account: null,
  region: null,
  cluster: null,
  namespace: null,
  platform: 'kubernetes',
  tags: null,
};

export function context(known: Partial<SubjectContext> = {}): SubjectContext {
  return { ...nowhere, ...known };
}

/** The example of the policy's documentation: every key there is. */
export const everything = `
version: 1
profile: baseline
mode: observe
organisation:
  id: o-exampleorgid
  accounts: { "111122223333": production, "444455556666": staging }
trust:
  registries: ["111122223333.dkr.ecr.*.amazonaws.com/*", "public.ecr.aws/docker/library/*"]
  accounts: ["464622532012"]
  signers:
    - { name: release-key, cosign-key: keys/release.pub, images: ["*/payments/*"] }
    - { name: github, keyless: { issuer: "https://token.actions.githubusercontent.com", identity: "https://github.com/acme/*" } }
    - { name: aws-signer, notation: { trust-store: keys/signer-root.pem, identities: ["*"] } }
  destinations: ["*.acme.internal", "*.amazonaws.com"]
people:
  orchestrators: ["arn:aws:iam::*:role/deploy-*"]
  system-administrators: ["arn:aws:iam::*:role/platform-admin"]
  delivery-pipelines: ["arn:aws:iam::*:role/github-deploy"]
  break-glass: ["arn:aws:iam::*:role/break-glass"]
groups:
  - name: payments
    match: [{ cluster: "pay-*", namespace: "pay-*" }, { cluster: "pay-*", platform: ecs, tags: { team: payments } }]
    trust: high
    environment: production
    user-ids: 10000-19999
    destinations: ["api.stripe.com"]
    environment-schema: schemas/payments.json
    overrides: { command: ["python manage.py *"], environment: ["JOB_*"], task-role: [], cpu: [256, "512"] }
labels: { trust: seawall.dev/trust, environment: environment }
hosts: { imds-blocked: false }
controls:
  namespace-isolation/no-privileged: { mode: enforce }
  resource-usage/no-admin-ports: { severity: medium, parameters: { ports: [22, 23] } }
  image-provenance/signed-provenance: { enabled: true }
rules:
  - { when: { account: "444455556666" }, controls: ["*"], mode: observe }
  - { when: { group: payments }, controls: ["namespace-isolation/*", "severity:critical"], mode: approve }
waivers:
  - { control: host-hardening/no-host-ssh, subject: "arn:aws:ec2:*:*:instance/i-0abc*", until: 2026-12-31, owner: kim@acme.test, reason: "migration" }
waiver-limit: 90d
protected: ["arn:aws:ecs:*:*:service/core/*", "namespace:kube-system", "tag:seawall=hands-off"]
respond: { last-resort: approve, fight-limit: 3, revoke: session, evidence: off, second-person: false, approval-expires: 4h, approvers: ["slack-group:S0SEC", "arn:aws:iam::*:role/sec-*"] }
brake: { actions: 5, window: 10m }
incidents: { quiet: 7d }
patience: { not-found: 5m, signature: 15m, unknown-alarm: 1h }
notify:
  slack: { channel: "#container-findings", minimum: medium, routes: [{ when: { group: payments }, channel: "#pay-sec" }], digest: 30m }
custom:
  - id: acme/has-cost-centre
    judges: workload
    severity: low
    holds: 'has(workload.tags.cost_centre)'
    message: "workloads carry the tag cost_centre"
`;
