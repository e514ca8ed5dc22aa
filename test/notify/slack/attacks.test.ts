// The attack table of the Slack endpoint: each is refused or made neutral. Who decides what: attacks-on-decisions.test.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handedOn, pressIn } from '../../../shared/notify/answer/handed.ts';
import { receive } from '../../../shared/notify/answer/receive.ts';
import { signatureOf } from '../../../shared/notify/answer/verify.ts';
import { app, form, press, secret, signed, team, type World, waiver, world } from './fixtures.ts';

let at: World;
beforeEach(async () => {
  at = await world();
  await at.deliver(await at.see({ severity: 'high' }));
});
afterEach(() => at.stop());

const top = () => at.fake.tops()[0];
const upper = (signature = '') => `v0=${signature.slice(3).toUpperCase()}`;
const acknowledged = () => JSON.stringify(top()?.blocks).includes('Acknowledged');

describe('a request is refused', () => {
  const body = () => press(top(), 'Acknowledge');
  const cases: Record<string, () => { body: string; headers: Record<string, string> }> = {
    'with another key’s signature': () => {
      const sent = body();
      return { body: sent, headers: signed(sent, at.now(), 'another secret') };
    },
    'without a signature': () => ({ body: body(), headers: {} }),
    'with a signature of another form': () => {
      const sent = body();
      return { body: sent, headers: { ...signed(sent, at.now()), 'x-slack-signature': 'v0=00' } };
    },
    'from six minutes ago': () => {
      const sent = body();
      return { body: sent, headers: signed(sent, at.now() - 360_000) };
    },
    'from six minutes ahead': () => {
      const sent = body();
      return { body: sent, headers: signed(sent, at.now() + 360_000) };
    },
    'with a changed timestamp': () => {
      const sent = body();
      const other = String(Math.floor(at.now() / 1000) + 1);
      return { body: sent, headers: { ...signed(sent, at.now()), 'x-slack-request-timestamp': other } };
    },
    'with a signature in capitals': () => {
      const sent = body();
      const headers = signed(sent, at.now());
      return {
        body: sent,
        headers: { ...headers, 'x-slack-signature': upper(headers['x-slack-signature']) },
      };
    },
    'with zeros before its time': () => {
      const sent = body();
      const time = `00${Math.floor(at.now() / 1000)}`;
      const signature = signatureOf(secret, time, Buffer.from(sent));
      return { body: sent, headers: { 'x-slack-request-timestamp': time, 'x-slack-signature': signature } };
    },
    'with a time that is no number': () => {
      const signature = signatureOf(secret, '1e9', Buffer.from(body()));
      return {
        body: body(),
        headers: { 'x-slack-request-timestamp': '1e9', 'x-slack-signature': signature },
      };
    },
    'signed with nothing for a secret': () => {
      const sent = body();
      return { body: sent, headers: signed(sent, at.now(), '') };
    },
    'with another’s body behind a real signature': () => ({
      body: 'x'.repeat(3_000_000),
      headers: signed(body(), at.now()),
    }),
    'without a body': () => ({ body: '', headers: signed(body(), at.now()) }),
    'with a tampered payload': () => {
      const sent = body();
      return { body: sent.replace('U0KIM', 'U0LEE'), headers: signed(sent, at.now()) };
    },
  };

  it.each(Object.keys(cases))('%s', async (name) => {
    const request = cases[name]?.();
    expect(request === undefined ? null : await at.receive(request)).toEqual({ status: 401, body: '' });
    expect(at.queue).toEqual([]);
    expect(at.warnings).toHaveLength(1);
  });

  it('when it comes again', async () => {
    const sent = body();
    const request = { body: sent, headers: signed(sent, at.now()) };
    expect((await at.receive(request)).status).toBe(200);
    expect((await at.receive(request)).status).toBe(401);
    expect(at.queue).toHaveLength(1);
    expect(at.warnings[0]?.details).toEqual({ reason: 'replayed' });
  });

  it.each([
    ['no form', 'hello'],
    ['two payloads', 'payload={}&payload={}'],
    ['no JSON', 'payload=%7B'],
    ['nobody', form({ type: 'block_actions', team: { id: team } })],
    [
      'a prototype for a user',
      form({ type: 'block_actions', user: { id: '__proto__' }, team: { id: team } }),
    ],
    [
      'a strange value',
      form({
        type: 'block_actions',
        user: { id: 'U0KIM' },
        team: { id: team },
        actions: [{ action_id: 'seawall.approve', value: '{"v":1,"finding":"../x y","occurrence":0}' }],
      }),
    ],
    [
      'another’s dialogue',
      form({
        type: 'view_submission',
        user: { id: 'U0KIM' },
        team: { id: team },
        view: { callback_id: 'x' },
      }),
    ],
    [
      'a broken dialogue',
      form({
        type: 'view_submission',
        user: { id: 'U0KIM' },
        team: { id: team },
        view: { callback_id: 'seawall.waive', private_metadata: '{' },
      }),
    ],
    [
      'two buttons at once',
      form({ type: 'block_actions', user: { id: 'U0KIM' }, team: { id: team }, actions: [{}, {}] }),
    ],
  ])('signed, but %s', async (_, sent) => {
    expect((await at.receive({ body: sent })).status).toBe(400);
    expect(at.queue).toEqual([]);
  });
});

