// Attacks on what people decide, on the packaged functions, an emulated AWS and Slack: on the bus, in the queues, in the table, by buttons.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateUserCommand, IAMClient, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Emulated } from '../../scripts/local/account.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { type Decision, decisionJson } from '../../shared/people/decision.ts';
import { hintOf } from '../../shared/people/hint.ts';
import { slackPerson } from '../../shared/people/person.ts';
import { journalLog, nextEntry } from '../../shared/respond/journal/entry.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { personDetail } from '../../shared/respond/journal/people.ts';
import { freeze } from '../../shared/respond/journal/plans.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import type { Prepared } from '../../shared/respond/planning/action.ts';
import { buttonOf, type FakeUser } from '../notify/slack/server.ts';
import { sample } from './events.ts';
import { onDeployment, people, region } from './world.ts';

const policy = `
mode: observe
controls: { namespace-isolation/no-privileged: { mode: approve } }
notify: { slack: { channel: "#findings", minimum: critical } }
respond: { approvers: ["slack-group:S0SEC"] }
`;

const shop = 'shop';
const mallory = 'mallory';
const users: Record<string, FakeUser> = { ...people };
/** The names of the samples, as this suite calls them. */
const renamed = {
  'service:acme-web': 'service:web',
  '/acme-web"': '/web"',
  '"acme-web"': '"web"',
  'acme-web:42': `${shop}:2`,
};

/** kim signs in by Identity Center, and changes the service: that the task event does not tell who did it changes nothing. */
const kimsSession = ({ account }: Emulated): JsonObject => ({
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:kim@acme.test',
  arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/kim@acme.test`,
  accountId: account,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${region}/AWSReservedSSO_Dev_0123456789abcdef`,
      userName: 'AWSReservedSSO_Dev_0123456789abcdef',
    },
  },
});

const emailOf = (user: string) => users[user]?.email ?? null;
const person = (user: string) =>
  slackPerson({ user, email: emailOf(user), confirmed: true, groups: ['S0SEC'] });

async function sealKey(aws: Emulated): Promise<{ SealKey: string }> {
  const { KeyMetadata } = await new KMSClient(aws).send(new CreateKeyCommand({}));
  return { SealKey: KeyMetadata?.Arn ?? '' };
}

