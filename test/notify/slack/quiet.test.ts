// Quiet under load: one cause one message, storms become digests; and the incoming webhook.
import { afterEach, describe, expect, it } from 'vitest';
import type { FindingChange } from '../../../shared/model/finding.ts';
import { listOf } from '../../../shared/model/json.ts';
import { placeOf, readCard } from '../../../shared/notify/deliver/card-log.ts';
import { deliver } from '../../../shared/notify/deliver/deliver.ts';
import { incomingWebhook } from '../../../shared/notify/deliver/incoming-webhook.ts';
import { type World, type WorldOptions, world } from './fixtures.ts';

let open: World | null = null;
const make = async (options?: WorldOptions) => {
  open = await world(options);
  return open;
};
afterEach(() => open?.stop());

const text = (value: unknown) => JSON.stringify(value);
const identity = (number: number) => `arn:aws:ecs:eu-west-1:111122223333:service/shop/s${number}`;

describe('one cause', () => {
  it('is one message: a deployment that breaks three controls, in one batch or in several', async () => {
    const at = await make();
    const first = await at.see({ eventId: 'deploy-1' });
    const second = await at.see({
      eventId: 'deploy-1',
      control: 'resource-usage/limits',
      severity: 'medium',
    });
    await at.deliver([...first, ...second]);
    at.pass(30_000);
    await at.deliver(await at.see({ eventId: 'deploy-2', control: 'immutability/exec', severity: 'high' }));
    expect(at.fake.tops()).toHaveLength(1);
    expect(at.fake.tops()[0]?.text).toContain('3 findings with one cause · highest: critical');
    expect(at.fake.tops()[0]?.updates).toBe(1);
    at.pass(60_000);
    const back = { outcome: 'pass', evidence: [], response: null } as const;
    await at.deliver([
      ...(await at.see(back)),
      ...(await at.see({ ...back, control: 'resource-usage/limits' })),
      ...(await at.see({ ...back, control: 'immutability/exec' })),
    ]);
    expect(at.fake.tops()[0]?.text).toContain('All 3 findings resolved');
    expect(at.fake.replies(at.fake.tops()[0]?.ts ?? '')).toHaveLength(1);
  });

  it('a push leads to the services that run it', async () => {
    const at = await make();
    const changes: FindingChange[] = [];
    for (const number of [1, 2])
      changes.push(...(await at.see({ eventId: 'push', identity: identity(number) })));
    await at.deliver(changes);
    expect(at.fake.tops()).toHaveLength(1);
    expect(text(at.fake.tops()[0]?.blocks)).toContain('On 2 things, from one event');
  });

  it('repeats raise a counter and say nothing', async () => {
    const at = await make();
    await at.deliver(await at.see());
    for (const path of ['a', 'b', 'c']) {
      at.pass(60_000);
      await at.deliver(await at.see({ evidence: [{ path, found: 1, wanted: 2, message: 'm' }] }));
    }
    expect(at.fake.messages).toHaveLength(1);
    expect(text(at.fake.tops()[0]?.blocks)).toContain('changed 3×');
  });

  it('what is below the minimum, dormant, or decided already is not told', async () => {
    const at = await make();
    await at.deliver(await at.see({ severity: 'low' }));
    await at.deliver(await at.see({ identity: identity(1), dormant: true }));
    expect(at.fake.calls).toEqual([]);
  });

  it.each([
    ['awaiting-approval', 'approve', 1, null],
    ['planned', 'enforce', 1, null],
    ['done', 'enforce', 1, null],
    ['failed', 'enforce', 1, null],
    ['planned', 'observe', 0, null],
    ['held', 'enforce', 0, 'protected'],
    // It was asked, and denied, ran out or was withdrawn: whoever was asked is told.
    ['held', 'approve', 1, null],
  ] as const)('below the minimum too, what acts or asks is told: %s in mode %s', async (outcome, mode, messages, heldBy) => {
    const response = {
      action: 'stop-workload',
      mode,
      outcome,
      heldBy,
      calls: [],
      reason: 'x',
    } as const;
    const at = await make({ response: { finding: 'f', ...response } });
    await at.deliver(await at.see({ severity: 'low' }));
    expect(at.fake.tops()).toHaveLength(messages);
  });

  it('below the minimum too, what comes to ask after its finding was opened is told', async () => {
    let asks = false;
    const response = {
      action: 'stop-workload',
      mode: 'approve',
      heldBy: null,
      calls: [],
      reason: 'x',
    } as const;
    const at = await make({
      showing: {
        responseOf: async ({ id }) =>
          asks ? { finding: id, ...response, outcome: 'awaiting-approval' } : null,
      },
    });
    const changes = await at.see({ severity: 'low' });
    await at.deliver(changes);
    expect(at.fake.tops()).toEqual([]);
    asks = true;
    await at.deliver(changes);
    expect(text(at.fake.tops()[0]?.blocks)).toContain('asks for your approval');
  });

  it('routes go by account and by the owner’s tag', async () => {
    const at = await make({
      policy: `
notify: { slack: { channel: "#findings", minimum: high, routes: [
  { when: { tags: { team: payments } }, channel: "#pay-sec" },
  { when: { account: "444455556666" }, channel: "#iam" } ] } }`,
    });
    const subject = (account: string) =>
      ({ kind: 'workload', platform: 'ecs', id: 'x', name: 'x', account, region: 'eu-west-1' }) as const;
    const elsewhere = subject('444455556666');
    await at.deliver(await at.see({ identity: 'a', tags: { team: 'payments' } }));
    await at.deliver(await at.see({ identity: 'b', subject: elsewhere, tags: { team: 'shop' }, actor: 'b' }));
    await at.deliver(await at.see({ identity: 'c', tags: null, actor: 'c' }));
    await at.deliver(await at.see({ identity: 'd', severity: 'medium', tags: { team: 'payments' } }));
    expect(at.fake.tops().map(({ channel }) => channel)).toEqual(['C0PAY', 'C0IAM', 'C0FIND']);
  });

  it('routes go by place and control', async () => {
    const at = await make({
      policy: `
notify: { slack: { channel: "#findings", routes: [
  { when: { cluster: "pay-*" }, channel: "#pay-sec" },
  { when: {}, controls: ["blast-radius/*"], channel: "#iam" } ] } }`,
    });
    await at.deliver(await at.see({ cluster: 'pay-1', identity: identity(1) }));
    await at.deliver(await at.see({ control: 'blast-radius/x', identity: identity(2) }));
    await at.deliver(await at.see({ identity: identity(3) }));
    expect(at.fake.tops().map(({ channel }) => channel)).toEqual(['C0PAY', 'C0IAM', 'C0FIND']);
  });
});

