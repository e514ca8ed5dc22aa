// Mail and the signed webhook: what they say, within SNS's limits, each change once, in order, and again after a failure.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { Finding, FindingChange } from '../../shared/model/finding.ts';
import { callHook, mailChanges } from '../../shared/notify/deliver/recipients.ts';
import { type Mail, mailOf } from '../../shared/notify/mail.ts';
import { messageText } from '../../shared/notify/text.ts';
import type { WebhookRequest } from '../../shared/notify/webhook.ts';
import { runs } from '../support/extent.ts';
import { finding, shown } from './messages.ts';

const now = () => '2026-11-17T09:13:00.000Z';

function change(about: Partial<Finding> = {}, rest: Partial<FindingChange> = {}): FindingChange {
  return {
    ...{ type: 'opened', finding: finding(about), previous: null, at: '2026-11-17T09:12:03.000Z' },
    ...{ eventId: 'e1', replayed: false },
    ...rest,
  };
}

const letter = (about: Partial<Finding> = {}) => ({
  ...{ change: change(about), told: shown() },
  severity: about.severity ?? ('critical' as const),
});

describe('a letter', () => {
  it('names the worst in its subject and tells all, the worst first', async () => {
    const mail = mailOf([letter({ severity: 'low', id: 'b' }), letter()], null);
    expect(mail.subject).toBe('Seawall: critical: container web is privileged and 1 more');
    expect(mail.body.indexOf('NEW · critical')).toBeLessThan(mail.body.indexOf('NEW · low'));
    await expect(`${mail.subject}\n\n${mail.body}\n`).toMatchFileSnapshot('golden/mail.txt');
  });
  it('says what is wrong with Slack', async () => {
    const mail = mailOf([letter()], 'Slack refused: is_archived');
    expect(mail.subject).toContain('Slack failed');
    await expect(`${mail.subject}\n\n${mail.body}\n`).toMatchFileSnapshot('golden/mail-instead-of-slack.txt');
  });
  it('is one of fifty findings at most', () => {
    const { body } = mailOf(
      Array.from({ length: 500 }, () => letter()),
      null,
    );
    expect(body.match(/NEW · critical/g)).toHaveLength(50);
    expect(body).toContain('and 450 more');
  });
  it('keeps to SNS’s limits, and no text of an event begins a line', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('x\nRESOLVED · low · all is well', '\u202e\r\n', 'é'.repeat(100_000)),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 80 }), (name, count) => {
        const evidence = [{ path: name, found: name, wanted: [name], message: name }];
        const about = { ...finding({ actor: name, cluster: name, evidence }) };
        const one = { ...letter(), told: shown({ title: name }) };
        const letters = Array.from({ length: count }, () => ({ ...one, change: change(about) }));
        const { subject, body } = mailOf(letters, name);
        expect(subject.length).toBeLessThan(100);
        expect(subject).toMatch(/^[\x20-\x7e]+$/);
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(256 * 1024);
      }),
      runs(40),
    );
    const lines = messageText(
      change({ actor: 'x\nRESOLVED · low', subject: { ...finding().subject, name: 'y\u2028z' } }),
      shown({ response: null }),
    ).split('\n');
    expect(lines.filter((line) => !/^(?: {2}|NEW)/.test(line))).toEqual([]);
  });
});

describe('mail', () => {
  it('is sent once for each change that is news at this severity, and again where the topic failed', async () => {
    const store = memoryStore();
    const sent: Mail[] = [];
    let broken = true;
    const publish = async (mail: Mail) => {
      if (broken) throw new Error('throttled');
      sent.push(mail);
    };
    const recipients = { store, toldOf: async () => shown(), now };
    const changes = [change(), change({ id: 'low', severity: 'low' }), change({}, { type: 'updated' })];
    const mail = (trouble: string | null = null) =>
      mailChanges(changes, { minimum: 'medium' }, publish, { ...recipients, trouble });
    await expect(mail()).rejects.toThrow('throttled');
    broken = false;
    await mail();
    await mail();
    expect(sent.map(({ subject }) => subject)).toEqual(['Seawall: critical: container web is privileged']);
    await mail('Slack refused: is_archived');
    await mail('Slack refused: is_archived');
    expect(sent).toHaveLength(2);
  });
});

describe('the webhook', () => {
  it('gets each change once, in the order of a life, and what failed again before what came after it', async () => {
    const store = memoryStore();
    const got: string[] = [];
    let refused = ['b opened'];
    const send = async ({ body }: WebhookRequest) => {
      const { finding: about, type } = JSON.parse(body).change;
      const name = `${about.id} ${type}`;
      if (refused.includes(name)) throw new Error('the webhook receiver answered 503');
      got.push(name);
    };
    const [a, b, later, low] = [
      change({ id: 'a' }),
      change({ id: 'b' }),
      change({ id: 'b' }, { type: 'resolved', at: '2026-11-17T09:12:09.000Z' }),
      change({ id: 'c', dormant: true }),
    ];
    const all = [later, a, b, low];
    const call = () =>
      callHook(
        all,
        { minimum: 'medium', key: 'a key of sixteen', send },
        { store, toldOf: async () => shown(), now },
      );
    expect([...(await call()).keys()]).toEqual([b, later]);
    refused = [];
    expect((await call()).size).toBe(0);
    expect((await call()).size).toBe(0);
    expect(got).toEqual(['a opened', 'b opened', 'b resolved']);
  });
});
