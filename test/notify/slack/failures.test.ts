// Failures of delivery: 429 is waited for, refusals are loud, whoever is killed half-way leaves one message, nothing is lost.
import { afterEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { answer } from '../../../shared/notify/answer/answer.ts';
import { pressIn } from '../../../shared/notify/answer/handed.ts';
import { SlackError } from '../../../shared/notify/deliver/api.ts';
import { deliver } from '../../../shared/notify/deliver/deliver.ts';
import { app, press, secret, team, type World, type WorldOptions, world } from './fixtures.ts';

let open: World | null = null;
const make = async (options?: WorldOptions) => {
  open = await world(options);
  return open;
};
afterEach(() => open?.stop());

const identity = (number: number) => `arn:aws:ecs:eu-west-1:111122223333:service/shop/s${number}`;
const gone = { outcome: 'pass', evidence: [], response: null } as const;

describe('failures', () => {
  it('429 is waited for as long as Slack says, then the message is there once', async () => {
    const at = await make();
    at.fake.failures.set('chat.postMessage', ['ratelimited', 'ratelimited']);
    expect(await at.deliver(await at.see())).toEqual([null]);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'invalid_auth',
    'token_revoked',
    'account_inactive',
    'missing_scope',
    'http:500',
  ])('%s is loud, and works once repaired', async (code) => {
    const at = await make();
    const changes = await at.see();
    at.fake.failures.set('chat.postMessage', [code]);
    const [error] = await at.deliver(changes);
    expect(error).toBeInstanceOf(SlackError);
    expect(String(error)).toMatch(code === 'http:500' ? /could not be asked.*500/s : code);
    expect(String(error)).not.toContain('xoxb');
    // After a server's error the message may be there: it is looked for once nobody can be at it any more.
    at.pass(120_000);
    expect(await at.deliver(changes)).toEqual([null]);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it('a lost answer does not post twice: the message is found by its mark', async () => {
    const at = await make();
    await at.deliver(await at.see({ identity: identity(1) }));
    at.pass(3_600_000);
    const changes = await at.see({ identity: identity(2) });
    at.fake.failures.set('chat.postMessage', ['drop']);
    const [error] = await at.deliver(changes);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(at.fake.tops()).toHaveLength(2);
    at.pass(120_000);
    expect(await at.deliver(changes)).toEqual([null]);
    expect(at.fake.tops()).toHaveLength(2);
    expect(at.fake.count('conversations.history')).toBe(1);
  });

  it('where it cannot be looked for, it is posted again rather than never', async () => {
    const at = await make();
    await at.deliver(await at.see({ identity: identity(1) }));
    at.pass(3_600_000);
    const changes = await at.see({ identity: identity(2) });
    at.fake.failures.set('chat.postMessage', ['drop']);
    await at.deliver(changes);
    at.pass(120_000);
    at.fake.failures.set('conversations.history', ['not_in_channel']);
    expect(await at.deliver(changes)).toEqual([null]);
    expect(at.fake.tops()).toHaveLength(3);
  });

  it('one that fails does not keep the others', async () => {
    const at = await make();
    const changes = [
      ...(await at.see({ identity: identity(1), actor: 'a', eventId: 'e1' })),
      ...(await at.see({ identity: identity(2), actor: 'b', eventId: 'e2' })),
    ];
    at.fake.failures.set('chat.postMessage', ['fatal_error']);
    const results = await at.deliver(changes);
    expect(results.filter((error) => error === null)).toHaveLength(1);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it('two workers with one change post one message', async () => {
    const at = await make();
    const changes = await at.see();
    const sleep = (milliseconds: number) =>
      new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 20));
    const [first, second] = ['one', 'two'].map((worker) =>
      deliver(changes, { ...at.delivering(), worker, sleep }),
    );
    expect([await first, await second]).toEqual([[null], [null]]);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it('a deleted message is posted anew', async () => {
    const at = await make();
    await at.deliver(await at.see());
    at.fake.messages.pop();
    at.pass(1000);
    await at.deliver(await at.see({ outcome: 'pass', evidence: [], response: null }));
    expect(at.fake.tops()).toHaveLength(1);
    expect(at.fake.tops()[0]?.text).toContain('Resolved');
  });

  it('a message that is deleted while only its thread has news is posted anew', async () => {
    const at = await make();
    await at.deliver(await at.see());
    const [message] = at.fake.tops();
    at.fake.failures.set('chat.postMessage', ['thread_not_found']);
    at.pass(1000);
    await at.deliver(await at.see(gone));
    expect(at.fake.tops()).toHaveLength(2);
    expect(at.fake.tops().at(-1)?.ts).not.toBe(message?.ts);
    at.pass(1000);
    await at.deliver(await at.see());
    expect(at.fake.replies(at.fake.tops().at(-1)?.ts ?? '')).toHaveLength(1);
  });

  it('a channel that is archived later fails loudly, and goes on where it was once it is back', async () => {
    const archived: string[] = [];
    const at = await make({ fake: { archived } });
    await at.deliver(await at.see());
    archived.push('C0FIND');
    at.pass(1000);
    const changes = await at.see(gone);
    expect(await at.deliver(changes)).toMatchObject([{ code: 'is_archived' }]);
    archived.pop();
    expect(await at.deliver(changes)).toEqual([null]);
    expect(at.fake.tops()).toMatchObject([{ text: expect.stringContaining('Resolved') }]);
    expect(at.fake.replies(at.fake.tops()[0]?.ts ?? '')).toHaveLength(1);
  });

  it('a lost answer to a reply does not say it twice', async () => {
    const at = await make();
    await at.deliver(await at.see());
    const [message] = at.fake.tops();
    at.pass(1000);
    const changes = await at.see(gone);
    at.fake.failures.set('chat.postMessage', ['drop']);
    expect(await at.deliver(changes)).toMatchObject([{ code: 'unreachable' }]);
    expect(at.fake.replies(message?.ts ?? '')).toHaveLength(1);
    at.pass(120_000);
    expect(await at.deliver(changes)).toEqual([null]);
    expect(at.fake.replies(message?.ts ?? '')).toHaveLength(1);
    expect(at.fake.count('conversations.replies')).toBe(1);
  });

  it('killed at each write to the record in turn, and delivered again: one message, one reply', async () => {
    for (let nth = 1; ; nth++) {
      const mortal = dying(memoryStore());
      const at = await make({ store: mortal.store });
      // The channel's id is known from an earlier message: only by it can one be searched.
      await at.deliver(await at.see({ identity: identity(9), actor: 'z', eventId: 'z' }));
      at.pass(3_600_000);
      let killed = false;
      for (const look of [{}, gone]) {
        const changes = await at.see(look);
        mortal.dieAt(nth);
        await at.deliver(changes).catch(() => {});
        killed ||= mortal.died();
        mortal.dieAt(null);
        at.pass(120_000);
        expect([nth, await at.deliver(changes)]).toEqual([nth, [null]]);
        at.pass(1000);
      }
      const [, message] = at.fake.tops();
      expect([nth, at.fake.tops().length, at.fake.replies(message?.ts ?? '').length]).toEqual([nth, 2, 1]);
      await at.stop();
      if (!killed) break;
      expect(nth).toBeLessThan(40);
    }
  });
});

/** A store whose user is killed before its nth append. */
function dying(store: RecordStore) {
  let left: number | null = null;
  let dead = false;
  return {
    dieAt(nth: number | null) {
      left = nth;
      dead = false;
    },
    died: () => dead,
    store: {
      ...store,
      async append(log: string, seq: number, entry: Parameters<RecordStore['append']>[2]) {
        if (left !== null && --left <= 0) {
          dead = true;
          throw new Error('killed');
        }
        return store.append(log, seq, entry);
      },
    },
  };
}

it('a press that cannot be worked on is told at the last try, and only then', async () => {
  const at = await make();
  await at.deliver(await at.see());
  await at.receive({ body: press(at.fake.tops()[0], 'Acknowledge') });
  const found = pressIn(at.queue.shift(), { secret, team, app, now: at.now() });
  if (!found.ok) throw new Error(found.reason);
  const answering = { ...at.answering, decide: () => Promise.reject(new Error('the queue is down')) };
  await expect(answer(found.press, answering)).rejects.toThrow('the queue is down');
  expect(at.fake.whispers).toEqual([]);
  await expect(answer(found.press, answering, true)).rejects.toThrow('the queue is down');
  expect(at.fake.whispers.at(-1)?.text).toContain('Please try again');
});
