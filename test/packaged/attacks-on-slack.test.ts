// Attacks on the address of the Slack app over HTTP, and on guardrails, with the packaged functions on an emulated AWS and Slack: each is refused,
// decides nothing, and says so in the log.
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { form, press, signed, team } from '../notify/slack/fixtures.ts';
import { called, federated } from './events.ts';
import { onDeployment, region } from './world.ts';

const policy = `
mode: observe
controls: { control-plane/no-administrator-grant: { mode: enforce }, control-plane/federated-access-only: { mode: approve } }
notify: { slack: { channel: "#findings", minimum: high } }
respond: { approvers: ["slack-group:S0SEC"] }
`;
const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

onDeployment('attacks', { policy }, (at) => {
  let iam: IAMClient;
  beforeAll(async () => {
    iam = new IAMClient(at.aws);
    const accessKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'svc', status: 'Active' };
    await at.happens(called(at.aws, 'iam:CreateAccessKey', { userName: 'svc' }, { answer: { accessKey } }));
  });
  const top = () => at.slack.tops()[0];

  describe('on the address', () => {
    const ok = () => press(top(), 'Acknowledge', { user: 'U0LEE' });
    const now = () => Date.now();
    type Sent = readonly [body: string, headers: Record<string, string>, method?: string];
    const table: Readonly<Record<string, readonly [status: number, () => Sent]>> = {
      'no signature': [401, () => [ok(), {}]],
      'another key': [401, () => [ok(), signed(ok(), now(), 'another')]],
      'the empty key': [401, () => [ok(), signed(ok(), now(), '')]],
      'six minutes old': [401, () => once((body) => signed(body, now() - 360_000))],
      'six minutes ahead': [401, () => once((body) => signed(body, now() + 360_000))],
      'another body': [401, () => [ok().replace('U0LEE', 'U0SAM'), signed(ok(), now())]],
      'three megabytes': [401, () => ['x'.repeat(3_000_000), signed(ok(), now())]],
      'no body': [401, () => ['', signed(ok(), now())]],
      'another method': [401, () => ['', {}, 'GET']],
      'two payloads': [400, () => withBody('payload={}&payload={}')],
      'no JSON': [400, () => withBody('payload=%7B')],
      'two buttons': [
        400,
        () =>
          withBody(
            form({ type: 'block_actions', user: { id: 'U0LEE' }, team: { id: team }, actions: [{}, {}] }),
          ),
      ],
      'another workspace': [
        403,
        () => withBody(press(top(), 'Acknowledge', { user: 'U0LEE', team: 'T0OTHER' })),
      ],
      'another app': [403, () => withBody(press(top(), 'Acknowledge', { user: 'U0LEE', app: 'A0OTHER' }))],
      'a made-up value': [
        400,
        () =>
          withBody(
            press(top(), 'Acknowledge', {
              user: 'U0LEE',
              value: '{"v":1,"finding":"../x y","occurrence":0}',
            }),
          ),
      ],
    };
    const withBody = (body: string): Sent => [body, signed(body, now())];
    function once(headers: (body: string) => Record<string, string>): Sent {
      const body = ok();
      return [body, headers(body)];
    }
    const send = async ([body, headers, method = 'POST']: Sent) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const request = { method, headers: { ...type, ...headers }, ...(method === 'GET' ? {} : { body }) };
      return (await fetch(at.local.url ?? '', request)).status;
    };
    const shown = () => JSON.stringify([at.slack.messages, at.slack.whispers]);

    it.each(Object.keys(table))('%s', async (name) => {
      const [status, sent] = table[name] ?? [0, () => withBody('')];
      const before = shown();
      expect(await send(sent())).toBe(status);
      await at.local.settle();
      expect(shown()).toBe(before);
    });

    it('the same request twice', async () => {
      const body = press(top(), 'Acknowledge', {
        user: 'U0EVE',
        value: '{"v":2,"finding":"none","occurrence":0,"response":null,"plan":null}',
      });
      const sent = withBody(body);
      expect([await send(sent), await send(sent)]).toEqual([200, 401]);
      await at.local.settle();
      expect(JSON.stringify(top()?.blocks)).not.toContain('Acknowledged');
    });

    it('each is counted, for the alarm of the template', async () => {
      await vi.waitFor(() =>
        expect(at.local.output().match(/"SlackRequestRefused":1/g)?.length).toBeGreaterThan(14),
      );
    });
  });

  describe('on guardrails', () => {
    const attach = async (RoleName: string, by: JsonObject = federated(at.aws)) => {
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })).catch(() => {});
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      await at.happens(
        called(at.aws, 'iam:AttachRolePolicy', { roleName: RoleName, policyArn: PolicyArn }, { by }),
      );
      const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return AttachedPolicies?.length;
    };
    const session = (role: string, name: string): JsonObject => ({
      ...federated(at.aws, name),
      arn: `arn:aws:sts::${at.aws.account}:assumed-role/${role}/${name}`,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${at.aws.account}:role/${role}`, userName: role },
      },
    });
    const own = `seawall-production-${region}-respond-act`;

    it('a role that is called like Seawall is not spared (16)', async () => {
      expect(await attach('backup-seawall')).toBe(0);
    });

    it('nor is one whose maker named the session, or the role, like Seawall’s', async () => {
      expect(await attach('backdoor-1', session('Developer', own))).toBe(0);
      expect(await attach('backdoor-2', session(`x-${own}`, 'seawall'))).toBe(0);
    });

    it('Seawall’s own role is, by its exact ARN, and what it does itself', async () => {
      expect(await attach(`seawall-production-${region}-respond`)).toBe(1);
      expect(await attach('by-seawall', session(own, 'seawall'))).toBe(1);
      expect(JSON.stringify(at.slack.messages)).toMatch(/Not done: detach the policy; protected by built-in/);
    });

    it('what the kill switch says holds everything, and what it does not understand does too', async () => {
      const ssm = new SSMClient(at.aws);
      const Name = at.local.stack.ids.get('BrakeParameter') ?? '';
      for (const [name, Value] of [
        ['switched', 'on'],
        ['mangled', 'o f f'],
      ] as const) {
        await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
        expect([Value, await attach(name)]).toEqual([Value, 1]);
      }
      await ssm.send(new PutParameterCommand({ Name, Value: 'off', Overwrite: true }));
      expect(await attach('after')).toBe(0);
    });
  });
});