onDeployment('nobody has Seawall act who may not', { policy, users, parameters: sealKey }, (at) => {
  let ecs: ECSClient;
  let iam: IAMClient;
  let finding = '';
  let service = '';

  beforeAll(async () => {
    const { aws } = at;
    ecs = new ECSClient(aws);
    iam = new IAMClient(aws);
    await iam.send(new CreateUserCommand({ UserName: mallory }));
    service = await badService();
    const replaced = sample('19-service-replaced', aws, renamed);
    await at.happens({ ...replaced, detail: { ...replaced.detail, userIdentity: kimsSession(aws) } });
    await at.happens(sample('20-bad-task-running', aws, renamed));
    finding = JSON.parse(buttonOf(top(), 'Approve').value).finding;
  });
  afterAll(() => {
    // All that was changed is what two people approved.
    const writes = at.recorder.writes.map(({ service: of, operation }) => `${of}:${operation}`);
    expect(writes).toEqual(['ecs:UpdateService']);
  });

  const top = () => at.slack.tops()[0];
  const shown = () => JSON.stringify(top()?.blocks);
  const whispered = () => String(at.slack.whispers.at(-1)?.text);
  const progress = async () => responsesIn(await readJournal(at.store, finding)).at(-1);

  const pressed = (words: string, user: string, value?: object) => at.press(top(), words, user, value);

  /** Whether anything was changed: the service by the response or its undo, the user by what somebody made up. */
  async function state() {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: shop, services: [service] }));
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: mallory }));
    return [services?.[0]?.taskDefinition?.split(':').at(-1), AttachedPolicies?.length];
  }

  it('whoever caused it, though the newest event tells nobody (6)', async () => {
    const row = await at.store.get(finding);
    expect(row?.seen.fail?.detail.actor).toBeNull();
    for (const words of ['Approve', 'Deny', 'Acknowledge']) {
      await pressed(words, 'U0KIM');
      expect([words, whispered()]).toEqual([words, expect.stringContaining('guardrail 0')]);
    }
    expect(await progress()).toMatchObject({ phase: 'awaiting-approval', approvals: [] });
  });

  it('people who may not approve, by acknowledging (9)', async () => {
    await pressed('Acknowledge', 'U0EVE');
    await pressed('Acknowledge', 'U0INT');
    expect(shown()).toContain('*Acknowledged* by');
    expect(shown()).toContain('seawall.approve');
  });

  it('somebody who approves another plan than the message shows (14)', async () => {
    const value = JSON.parse(buttonOf(top(), 'Approve').value);
    for (const changed of [
      { ...value, plan: 'f'.repeat(64) },
      { v: 1, finding, occurrence: 0 },
    ]) {
      await pressed('Approve', 'U0LEE', changed);
      expect(whispered()).toContain('Nothing was done');
    }
    expect(await progress()).toMatchObject({ phase: 'awaiting-approval', approvals: [] });
  });

  it('one person, as two (7)', async () => {
    await pressed('Approve', 'U0LEE');
    users.U0LEE = { email: 'lee.new@acme.test' };
    await pressed('Approve', 'U0LEE');
    expect(whispered()).toContain('second person');
    expect((await progress())?.approvals).toHaveLength(1);
    expect(await state()).toEqual(['2', 0]);
  });

  it('somebody who puts events on the bus, or messages into the queues, or invokes the functions (1)', async () => {
    const decision: Decision = {
      ...{
        kind: 'approve' as const,
        finding,
        occurrence: 0,
        until: null,
        reason: null,
        at: new Date().toISOString(),
      },
      ...{ response: `${finding}-0`, plan: (await progress())?.planHash ?? null, person: person('U0SAM') },
    };
    const forged = { version: 1, decision: decisionJson(decision) };
    await attack(forged);
    expect((await progress())?.approvals).toHaveLength(1);
    expect(await state()).toEqual(['2', 0]);
  });

  it('but two people who may have it done, in spite of who acknowledged it', async () => {
    await pressed('Approve', 'U0SAM');
    expect(await progress()).toMatchObject({ phase: 'done' });
    expect(await state()).toEqual(['1', 0]);
    expect(shown()).toContain('*Approved* by <@U0SAM>');
  });

  it('nor has it undone by an event, under any name (1)', async () => {
    const undo = { response: `${finding}-0`, name: 'slack:U0SAM (sam@acme.test)', groups: ['S0SEC'] };
    await attack({ version: 1, undo });
    expect(await progress()).toMatchObject({ phase: 'done' });
    expect(await state()).toEqual(['1', 0]);
  });

  it('somebody who writes plans, journals and approvals into the table (8)', async () => {
    const { store } = at;
    const response = `${finding}-0.2`;
    const call = {
      ...{ service: 'iam', operation: 'AttachUserPolicy' },
      parameters: { UserName: mallory, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    };
    const evil: Prepared = {
      ...{
        words: 'harmless',
        account: at.aws.account,
        region: null,
        calls: [call],
        before: [],
        after: [],
        undo: [call],
      },
    };
    const { hash } = await freeze(store, plainSealer, response, evil);
    const put = async (kind: 'planned' | 'approved' | 'verified', detail: JsonObject) => {
      const journal = await readJournal(store, finding);
      const entry = nextEntry(finding, journal, new Date().toISOString(), {
        response,
        kind,
        by: 'x',
        detail,
      });
      await store.append(journalLog(finding), entry.seq, { ...entry });
    };
    const planned = {
      change: 'x',
      occurrence: 0,
      plan: hash,
      words: 'harmless',
      mode: 'enforce',
      undo: true,
    };
    await put('planned', { ...planned, approval: null });
    await at.local.send('RespondQueue', hintOf(finding));
    await at.local.settle();
    expect(await state()).toEqual(['1', 0]);
    for (const user of ['U0LEE', 'U0SAM']) await put('approved', personDetail(person(user)));
    await at.putEvent('Finding Changed', {
      version: 1,
      change: { type: 'opened', replayed: false, finding: { id: finding, response: { mode: 'enforce' } } },
    });
    await at.local.settle();
    expect(await state()).toEqual(['1', 0]);
  });

  /** By every way that is no press in Slack. */
  async function attack(message: JsonObject) {
    const change = {
      type: 'opened',
      replayed: false,
      finding: { id: finding, reopened: 0, response: { mode: 'enforce' } },
    };
    for (const type of ['Finding Changed', 'Response Changed'])
      await at.putEvent(type, {
        ...message,
        version: 1,
        change,
        notice: { kind: 'done', finding, text: 'x' },
      });
    for (const [queue, taker] of [
      ['RespondQueue', 'respond'],
      ['DecisionsQueue', 'respond'],
      ['SlackAnswersQueue', 'slack-interaction'],
    ] as const)
      for (const body of [{ detail: message }, { detail: { ...message, change } }, message])
        await at.invokeAs(queue, taker, body);
    await at.invokeAs('DecisionsQueue', 'respond', { version: 1, place: { finding, seq: 99 } });
    await at.local.settle();
    // Counted, and an alarm of the template watches that.
    await vi.waitFor(() => expect(at.local.output()).toMatch(/"ResponseDistrusted":(?:1|\[0,1)/));
  }

  async function badService(): Promise<string> {
    await ecs.send(new CreateClusterCommand({ clusterName: shop }));
    for (const privileged of [false, true]) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family: shop, containerDefinitions: [container] }));
    }
    const input = { cluster: shop, serviceName: 'web', taskDefinition: `${shop}:2`, desiredCount: 1 };
    return (await ecs.send(new CreateServiceCommand(input))).service?.serviceArn ?? '';
  }
});
