// The notify function's batch: every recipient is asked, mail stands in for Slack, nothing is lost, the clock makes a round.

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { receiverAt, topicOf } from '../../functions/wiring/notify/recipients.ts';
import { slackSecret, slackSecretFrom } from '../../functions/wiring/notify/slack-secret.ts';
import { type Telling, tellAll } from '../../functions/wiring/notify/telling.ts';
import { recordDecision } from '../../shared/findings/record.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import type { Mail } from '../../shared/notify/mail.ts';
import { webhookRequest } from '../../shared/notify/webhook.ts';
import { tellOnce } from '../../shared/respond/guardrails/action-limit.ts';
import { shown } from '../notify/messages.ts';
import { type World, type WorldOptions, world } from '../notify/slack/fixtures.ts';

let open: World | null = null;
afterEach(() => open?.stop());

async function told(options: WorldOptions = {}, change: Partial<Telling> = {}) {
  const at = await world(options);
  open = at;
  const mails: Mail[] = [];
  const errors: string[] = [];
  const telling = (): Telling => ({
    slack: at.delivering(),
    mail: { publish: async (mail) => void mails.push(mail), minimum: null },
    hook: null,
    recipients: { store: at.store, toldOf: async () => shown(), now: at.iso },
    record: { store: at.store, view: at.view },
    slackMinimum: 'medium',
    hasTime: () => true,
    log: { info() {}, error: (message, details) => void errors.push(`${message} ${details.error}`) },
    ...change,
  });
  const tell = (changes: readonly FindingChange[], receives = 1) =>
    tellAll(
      changes.map((one, index) => ({
        ...{ id: `m${index}`, receives },
        body: JSON.stringify({ detail: { version: 1, change: one } }),
      })),
      telling(),
    );
  const say = (event: object, id = 'm0') =>
    tellAll([{ id, receives: 1, body: JSON.stringify(event) }], telling());
  return { at, tell, say, mails, errors, telling };
}

