// Every kind of message, word for word. `vitest run -u test/notify/golden` writes the files anew.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindMessage } from '../../shared/notify/slack/blind.ts';
import { type Counted, digestMessage } from '../../shared/notify/slack/digest.ts';
import { code, own, plain } from '../../shared/notify/slack/escape.ts';
import { cardMessage } from '../../shared/notify/slack/group.ts';
import { waiverModal } from '../../shared/notify/slack/modal.ts';
import { noticeMessage } from '../../shared/notify/slack/notice.ts';
import { type Later, threadMessage } from '../../shared/notify/slack/thread.ts';
import { messageText, messageTexts } from '../../shared/notify/text.ts';
import { finding, messages, shown } from './messages.ts';
import { invalidBlocks, invalidView } from './slack/block-limits.ts';

describe('messages', () => {
  it.each(Object.keys(messages))('%s is as written down, and within Slack’s limits', async (name) => {
    const message = messages[name]?.();
    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
    expect(invalidBlocks(message?.blocks)).toEqual([]);
    expect(message?.text.length).toBeLessThan(4000);
  });

  it('keep to the limits however large the evidence', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '&'.repeat(100_000),
        '`'.repeat(9000),
        '\u202e'.repeat(9000),
        '𝒳'.repeat(9000),
        '\ud800',
      ),
    );
    const evidence = fc.record({
      path: text,
      found: fc.oneof(text, fc.jsonValue()),
      wanted: text,
      message: text,
    });
    const one = fc.record({
      name: text,
      actor: text,
      id: text,
      evidence: fc.array(evidence, { maxLength: 30 }),
      instances: fc.array(text, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 30 }), (all) => {
        const [first, ...others] = all.map(({ name, id, ...rest }) =>
          shown({
            title: name,
            fix: name,
            why: name,
            finding: finding({
              ...rest,
              evidence: rest.evidence as never,
              id,
              subject: { ...finding().subject, name, id },
            }),
          }),
        );
        if (first === undefined) return;
        const { blocks, text: line } = cardMessage([first, ...others]);
        const unique = blocks.map((block, index) =>
          'block_id' in block ? { ...block, block_id: `${index}` } : block,
        );
        expect(invalidBlocks(unique)).toEqual([]);
        expect(line.length).toBeLessThan(4000);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the other messages', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('&'.repeat(100_000), '`'.repeat(9000), '\u202e'.repeat(9000), '<!channel>'.repeat(900)),
  );
  const member = fc.record({
    finding: text,
    control: text,
    account: fc.option(text),
    subject: text,
    reason: text,
    severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
    status: fc.constantFrom('open', 'resolved', 'waived'),
  });
  const later = fc.record({
    title: text,
    type: fc.constantFrom('acknowledged', 'undo-refused', 'resolved', 'updated'),
    at: fc.constantFrom('2026-11-17T09:20:00.000Z', 'never'),
    by: fc.option(text),
    reason: fc.option(text),
  });

  it('keep to the limits and mention nobody, however many and whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(member as fc.Arbitrary<Counted>, { maxLength: 60 }),
        fc.array(later as fc.Arbitrary<Later>, { minLength: 1, maxLength: 60 }),
        text,
        (members, changes, words) => {
          const all = [
            digestMessage(members, '2026-11-17T09:00:00.000Z'),
            blindMessage(members),
            noticeMessage(words),
            threadMessage(changes),
          ];
          for (const message of all.filter((one) => one !== null)) {
            expect(invalidBlocks(message.blocks)).toEqual([]);
            expect(message.text.length).toBeLessThan(4000);
            expect(JSON.stringify(message)).not.toMatch(/<!(?!date)|<@(?!U0)|<http/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a dialogue keeps to the limits of modals', () => {
    fc.assert(
      fc.property(text, fc.nat(), (id, occurrence) => {
        const plan = { response: `${id.slice(0, 200)}-0`, plan: '0'.repeat(64) };
        const place = {
          finding: id.slice(0, 200),
          occurrence,
          ...plan,
          channel: 'C0FIND',
          ts: '1772366400.000001',
        };
        expect(invalidView(waiverModal(place, '2026-03-08', '2026-05-29'))).toEqual([]);
      }),
    );
  });

  it('a thousand instances are a count', () => {
    const instances = Array.from(
      { length: 1000 },
      (_, number) => `arn:aws:ecs:eu-west-1:1:task/shop/${number}`,
    );
    const { blocks } = cardMessage([shown({ finding: finding({ instances, moreInstances: true }) })]);
    expect(invalidBlocks(blocks)).toEqual([]);
    expect(JSON.stringify(blocks)).toContain('*1000 instances*');
  });
});

describe('the same finding as text', () => {
  it.each(['opened', 'resolved'] as const)('%s, as a terminal shows it', async (type) => {
    const found = finding({ status: type === 'opened' ? 'open' : 'resolved' });
    const change = { type, finding: found, previous: null, at: '', eventId: '', replayed: false };
    await expect(`${messageText(change, shown())}\n`).toMatchFileSnapshot(`golden/text-${type}.txt`);
  });
});

describe('findings of one run as text', () => {
  const telling = (eventId: string, about: Parameters<typeof finding>[0]) => ({
    change: {
      type: 'opened' as const,
      finding: finding(about),
      previous: null,
      at: '',
      eventId,
      replayed: false,
    },
    told: shown(),
  });

  it('are one message a cause, the severest first, and no line that a name made', async () => {
    const spoof = [{ path: 'image', found: 'x', wanted: null, message: 'evil\n  Seawall all is well' }];
    const texts = messageTexts([
      telling('push', { severity: 'medium', evidence: spoof }),
      telling('other', {}),
      telling('push', { severity: 'critical' }),
    ]);
    expect(texts).toHaveLength(2);
    expect(texts[1]).toBe(messageText(telling('other', {}).change, shown()));
    await expect(`${texts[0]}\n`).toMatchFileSnapshot('golden/text-cause.txt');
  });
});

describe('escaping', () => {
  it('shows what cannot be seen, and never cuts an escape in half', () => {
    expect(code('a`b<c', 100)).toBe('`a\\u{60}b&lt;c`');
    expect(code('', 10)).toBe('` `');
    expect(plain('<!here> \u202E\u200b', 100)).toBe('‹!here› \\u{202e}\\u{200b}');
    expect(own('one\n<two> & *three*', 100)).toBe('one\n&lt;two&gt; &amp; *three*');
    expect(code('&&&&', 14)).toBe('`&amp;&amp;…`');
    expect(plain('abcdef', 4)).toBe('abc…');
    expect(plain('abcd', 4)).toBe('abcd');
  });

  it('keeps every length, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 3, max: 150 }),
        (text, max) => {
          for (const rendered of [code(text, max), plain(text, max), own(text, max)]) {
            expect(rendered.length).toBeLessThanOrEqual(max);
            expect(rendered.isWellFormed()).toBe(true);
            expect(rendered.replace(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
          }
        },
      ),
    );
  });
});