describe('a signed press changes nothing', () => {
  const outcome = async (change: Parameters<typeof press>[2], words = 'Acknowledge') => {
    const { status } = await at.receive({ body: press(top(), words, change) });
    return [status, ...(await at.work())];
  };

  it('from another workspace', async () => {
    expect(await outcome({ team: 'T0OTHER' })).toEqual([403]);
  });
  it('by another app', async () => {
    expect(await outcome({ app: 'A0OTHER' })).toEqual([403]);
    expect(at.warnings.at(-1)?.details).toEqual({ team, app: 'A0OTHER' });
  });
  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another version', '{"v":3,"finding":"a","occurrence":0}'],
    ['a plan that is no hash', '{"v":2,"finding":"a","occurrence":0,"response":"a-0","plan":"x"}'],
    ['a response that is a path', '{"v":2,"finding":"a","occurrence":0,"response":"../ x","plan":null}'],
    ['a path out of the record', '{"v":1,"finding":"../../etc passwd","occurrence":0}'],
    ['a finding that is no text', '{"v":1,"finding":{"$gt":""},"occurrence":0}'],
    ['an occurrence that is no number', '{"v":1,"finding":"a","occurrence":"0"}'],
    ['100 kB', `{"v":1,"finding":"${'a'.repeat(100_000)}","occurrence":0}`],
  ])('with a made-up value: %s', async (_, value) => {
    expect(await outcome({ value })).toEqual([400]);
  });
  it('for a finding that is nowhere', async () => {
    const value = JSON.stringify({ v: 1, finding: 'made-up', occurrence: 0 });
    expect(await outcome({ value })).toEqual([200, 'refused']);
  });
  it('for a decision that no button stands for', async () => {
    const body = press(top(), 'Acknowledge').replaceAll('seawall.acknowledge', 'seawall.delete');
    expect((await at.receive({ body })).status).toBe(200);
    expect(at.queue).toEqual([]);
  });
  it('for a decision whose button the message does not show', async () => {
    for (const [kind, words] of [
      ['approve', 'does not support that'],
      ['undo', 'does not support that'],
    ] as const) {
      const body = press(top(), 'Acknowledge').replaceAll('seawall.acknowledge', `seawall.${kind}`);
      await at.receive({ body });
      expect(await at.work()).toEqual(['refused']);
      expect(at.fake.whispers.at(-1)?.text).toContain(words);
    }
  });
  it('by one who is no approver, although the button is there', async () => {
    const body = waiver(top(), 'U0EVE', 'because I can');
    expect((await at.receive({ body })).status).toBe(200);
    expect(await at.work()).toEqual(['refused']);
    expect(at.fake.whispers.at(-1)?.text).toContain('does not name you as an approver');
  });
  it('where the policy names a group that Slack does not know: nobody is in it, and the log says so', async () => {
    const other = await world({
      policy: 'notify: { slack: { channel: "#findings" } }\nrespond: { approvers: ["slack-group:S0GONE"] }',
    });
    await other.deliver(await other.see({ severity: 'high' }));
    await other.receive({ body: press(other.fake.tops()[0], 'Acknowledge') });
    expect(await other.work()).toEqual(['decided']);
    expect(other.warnings.map(({ details }) => details)).toEqual([{ group: 'S0GONE' }]);
    await other.stop();
  });
  it('by somebody of another workspace in a shared channel', async () => {
    expect(await outcome({ user: 'U0OTHER', userTeam: 'T0OTHER' })).toEqual([200, 'foreign']);
    expect(at.fake.whispers.at(-1)?.text).toContain('people of other workspaces cannot decide');
    expect(await outcome({ user: 'U0OTHER' })).toEqual([200, 'refused']);
  });
  it('by somebody Slack does not know, or a guest', async () => {
    expect(await outcome({ user: 'U0NOBODY' })).toEqual([200, 'refused']);
    expect(await outcome({ user: 'U0GUEST' })).toEqual([200, 'refused']);
  });
  it('for another finding than the message shows', async () => {
    at.pass(3_600_000);
    const identity = 'arn:aws:ecs:eu-west-1:111122223333:service/pay/api';
    const [other] = await at.see({ severity: 'high', identity, actor: 'lee' });
    await at.deliver(other === undefined ? [] : [other]);
    expect(at.fake.tops()).toHaveLength(2);
    const value = JSON.stringify({ v: 1, finding: other?.finding.id, occurrence: 0 });
    expect(await outcome({ value })).toEqual([200, 'refused']);
    expect(at.fake.whispers.at(-1)?.text).toContain('no longer shows that finding');
    expect(await outcome({ value: JSON.stringify({ v: 1, finding: 'f00/1', occurrence: 0 }) })).toEqual([
      200,
      'refused',
    ]);
  });
  it('by the finding’s own actor (guardrail 0)', async () => {
    const actor = 'arn:aws:sts::111122223333:assumed-role/sso/kim@acme.test';
    at.pass(3_600_000);
    await at.deliver(await at.see({ identity: 'own', actor, severity: 'high' }));
    const { status } = await at.receive({ body: press(at.fake.tops()[1], 'Acknowledge') });
    expect([status, ...(await at.work())]).toEqual([200, 'refused']);
    expect(at.fake.whispers.at(-1)?.text).toContain('guardrail 0');
  });
  it('and a word that cannot be delivered does not undo a decision', async () => {
    at.fake.failures.set('chat.postEphemeral', ['user_not_in_channel']);
    expect(await outcome({})).toEqual([200, 'decided']);
    expect(acknowledged()).toBe(true);
    expect(at.warnings.at(-1)?.details.code).toBe('user_not_in_channel');
  });
  it('when the dialogue cannot be opened: the person is told', async () => {
    expect(await outcome({ trigger: 'old' }, 'Waive…')).toEqual([200]);
    expect(at.fake.whispers.at(-1)?.text).toContain('once more');
  });
});