describe('Slack', () => {
  it.each([
    'is_archived',
    'token_revoked',
    'not_in_channel',
    'invalid_auth',
    'invalid_blocks',
  ])('%s: told by mail at once and only once, and the message comes again for Slack', async (code) => {
    const { at, tell, mails, errors } = await told();
    const changes = await at.see();
    at.fake.failures.set('chat.postMessage', [code, code]);
    expect(await tell(changes)).toEqual(['m0']);
    expect(await tell(changes)).toEqual(['m0']);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).toContain(code);
    expect(mails[0]?.body).toContain('NEW · critical');
    expect(errors[0]).toContain(code);
    expect(await tell(changes)).toEqual([]);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it('what passes by itself is mailed only once it has lasted', async () => {
    const { at, tell, mails } = await told();
    const changes = await at.see();
    at.fake.failures.set('chat.postMessage', ['fatal_error', 'fatal_error']);
    expect(await tell(changes, 1)).toEqual(['m0']);
    expect(mails).toEqual([]);
    expect(await tell(changes, 3)).toEqual(['m0']);
    expect(mails).toHaveLength(1);
  });

  it('that is set up and cannot be used is told by mail; the queue keeps the message', async () => {
    const { at, tell, mails } = await told({}, { slack: new Error('the Slack secret has no botToken') });
    expect(await tell(await at.see())).toEqual(['m0']);
    expect(mails[0]?.body).toContain('has no botToken');
    expect(await tell(await at.see({ severity: 'low', identity: 'x' }))).toEqual(['m0']);
    expect(mails).toHaveLength(1);
  });

  it('that nobody set up is no failure', async () => {
    const { at, tell, say } = await told({}, { slack: null });
    expect(await tell(await at.see())).toEqual([]);
    expect(await say({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toEqual([]);
  });

  it('fails without a topic too, and mail that fails hides nothing', async () => {
    for (const mail of [null, { minimum: null, publish: () => Promise.reject(new Error('no topic')) }]) {
      const { at, tell } = await told({}, { mail });
      at.fake.failures.set('chat.postMessage', ['is_archived']);
      expect(await tell(await at.see())).toEqual(['m0']);
      await at.stop();
    }
  });
});

describe('where nobody is told in Slack', () => {
  const asks = shown({
    response: {
      ...{ finding: 'f', action: 'stop-workload', mode: 'approve', outcome: 'awaiting-approval' },
      ...{ heldBy: null, calls: [], reason: 'stop it' },
    },
  });

  it('mail tells of what acts or asks, whatever its severity, and of nothing else below its own', async () => {
    for (const [about, alone, letters] of [
      [asks, true, 1],
      [shown(), true, 0],
      [asks, false, 0],
    ] as const) {
      const mails: Mail[] = [];
      const { at, tell, telling } = await told({}, { slack: null });
      const recipients = { ...telling().recipients, toldOf: async () => about };
      const mail = { publish: async (one: Mail) => void mails.push(one), minimum: null, alone };
      const changes = await at.see({ severity: 'low' });
      const messages = changes.map((change, index) => ({
        ...{ id: `m${index}`, receives: 1 },
        body: JSON.stringify({ detail: { version: 1, change } }),
      }));
      expect(await tellAll(messages, { ...telling(), mail, recipients })).toEqual([]);
      expect(mails).toHaveLength(letters);
      if (letters > 0) expect(mails[0]?.body).toContain('Seawall asks for your approval: stop it');
      await tell([]);
      await at.stop();
    }
  });
});

describe('mail and webhook of their own', () => {
  it('are told beside Slack; one that fails does not keep the others', async () => {
    const mails: Mail[] = [];
    const { at, tell } = await told(
      {},
      {
        mail: { publish: async (mail) => void mails.push(mail), minimum: 'high' },
        hook: {
          ...{ minimum: 'low', key: 'a key of sixteen' },
          send: () => Promise.reject(new Error('the webhook receiver answered 500')),
        },
      },
    );
    const changes = await at.see();
    expect(await tell(changes)).toEqual(['m0']);
    expect(await tell(changes)).toEqual(['m0']);
    expect([mails.length, at.fake.tops().length]).toEqual([1, 1]);
  });

  it('a topic that fails brings the message again', async () => {
    const { at, tell } = await told(
      {},
      { mail: { minimum: 'low', publish: () => Promise.reject(new Error('throttled')) } },
    );
    expect(await tell(await at.see())).toEqual(['m0']);
    expect(at.fake.tops()).toHaveLength(1);
  });
});

/** As respond writes it down. */
async function tripped(at: World, text: string): Promise<void> {
  const place = { control: 'namespace-isolation/no-privileged', account: '111122223333' };
  await tellOnce(at.store, place, { windowMs: 600_000, text, now: at.now() }, async () => {});
}

describe('a message of the queue', () => {
  it('is a hint: nothing that it says of the finding is told to anybody', async () => {
    const mails: Mail[] = [];
    const hooked: string[] = [];
    const { at, tell } = await told(
      {},
      {
        mail: { publish: async (mail) => void mails.push(mail), minimum: 'low' },
        hook: {
          ...{ minimum: 'low', key: 'a key of sixteen' },
          send: async ({ body }) => void hooked.push(body),
        },
      },
    );
    const [change] = await at.see();
    if (change === undefined) throw new Error('nothing was seen');
    const { finding } = change;
    const made = { ...finding, title: 'All is well', status: 'resolved' as const, control: 'a/evil.test' };
    expect(await tell([{ ...change, type: 'resolved', finding: made }])).toEqual([]);
    const all = JSON.stringify([mails, hooked, at.fake.messages]);
    expect([mails.length, hooked.length, at.fake.tops().length]).toEqual([1, 1, 1]);
    expect(all).toContain(finding.control);
    expect(all).not.toMatch(/evil\.test|All is well|resolved/i);
  });
});

describe('what is no change', () => {
  it('an action limit that was reached is said once, however often it is delivered', async () => {
    const { at, tell, say } = await told();
    const [change] = await at.see();
    await tell(change === undefined ? [] : [change]);
    await tripped(at, '<!here> a/b: 5 actions in 10 minutes');
    // What the message itself says is nobody's word.
    const notice = { kind: 'brake', finding: change?.finding.id, text: 'Log in at evil.test' };
    const event = { id: 'event-1', detail: { version: 1, notice } };
    expect([await say(event, 'm1'), await say(event, 'm2')]).toEqual([[], []]);
    expect(at.fake.tops()).toHaveLength(2);
    expect(JSON.stringify(at.fake.tops()[1])).toContain('‹!here› a/b: 5 actions');
    expect(JSON.stringify(at.fake.messages)).not.toContain('evil.test');
  });

  it('what cannot be read stays in the queue', async () => {
    const { say } = await told();
    expect(await say({ detail: {} })).toEqual(['m0']);
    expect(await say({ detail: { change: { finding: { id: '0'.repeat(32) } }, undo: {} } })).toEqual(['m0']);
  });

  it('a notice that cannot be shown comes again', async () => {
    const { at, say, tell } = await told();
    const [change] = await at.see();
    await tell(change === undefined ? [] : [change]);
    at.fake.failures.set('chat.postMessage', ['is_archived']);
    await tripped(at, 'x');
    const notice = { kind: 'brake', finding: change?.finding.id, text: 'x' };
    expect(await say({ detail: { version: 1, notice } })).toEqual(['m0']);
  });
});

describe('a round', () => {
  const clock = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
  const lost = { outcome: 'unknown', evidence: [], response: null, reason: 'access denied' } as const;

  it('tells of lost sight once it has lasted, once, in one message, and counts out who is seen again', async () => {
    const { at, tell, say } = await told();
    const names = ['a', 'b', 'c'];
    const see = async (change: Parameters<World['see']>[0]) => {
      for (const identity of names) {
        const own = { identity, actor: identity, eventId: `${identity}/${at.now()}` };
        await tell(await at.see({ ...change, ...own }));
      }
    };
    await see({});
    at.pass(60_000);
    await see(lost);
    await say(clock);
    at.pass(40 * 60_000);
    // Looking in vain again and again does not make it younger.
    await see(lost);
    await say(clock);
    expect(at.fake.tops()).toHaveLength(3);
    at.pass(30 * 60_000);
    await see(lost);
    await say(clock);
    await say(clock);
    const blind = () => at.fake.tops()[3];
    expect(at.fake.tops()).toHaveLength(4);
    expect(blind()?.text).toContain('3 findings can no longer be verified');
    expect(JSON.stringify(blind()?.blocks)).toContain('3 × `access denied`');
    expect(blind()?.updates).toBe(0);
    at.pass(60_000);
    await tell(await at.see({ identity: 'a' }));
    await say(clock);
    expect(blind()?.text).toContain('2 findings can no longer be verified');
    at.pass(60_000);
    await see({});
    await say(clock);
    expect(blind()?.text).toContain('can be verified again');
    expect(at.fake.tops()).toHaveLength(4);
  });

  it('tells that a waiver has ended', async () => {
    const { at, tell, say } = await told();
    const changes = await at.see({ severity: 'high' });
    await tell(changes);
    const id = changes[0]?.finding.id ?? '';
    const waiver = { kind: 'waive', by: 'slack:U0KIM', reason: 'migration', until: '2026-03-02' } as const;
    await recordDecision(at.store, id, waiver, { ...at.view, now: at.iso(), replayed: false });
    at.pass(2 * 86_400_000);
    await say(clock);
    expect((await at.store.get(id))?.told.last).toMatchObject({ type: 'waiver-ended', status: 'open' });
  });

  it('that runs out of time says so', async () => {
    const seen: object[] = [];
    const log = { info: (_: string, details: object) => void seen.push(details), error() {} };
    const { at, say } = await told({}, { hasTime: () => false, log });
    await at.see();
    await say(clock);
    expect(seen).toEqual([{ ticked: 0, blind: 0, whole: false }]);
  });
});

describe('at the edges', () => {
  it('mail goes to the topic', async () => {
    const client = new SNSClient({ region: 'eu-west-1' });
    const sns = mockClient(client);
    sns.on(PublishCommand).resolves({ MessageId: '1' });
    await topicOf(
      client,
      'arn:aws:sns:eu-west-1:111122223333:people',
    )({
      ...{ subject: 's', body: 'b' },
    });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      ...{ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:people', Subject: 's', Message: 'b' },
    });
  });

  it('the receiver’s address is in no error, and redirects are not followed', async () => {
    const requests: { url: string; redirect: string }[] = [];
    const answers: (() => Promise<{ ok: boolean; status: number }>)[] = [
      async () => ({ ok: true, status: 204 }),
      async () => ({ ok: false, status: 500 }),
      () => Promise.reject(new Error('https://example.test/secret refused')),
    ];
    const send = receiverAt('https://example.test/secret', (url, { redirect }) => {
      requests.push({ url, redirect });
      return answers.shift()?.() ?? Promise.reject(new Error('no answer'));
    });
    const { at } = await told();
    const [change] = await at.see();
    if (change === undefined) throw new Error('nothing was told');
    const request = webhookRequest(change, shown(), 'a key of sixteen', at.now());
    await send(request);
    await expect(send(request)).rejects.toThrow('answered 500');
    await expect(send(request)).rejects.toThrow(/^the webhook receiver could not be reached$/);
    expect(requests[0]).toEqual({ url: 'https://example.test/secret', redirect: 'error' });
  });

  it('the secret is read anew after five minutes, and its errors quote nothing', async () => {
    let reads = 0;
    const SecretString = JSON.stringify({ botToken: 'xoxb-1', signingSecret: 's', team: 'T0ACME' });
    const client = { send: async () => ({ SecretString, reads: ++reads }) } as never;
    for (const minute of [0, 4, 6]) await slackSecret('arn', client, minute * 60_000);
    expect(reads).toBe(2);
    expect(slackSecretFrom(SecretString)).toMatchObject({ app: null, receiver: null, webhookUrl: null });
    expect(() => slackSecretFrom('{"botToken":"xoxb-1"')).toThrow(/^the Slack secret has no botToken/);
    const receiver = { receiverUrl: 'https://x.test', receiverKey: 'k'.repeat(16) };
    expect(slackSecretFrom(JSON.stringify(receiver))).toMatchObject({ receiver: { url: 'https://x.test' } });
    for (const wrong of [{ receiverKey: 'short' }, { receiverUrl: 'http://x.test' }])
      expect(() => slackSecretFrom(JSON.stringify({ ...receiver, ...wrong }))).toThrow('receiver');
  });
});
