// A small record for the dashboard’s tests, and the dashboard over it without a socket.
import type { Hono } from 'hono';
import { dashboardApp } from '../../../cli/dashboard/app.ts';
import type { DeskNow } from '../../../cli/dashboard/decisions.ts';
import type { Source } from '../../../cli/dashboard/record-view.ts';
import { controls } from '../../../shared/controls/index.ts';
import { lookOf } from '../../../shared/findings/look.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { record, recordDecision } from '../../../shared/findings/record.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import { context, evidence, looked, minute, service } from '../../findings/fixtures.ts';
import { policyFrom } from '../../support/judging.ts';

export const now = minute(120);
export const token = 'a-token-of-the-tests';
const port = 4711;
export const origin = `http://127.0.0.1:${port}`;

const who = { session: null, sessionName: 'kim', sourceIdentity: null, directoryUser: null };
const deployer = 'arn:aws:iam::111122223333:role/deploy-web';

const story: readonly Verdict[] = [
  looked('fail', 0, {
    who: { arn: deployer, ...who },
    instance: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/0001',
  }),
  looked('fail', 5, {
    control: 'input-validation/no-plaintext-secrets',
    ...{ family: 'input-validation', severity: 'high', identity: `${service}-api` },
    evidence: [
      {
        ...evidence('containerDefinitions[0].environment[1]'),
        message: 'environment value DB_PASSWORD holds a secret',
      },
    ],
  }),
  looked('fail', 9, {
    ...{ control: 'control-plane/no-administrator-grant', family: 'control-plane', severity: 'critical' },
    subject: {
      kind: 'principal',
      platform: 'iam',
      id: 'arn:aws:iam::111122223333:role/all',
      name: 'all',
      account: '111122223333',
      region: null,
    },
    ...{ identity: 'arn:aws:iam::111122223333:role/all', cluster: null },
    evidence: [{ ...evidence('RolePolicyList[0]'), message: 'role all holds *:*' }],
  }),
  looked('fail', 12, {
    control: 'blast-radius/resource-limits',
    family: 'blast-radius',
    severity: 'low',
    identity: `${service}-job`,
  }),
  looked('pass', 30, {
    control: 'blast-radius/resource-limits',
    family: 'blast-radius',
    identity: `${service}-job`,
  }),
];

export async function storyStore(verdicts: readonly Verdict[] = story): Promise<RecordStore> {
  const store = memoryStore();
  const ids: string[] = [];
  for (const verdict of verdicts) {
    const at = verdict.asOf ?? minute(0);
    ids.push((await record(store, lookOf(verdict), context({ now: at }))).row.id);
  }
  if (verdicts === story)
    await recordDecision(
      store,
      ids[1] ?? '',
      { kind: 'waive', by: 'kim', reason: 'migration', until: '2026-03-20' },
      context({ now: minute(40) }),
    );
  return store;
}

export function sourceOf(store: RecordStore): Source {
  const policy = policyFrom({
    waivers: [
      {
        control: 'host-hardening/imdsv2',
        subject: 'arn:aws:ec2:*:*:instance/i-0*',
        until: '2026-12-31',
        owner: 'kim',
        reason: 'old hosts',
      },
    ],
  });
  return { record: 'shop.sqlite', store, policy, controls, now: () => now };
}

export function appOver(source: Source, desk: DeskNow | null = null): Hono {
  return dashboardApp(source, { token, port: () => port }, desk);
}

const allowed = { host: `127.0.0.1:${port}`, cookie: `seawall-${port}=${token}` };

/** As a browser asks that has been admitted. */
export async function get(
  app: Hono,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return app.request(`${origin}${path}`, { headers: { ...allowed, ...headers } });
}

export async function post(
  app: Hono,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return app.request(`${origin}${path}`, {
    method: 'POST',
    body,
    headers: { ...allowed, ...type, origin, ...headers },
  });
}