describe('hostile text is neutral', () => {
  const huge = 'n'.repeat(100_000);
  const nasty = [
    '<!channel> <!here> <@U0KIM> <https://evil.test|login>',
    '*bold* _it_ ~no~ `code` ```pre``` :skull: > quote',
    'abc\u202Egnp.exe\u2066\u200b\u0000\u001b[31m\ud800',
    '&lt;!channel&gt; &amp;',
    huge,
    '`'.repeat(100_000),
    '\u0301'.repeat(5000),
  ];

  it.each(nasty.map((one, index) => [index, one] as const))('%i', async (_, name) => {
    at.pass(3_600_000);
    const evidence = Array.from({ length: 200 }, () => ({
      path: name,
      found: name,
      wanted: [name],
      message: name,
    }));
    const subject = {
      kind: 'workload',
      platform: 'ecs',
      id: `x${name.slice(0, 50)}`,
      name,
      account: name,
      region: name,
    } as const;
    const changes = await at.see({
      severity: 'high',
      identity: `x${name.slice(0, 50)}`,
      subject,
      evidence,
      actor: name,
      cluster: name.slice(0, 100),
      namespace: name,
      group: name,
      instance: name,
      control: `family/${name.slice(0, 100)}`,
    });
    expect(await at.deliver(changes)).toEqual(changes.map(() => null));
    const message = at.fake.tops()[1];
    const said = JSON.stringify([message?.text, message?.blocks]);
    expect(said).not.toMatch(/<!(?:channel|here|everyone|subteam)|<@|<https?:/);
    expect(
      stringsIn([message?.text, message?.blocks]).filter((one) => /[\p{Cs}\p{Cf}]|[^\n\P{Cc}]/u.test(one)),
    ).toEqual([]);
    expect(said.length).toBeLessThan(60_000);
    // Formatting only means something outside of code; there, everything is ours.
    for (const { text } of mrkdwns(message?.blocks))
      expect(text.replace(/`[^`]*`/g, '').replace(/<!date[^>]*>/g, '')).not.toMatch(/bold|_it_|skull|evil|`/);
  });
});

