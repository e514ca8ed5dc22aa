// One finding's way: change, message, signed press, decision in the record, message updated. Over real HTTP to the fake Slack.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Response } from '../../../shared/model/response.ts';
import { answer } from '../../../shared/notify/answer/answer.ts';
import { pressIn } from '../../../shared/notify/answer/handed.ts';
import { receive } from '../../../shared/notify/answer/receive.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import { refresh } from '../../../shared/notify/deliver/deliver.ts';
import type { Decision } from '../../../shared/people/decision.ts';
import { invalidBlocks } from './block-limits.ts';
import {
  app,
  form,
  type Pressing,
  press,
  secret,
  signed,
  team,
  type World,
  type WorldOptions,
  world,
} from './fixtures.ts';
import { buttonOf } from './server.ts';

let open: World | null = null;
const make = async (options?: WorldOptions) => {
  open = await world(options);
  return open;
};
afterEach(async () => {
  await open?.stop();
  open = null;
});

const text = (value: unknown) => JSON.stringify(value);
const notCritical = { severity: 'high' } as const;

/** A finding told, and the message that tells it. */
async function told(options?: WorldOptions) {
  const at = await make(options);
  await at.deliver(await at.see(notCritical));
  return { at, message: () => at.fake.tops()[0] };
}

async function pressed(at: World, words: string, change: Pressing = {}) {
  const status = (await at.receive({ body: press(at.fake.tops()[0], words, change) })).status;
  return [status, ...(await at.work())];
}

describe('a finding', () => {
  it('is posted once, however often it is delivered', async () => {
    const at = await make();
    const changes = await at.see();
    expect(await at.deliver([...changes, ...changes])).toEqual([null, null]);
    await at.deliver(changes);
    expect(at.fake.tops()).toHaveLength(1);
    expect(at.fake.tops()[0]).toMatchObject({ channel: 'C0FIND', updates: 0 });
    expect(at.fake.tops()[0]?.text).toContain('Title of no-privileged');
  });

  it('is acknowledged by a signed press; the message says by whom, and its thread too', async () => {
    const { at, message } = await told();
    expect(await pressed(at, 'Acknowledge')).toEqual([200, 'decided']);
    expect(text(message()?.blocks)).toContain('*Acknowledged* by <@U0KIM>');
    expect(text(message()?.blocks)).not.toContain('seawall.acknowledge');
    expect(message()?.updates).toBe(1);
    expect(at.fake.replies(message()?.ts ?? '').map((reply) => reply.text)).toEqual([
      expect.stringContaining('Acknowledged by <@U0KIM>: Title of no-privileged'),
    ]);
    expect(at.fake.whispers).toEqual([expect.objectContaining({ user: 'U0KIM', text: 'Acknowledged.' })]);
    const row = await at.store.get(JSON.parse(buttonOf(message(), 'Waive…').value).finding);
    expect(row?.decided.acknowledged).toMatchObject({ by: 'slack:U0KIM (kim@acme.test)', reason: null });
  });

  it('says when it is resolved and when it is back, in place and in its thread', async () => {
    const { at, message } = await told();
    at.pass(60_000);
    await at.deliver(await at.see({ outcome: 'pass', evidence: [], response: null }));
    expect(message()?.text).toContain('Resolved · high');
    at.pass(60_000);
    await at.deliver(await at.see(notCritical));
    expect(message()?.text).toContain('High · back again');
    expect(at.fake.replies(message()?.ts ?? '')).toHaveLength(2);
    expect(at.fake.tops()).toHaveLength(1);
    at.pass(60_000);
    await at.deliver(await at.see({ outcome: 'pass', evidence: [], response: null }));
    at.pass(48 * 3_600_000);
    await at.deliver(await at.see(notCritical));
    expect(at.fake.tops()).toHaveLength(2);
  });

  it('is waived in a dialogue, with a date and a reason', async () => {
    const { at, message } = await told();
    expect(await pressed(at, 'Waive…')).toEqual([200]);
    const [view] = at.fake.views;
    const submitted = (date: string, reason: string) =>
      form({
        type: 'view_submission',
        user: { id: 'U0KIM', team_id: team },
        team: { id: team },
        view: {
          ...view,
          state: {
            values: { until: { date: { selected_date: date } }, reason: { text: { value: reason } } },
          },
        },
      });
    const wrong = await at.receive({ body: submitted('2027-03-01', 'migration to Fargate') });
    expect(JSON.parse(wrong.body)).toMatchObject({
      response_action: 'errors',
      errors: { until: expect.any(String) },
    });
    expect((await at.receive({ body: submitted('2026-02-01', 'migration') })).body).toContain('not over yet');
    expect((await at.receive({ body: submitted('2026-03-08', '  x  ') })).body).toContain('Give a reason');
    expect((await at.receive({ body: submitted('2026-03-08', 'migration *now*') })).body).toBe('');
    expect(await at.work()).toEqual(['decided']);
    expect(text(message()?.blocks)).toContain('*Waived* until 2026-03-08 by <@U0KIM>');
    expect(text(message()?.blocks)).toContain('“migration *now*”');
    expect(message()?.text).toContain('Waived');
    at.pass(1000);
    expect(at.queue).toEqual([]);
  });

  it('explains a second press, and one that comes too late', async () => {
    const { at, message } = await told();
    const [first, second, third] = [0, 1, 2].map(() => press(message(), 'Acknowledge'));
    await at.receive({ body: first ?? '' });
    await at.receive({ body: second ?? '' });
    expect(await at.work()).toEqual(['decided', 'late']);
    expect(at.fake.whispers.at(-1)?.text).toBe('It is acknowledged already, by kim@acme.test.');
    at.pass(60_000);
    await at.deliver(await at.see({ outcome: 'pass', evidence: [], response: null }));
    await at.deliver(await at.see({ ...notCritical, asOf: new Date(at.now() + 1).toISOString() }));
    at.pass(1000);
    await at.receive({ body: third ?? '' });
    expect(await at.work()).toEqual(['late']);
    expect(at.fake.whispers.at(-1)?.text).toContain('has come back since');
  });

  it('waits for two people where it is critical and the actor may be the one who pressed', async () => {
    const at = await make();
    await at.deliver(await at.see());
    expect(await pressed(at, 'Acknowledge')).toEqual([200, 'half']);
    expect(text(at.fake.tops()[0]?.blocks)).toContain('*Acknowledge requested (1 of 2):* <@U0KIM>');
    expect(await pressed(at, 'Acknowledge')).toEqual([200, 'half']);
    expect(await pressed(at, 'Acknowledge', { user: 'U0LEE' })).toEqual([200, 'decided']);
    expect(text(at.fake.tops()[0]?.blocks)).toContain('by <@U0LEE> with <@U0KIM>');
  });
});

