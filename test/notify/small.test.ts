// The small pure parts: text messages, console links, who is the actor, lasting unknowns, the signed webhook.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FindingChange } from '../../shared/model/finding.ts';
import { cardState } from '../../shared/notify/card.ts';
import { SlackError, type SlackMessages } from '../../shared/notify/deliver/api.ts';
import { paced } from '../../shared/notify/deliver/paced.ts';
import { causesOf, channelOf, isNews, lastingUnknown } from '../../shared/notify/quiet.ts';
import { consoleUrl } from '../../shared/notify/slack/console-url.ts';
import { person } from '../../shared/notify/slack/words.ts';
import { isTold, messageText } from '../../shared/notify/text.ts';
import { webhookRequest } from '../../shared/notify/webhook.ts';
import { policy } from '../policy/fixtures.ts';
import { finding, shown } from './messages.ts';

const change: FindingChange = {
  ...{
    type: 'opened',
    finding: finding(),
    previous: null,
    at: '2026-11-17T09:12:03.000Z',
    eventId: 'e1',
    replayed: false,
  },
};

describe('text', () => {
  it('says where, who, what, why and how', () => {
    const text = messageText(change, shown());
    expect(text.split('\n')[0]).toBe('NEW · critical · container web is privileged');
    for (const part of [
      'account 111122223333',
      'github-deploy',
      'containerDefinitions[0].privileged is true, should be false',
      '2 instances',
    ])
      expect(text).toContain(part);
    const many = finding({
      evidence: Array.from({ length: 5 }, () => ({ path: 'p', found: 1, wanted: 2, message: 'm' })),
    });
    expect(messageText({ ...change, finding: many }, shown())).toContain('and 2 more');
    expect(messageText({ ...change, type: 'resolved' }, shown())).not.toContain('why');
    expect([
      isTold(change, 'high', 'critical'),
      isTold({ ...change, type: 'waived' }, 'low', 'critical'),
    ]).toEqual([true, false]);
  });
});

describe('quiet', () => {
  it('knows what is news', () => {
    const open = finding();
    expect(isNews(change, open, 'medium')).toBe(true);
    expect(isNews(change, finding({ dormant: true }), 'medium')).toBe(false);
    expect(isNews({ ...change, type: 'resolved' }, finding({ status: 'resolved' }), 'low')).toBe(false);
    expect(isNews({ ...change, type: 'updated' }, open, 'low')).toBe(true);
  });
  it('tells of unknown only once it lasts', () => {
    const blind = finding({ unknown: { reason: 'denied', asOf: '2026-11-17T09:00:00.000Z' } });
    expect(lastingUnknown(blind, '2026-11-17T09:30:00.000Z', 3_600_000)).toBeNull();
    expect(lastingUnknown(blind, '2026-11-17T10:30:00.000Z', 3_600_000)).toBe('denied');
    expect(lastingUnknown(finding(), '2026-11-17T10:30:00.000Z', 0)).toBeNull();
  });
  it('takes no tick and no decision for a cause', () => {
    expect(causesOf({ eventId: 'tick/now' }, finding())).toHaveLength(1);
    expect(causesOf({ eventId: 'e1' }, finding())).toHaveLength(2);
  });
  it('routes by group, and by none that the policy has forgotten', () => {
    const text = `
groups: [{ name: payments, match: { cluster: pay } }]
notify: { slack: { channel: "#all", routes: [{ when: { group: payments }, channel: "#pay" }] } }`;
    const loaded = policy(text);
    const slack = loaded.notify.slack;
    const to = (group: string | null) => slack && channelOf(finding({ group }), loaded, slack);
    expect([to('payments'), to('forgotten'), to(null)]).toEqual(['#pay', '#all', '#all']);
  });
});

describe('who', () => {
  it('only a whole Slack id is a mention', () => {
    expect([person('slack:U0KIM'), person('slack:U0KIM> <!here'), person('x')]).toEqual([
      '<@U0KIM>',
      '`slack:U0KIM&gt; &lt;!here`',
      '`x`',
    ]);
  });
});

describe('links', () => {
  const url = (id: string) => consoleUrl(finding({ subject: { ...finding().subject, id } }));
  it.each([
    [
      'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/web',
    ],
    [
      'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop',
    ],
    [
      'arn:aws:eks:eu-west-1:111122223333:cluster/x',
      'https://eu-west-1.console.aws.amazon.com/eks/home#/clusters/x',
    ],
    [
      'arn:aws:iam::111122223333:role/team/deploy',
      'https://console.aws.amazon.com/iam/home#/roles/details/deploy',
    ],
    ['arn:aws:ecs:evil.test/x:111122223333:service/shop/web', null],
    [
      'arn:aws:ecs:eu-west-1:111122223333:service/shop/../<x>',
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/..',
    ],
    ['arn:aws:sqs:eu-west-1:111122223333:q', null],
    [
      'arn:aws:ecs:eu-west-1:111122223333:service/\ud800/web',
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/%EF%BF%BD/services/web',
    ],
    ['family', null],
  ])('%s', (id, expected) => expect(url(id)).toBe(expected));
});

describe('parts', () => {
  it('a webhook is signed over its bytes', () => {
    const { body, headers } = webhookRequest(change, shown(), 'key', 1_700_000_000_000);
    const expected = createHmac('sha256', 'key').update(`v1:1700000000:${body}`).digest('hex');
    expect(headers['seawall-signature']).toBe(`v1=${expected}`);
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      change: { type: 'opened' },
      text: expect.stringContaining('NEW'),
    });
  });
  it('entries of other shapes do not disturb a card', () => {
    expect(cardState([{ do: 'dance' }, {}])).toMatchObject({ members: [], message: null, entries: 2 });
  });
  it('does not wait past its deadline', async () => {
    const slack: SlackMessages = {
      interactive: true,
      post: () => Promise.reject(new SlackError('rate_limited', 'wait', { retryAfter: 60_000 })),
      update: async () => {},
      find: async () => null,
    };
    const waited: number[] = [];
    const pace = { now: () => 0, sleep: async (time: number) => void waited.push(time) };
    const message = { channel: 'c', text: '', blocks: [], thread: null, key: '' };
    await expect(paced(slack, pace, 10_000).post(message)).rejects.toMatchObject({ code: 'no_time' });
  });
});