describe('a storm of 500 findings in ten seconds', () => {
  it('is a few messages and a digest; no 429 loop; none is lost', async () => {
    const at = await make({ fake: { burst: 1 } });
    const ids: string[] = [];
    for (let batch = 0; batch < 10; batch++) {
      const changes: FindingChange[] = [];
      for (let one = 0; one < 50; one++) {
        const number = batch * 50 + one;
        changes.push(
          ...(await at.see({
            identity: identity(number),
            actor: `a${number}`,
            eventId: `e${number}`,
            severity: number % 7 === 0 ? 'critical' : 'high',
          })),
        );
      }
      const failed = (await at.deliver(changes)).filter((error) => error !== null);
      expect(failed).toEqual([]);
      ids.push(...changes.map(({ finding }) => finding.id));
      at.pass(1000);
    }
    const tops = at.fake.tops();
    const digest = tops.filter(({ text }) => text.includes('more findings (highest'));
    expect(new Set(ids).size).toBe(500);
    expect(digest).toHaveLength(1);
    expect(tops.length).toBeLessThanOrEqual(16);
    expect(text(digest[0]?.blocks)).toContain(`*Resolved*\\n0 of ${500 - (tops.length - 1)}`);
    const refused = at.fake.calls.filter(({ answer }) => answer === 'ratelimited').length;
    expect(refused).toBeLessThanOrEqual(3);
    expect(at.fake.calls.length).toBeLessThan(40);
    // The server's log: never more than one accepted write a second, and no call refused twice in a row.
    const accepted = at.fake.calls.filter(({ answer }) => answer === 'ok').map((call) => call.at);
    const gaps = accepted.slice(1).map((time, place) => time - (accepted[place] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    const answers = at.fake.calls.map(({ answer }) => answer);
    expect(answers.filter((one, place) => one !== 'ok' && answers[place - 1] !== 'ok')).toEqual([]);
    // None is lost: each of the 500 is on a message that Slack holds.
    const posted = new Set(tops.map(({ ts }) => ts));
    const counts = { card: 0, digest: 0, blind: 0, notice: 0 };
    for (const id of ids) {
      const place = await placeOf(at.store, id);
      if (place === null) throw new Error(`${id} is nowhere`);
      const { message, members } = await readCard(at.store, place.card);
      expect(posted.has(message?.ts ?? '')).toBe(true);
      expect(members.some(({ finding }) => finding === id)).toBe(true);
      counts[place.kind]++;
    }
    expect(counts.card + counts.digest).toBe(500);
    expect(counts.card).toBeLessThanOrEqual(15);
    at.pass(1000);
    const solved = await at.see({ identity: identity(499), outcome: 'pass', evidence: [], response: null });
    await at.deliver(solved);
    expect(text(at.fake.tops())).toContain('*Resolved*\\n1 of');
  });
});

describe('an incoming webhook', () => {
  it('gets the message without buttons, and what is news later as messages of their own', async () => {
    const at = await make();
    const bodies: string[] = [];
    const webhook = incomingWebhook('https://hooks.slack.test/x', async (_, { body }) => {
      bodies.push(body);
      return { status: 200, headers: { get: () => null }, text: async () => 'ok' };
    });
    const delivering = () => ({
      ...at.delivering(),
      slack: webhook,
      showing: { ...at.delivering().showing, open: [] },
    });
    await deliver(await at.see(), delivering());
    await deliver(await at.see(), delivering());
    at.pass(1000);
    await deliver(await at.see({ outcome: 'pass', evidence: [], response: null }), delivering());
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).not.toContain('seawall.acknowledge');
    expect(bodies[1]).toContain('Resolved');
  });

  it('says what went wrong without its address', async () => {
    const answers = [
      { status: 429, headers: { get: () => '3' }, text: async () => '' },
      { status: 403, headers: { get: () => null }, text: async () => 'invalid_token' },
    ];
    const webhook = incomingWebhook('https://hooks.slack.test/x', async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error('https://hooks.slack.test/x refused');
      return answer;
    });
    const post = () => webhook.post({ channel: 'c', text: 't', blocks: [], thread: null, key: 'k' });
    await expect(post()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 3000 });
    await expect(post()).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(post()).rejects.toMatchObject({ message: 'the incoming webhook could not be reached' });
    await expect(webhook.update({ channel: 'c', ts: '1' }, { text: 't', blocks: [] })).rejects.toThrow(
      'cannot update',
    );
    expect(await webhook.find({ channel: 'c', thread: null }, 'k', '')).toBeNull();
    expect(listOf([])).toEqual([]);
  });
});