function mrkdwns(value: unknown): { text: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [{ text: String(value.text) }];
  return Object.values(value).flatMap(mrkdwns);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

describe('what waits in the queue', () => {
  it('is checked once more by whoever takes it: a press that Slack did not sign decides nothing', async () => {
    const body = press(top(), 'Acknowledge');
    const forged = {
      ...handedOn({ headers: signed(body, at.now(), 'no secret'), body: Buffer.from(body) }),
    };
    const old = {
      decision: 'acknowledge',
      finding: 'f',
      occurrence: 0,
      user: 'U0KIM',
      team,
      userTeam: team,
      app,
    };
    at.queue.push(forged, old as never, 'x' as never, null as never);
    expect(await at.work()).toEqual([
      'Slack did not sign it',
      'the message is no request of Slack',
      'the message is no request of Slack',
      'the message is no request of Slack',
    ]);
    expect(acknowledged()).toBe(false);
  });

  it('is refused where it was changed, comes from elsewhere, or has waited too long', async () => {
    const body = press(top(), 'Acknowledge');
    const real = handedOn({ headers: signed(body, at.now()), body: Buffer.from(body) });
    const changed = { ...real, body: Buffer.from(body.replace('U0KIM', 'U0LEE')).toString('base64') };
    const foreign = press(top(), 'Acknowledge', { app: 'A0OTHER' });
    const link = form({ type: 'block_actions', user: { id: 'U0KIM' }, team: { id: team }, actions: [] });
    const signedNow = (text: string) =>
      handedOn({ headers: signed(text, at.now()), body: Buffer.from(text) });
    at.queue.push(changed, signedNow(foreign), signedNow(link));
    expect(await at.work()).toEqual([
      'Slack did not sign it',
      'it comes from another workspace or app',
      'nothing is decided by it',
    ]);
    at.pass(25 * 3_600_000);
    at.queue.push(real);
    expect(await at.work()).toEqual(['it has waited for more than a day']);
    expect(acknowledged()).toBe(false);
  });
});

describe('without a signing secret nobody can sign', () => {
  it.each(['', ' ', '\n'])('%j', async (empty) => {
    const body = press(top(), 'Acknowledge');
    const request = { headers: signed(body, at.now(), empty), body: Buffer.from(body) };
    expect(await receive(request, { ...at.receiving, secret: empty })).toEqual({ status: 401, body: '' });
    expect(at.warnings.at(-1)?.details).toEqual({ reason: 'no-secret' });
    expect(pressIn(handedOn(request), { secret: empty, team, app, now: at.now() })).toMatchObject({
      ok: false,
    });
    expect(at.queue).toEqual([]);
  });
});