describe('a word to one person', () => {
  it('is text in which nothing is parsed: reasons name things out of events', async () => {
    const words = 'changed since: <!channel> *now* is <https://evil.test|x>';
    const { at } = await told({
      decisions: { approve: async () => ({ outcome: 'no-effect', words }) },
      response: {
        ...{ finding: 'f', action: 'stop-workload', mode: 'approve', outcome: 'awaiting-approval' },
        ...{ heldBy: null, calls: [], reason: 'x' },
      },
    });
    expect(await pressed(at, 'Approve')).toEqual([200, 'no-effect']);
    const [whisper] = at.fake.whispers;
    expect(text(whisper)).not.toMatch(/<!|<http/);
    expect(whisper?.blocks).toMatchObject([{ text: { type: 'plain_text', emoji: false } }]);
    expect(invalidBlocks(whisper?.blocks)).toEqual([]);
  });
});

describe('two people at once', () => {
  it('are both heard: the second of two completes the decision, whoever was first', async () => {
    const at = await make();
    await at.deliver(await at.see());
    const message = at.fake.tops()[0];
    for (const user of ['U0KIM', 'U0LEE'])
      await at.receive({ body: press(message, 'Acknowledge', { user }) });
    const both = at.queue.splice(0);
    const sleep = (milliseconds: number) =>
      new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 20));
    const answering = {
      ...at.answering,
      refresh: async (id: string) => void (await refresh(id, { ...at.delivering(), sleep })),
    };
    const presses = both.map((one) => pressIn(one, { secret, team, app, now: at.now() }));
    const outcomes = await Promise.all(
      presses.map((one) => (one.ok ? answer(one.press, answering) : one.reason)),
    );
    expect(outcomes).toContain('decided');
    expect(text(at.fake.tops()[0]?.blocks)).toContain('*Acknowledged* by');
    expect(at.fake.replies(at.fake.tops()[0]?.ts ?? '')).toHaveLength(1);
  });

  it('who answer differently: the first counts, the second is told by whom', async () => {
    const { at, message } = await told();
    await at.receive({ body: press(message(), 'Acknowledge') });
    await at.receive({ body: press(message(), 'Acknowledge', { user: 'U0LEE' }) });
    expect(await at.work()).toEqual(['decided', 'late']);
    expect(at.fake.whispers.at(-1)).toMatchObject({
      user: 'U0LEE',
      text: 'It is acknowledged already, by kim@acme.test.',
    });
  });
});

describe('a slow Slack', () => {
  it('keeps nobody waiting: the press is answered within three seconds', async () => {
    const { at, message } = await told();
    let asked = 0;
    const mute = createServer(() => {
      asked++;
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const slackApiUrl = `http://127.0.0.1:${(mute.address() as AddressInfo).port}/api/`;
    const timeout = 1200;
    const slow = slackClient('xoxb-test', { slackApiUrl, timeout });
    const body = press(message(), 'Waive…');
    const request = { headers: signed(body, at.now()), body: Buffer.from(body) };
    expect(await receive(request, { ...at.receiving, slack: slow })).toEqual({ status: 200, body: '' });
    // So often, and each time for as long as the client waits.
    expect(asked).toBeGreaterThan(0);
    expect(asked * timeout).toBeLessThan(3000);
    expect(at.warnings.at(-1)?.details.code).toBe('unreachable');
    mute.closeAllConnections();
    mute.close();
  });
});

describe('a response', () => {
  const base: Response = {
    finding: 'f',
    action: 'stop-workload',
    mode: 'approve',
    outcome: 'awaiting-approval',
    heldBy: null,
    calls: [],
    reason: 'roll service web back to web:41',
  };

  it('is approved by one who may; the engine is asked once, with the name', async () => {
    const asked: string[] = [];
    const approve = async ({ person, response, plan }: Decision) => {
      asked.push(`${person.name} ${response} ${plan?.length}`);
      return { outcome: 'decided', words: 'Rolled back.' } as const;
    };
    const { at } = await told({ response: base, decisions: { approve, deny: approve } });
    expect(await pressed(at, 'Approve', { user: 'U0EVE' })).toEqual([200, 'refused']);
    expect(asked).toEqual([]);
    expect(await pressed(at, 'Approve')).toEqual([200, 'decided']);
    expect(asked).toEqual(['slack:U0KIM (kim@acme.test) f-0 64']);
    expect(at.fake.whispers.at(-1)?.text).toBe('Rolled back.');
  });

  it('has no buttons where nobody can carry it out', async () => {
    const { message } = await told({ response: base });
    expect(text(message()?.blocks)).not.toContain('seawall.approve');
    expect(text(message()?.blocks)).toContain('asks for your approval: roll service web back to web:41');
  });

  it('can be undone once it is done', async () => {
    const words = 'It was changed since: undo would overwrite that.';
    const undo = async () => ({ outcome: 'no-effect', words }) as const;
    const { at } = await told({ response: { ...base, outcome: 'done' }, decisions: { undo } });
    expect(await pressed(at, 'Undo')).toEqual([200, 'no-effect']);
    expect(at.fake.whispers.at(-1)?.text).toContain('changed since');
  });
});

describe('without approvers in the policy', () => {
  it('people can only say that they saw it', async () => {
    const { message } = await told({ policy: 'notify: { slack: { channel: "#findings" } }' });
    expect(text(message()?.blocks)).toContain('seawall.acknowledge');
    expect(text(message()?.blocks)).not.toContain('seawall.waive');
  });
});

describe('a link', () => {
  it('needs no decision', async () => {
    const { at } = await told();
    const body = form({
      type: 'block_actions',
      user: { id: 'U0KIM' },
      team: { id: team },
      actions: [{ action_id: 'seawall.open' }],
    });
    expect(await at.receive({ body })).toEqual({ status: 200, body: '' });
    expect(at.queue).toEqual([]);
    expect(signed('x', 0)['x-slack-request-timestamp']).toBe('0');
  });
});
