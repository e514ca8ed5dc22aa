// What is fetched how often: memo within an event, immutable between events, gather for all controls at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from '../../shared/gather/gather.ts';
import { factCache, immutable, isImmutable } from '../../shared/gather/immutable.ts';
import { lru } from '../../shared/gather/lru.ts';
import { memo } from '../../shared/gather/memo.ts';
import { type FactRequest, type Facts, factKey } from '../../shared/model/facts.ts';

const here = { account: '111122223333', region: 'eu-west-1' };
const host = (instanceId: string): FactRequest => ({ fact: 'host', ...here, instanceId });
const definition = (name: string): FactRequest => ({ fact: 'task-definition', ...here, name });
const failed = { ok: false, code: 'failed', reason: 'x' } as const;

/** Facts that answer with what was asked, and count. */
function counting(answer: (request: FactRequest, n: number) => Promise<unknown>) {
  const asked: string[] = [];
  const get = (request: FactRequest) => {
    asked.push(factKey(request));
    return answer(request, asked.length);
  };
  return { asked, facts: { get } as unknown as Facts };
}

const echo = async (request: FactRequest, n: number) => ({
  ok: true,
  value: { request },
  asOf: `2026-01-01T00:00:0${n % 10}.000Z`,
});

describe('memo', () => {
  it('asks once for each question, whatever the interleaving', async () => {
    const requests = fc.array(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4').map(host), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), requests, async (scheduler, list) => {
        const { asked, facts } = counting((request) => scheduler.schedule(echo(request, 0)));
        const once = memo(facts);
        const sequence = scheduler.scheduleSequence(
          list.map((request, i) => ({ label: String(i), builder: async () => void once.get(request) })),
        );
        const answers = Promise.all(list.map((request) => once.get({ ...request })));
        await scheduler.waitFor(Promise.all([sequence.task, answers]));
        expect(asked.length).toBe(new Set(list.map(factKey)).size);
        expect((await answers).map((answer) => answer.ok && answer.value)).toEqual(
          list.map((request) => ({ request })),
        );
      }),
    );
  });

  it('keeps failures too: one event, one look', async () => {
    const { asked, facts } = counting(async () => failed);
    const once = memo(facts);
    expect(await once.get(host('i-1'))).toEqual(failed);
    expect(await once.get(host('i-1'))).toEqual(failed);
    expect(asked).toHaveLength(1);
  });

  it('does not know questions of another fact or place apart by their order of keys', async () => {
    const { asked, facts } = counting(echo);
    const once = memo(facts);
    await once.get({ fact: 'host', instanceId: 'i-1', region: 'eu-west-1', account: '111122223333' });
    await once.get(host('i-1'));
    await once.get({ fact: 'host', ...here, region: null, instanceId: 'i-1' });
    expect(asked).toHaveLength(2);
  });
});

describe('immutable', () => {
  const digest = `r.example/x@sha256:${'a'.repeat(64)}`;
  it.each([
    [definition('shop:3'), true],
    [definition('arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:3'), true],
    [definition('shop'), false],
    [definition('arn:aws:ecs:eu-west-1:111122223333:task-definition/shop'), false],
    [{ fact: 'image-config', ...here, image: digest }, true],
    [{ fact: 'image-config', ...here, image: 'r.example/x:v1' }, false],
    [host('i-1'), false],
    [{ fact: 'principal', ...here, arn: 'web' }, false],
  ] as const)('%j: %s', async (request, expected) => {
    expect(isImmutable(request)).toBe(expected);
    const { asked, facts } = counting(echo);
    const cache = factCache();
    const first = await immutable(facts, cache).get(request);
    expect(await immutable(facts, cache).get(request)).toMatchObject(expected ? first : { ok: true });
    expect(asked).toHaveLength(expected ? 1 : 2);
  });

  it('does not keep failures', async () => {
    const { asked, facts } = counting(async (request, n) => (n === 1 ? failed : echo(request, n)));
    const cached = immutable(facts, factCache());
    expect((await cached.get(definition('shop:3'))).ok).toBe(false);
    expect((await cached.get(definition('shop:3'))).ok).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('is bounded', async () => {
    const { asked, facts } = counting(echo);
    const cached = immutable(facts, factCache(2));
    for (const name of ['a:1', 'b:1', 'a:1', 'c:1', 'a:1', 'b:1']) await cached.get(definition(name));
    // a was used last when c came, so b went.
    expect(asked.map((key) => /"([abc]):1"/.exec(key)?.[1])).toEqual(['a', 'b', 'c', 'b']);
  });
});

it('lru never holds more than its limit, and always the entry put last', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.constantFrom(...'abcdefgh'), { minLength: 1 }),
      (limit, keys) => {
        const entries = lru<string>(limit);
        for (const key of keys) entries.set(key, key);
        const held = [...'abcdefgh'].filter((key) => entries.get(key) !== undefined);
        expect(held.length).toBe(Math.min(limit, new Set(keys).size));
        expect(held).toContain(keys.at(-1));
      },
    ),
  );
});

describe('gather', () => {
  it('fetches each question once and at the same time', async () => {
    let running = 0;
    let most = 0;
    const { asked, facts } = counting(async (request, n) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return echo(request, n);
    });
    const gathered = await gather([host('i-1'), host('i-2'), host('i-1'), host('i-3')], facts);
    expect(asked).toHaveLength(3);
    expect(most).toBe(3);
    expect(gathered.get(host('i-2'))).toMatchObject({ ok: true, value: { request: host('i-2') } });
  });

  it('is as old as the oldest fact that can change', async () => {
    const times: Record<string, string> = { 'i-1': '2026-01-03', 'i-2': '2026-01-02' };
    const { facts } = counting(async (request) =>
      request.fact === 'host'
        ? { ok: true, value: {}, asOf: times[request.instanceId] }
        : { ok: true, value: {}, asOf: '2026-01-01' },
    );
    expect((await gather([host('i-1'), definition('shop:3'), host('i-2')], facts)).oldest).toBe('2026-01-02');
    expect((await gather([definition('shop:3')], facts)).oldest).toBeNull();
    expect((await gather([], facts)).oldest).toBeNull();
  });

  it('throws where a control asks for what it did not name', async () => {
    const gathered = await gather([host('i-1')], counting(echo).facts);
    expect(() => gathered.get(host('i-2'))).toThrow('the fact host was not asked for');
  });

  const behaviours: Readonly<Record<string, (request: FactRequest) => Promise<unknown>>> = {
    answer: (request) => echo(request, 1),
    fail: () => Promise.resolve(failed),
    reject: () => Promise.reject(new Error('rejected')),
    odd: () => Promise.reject('a text'),
    throw: () => {
      throw new Error('thrown');
    },
  };

  it('never rejects, whatever the facts do', async () => {
    const step = fc.tuple(fc.constantFrom('i-1', 'i-2', 'i-3'), fc.constantFrom(...Object.keys(behaviours)));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 9 }), async (plan) => {
        const how = new Map<string, string>(plan);
        const behaviour = (request: FactRequest) =>
          how.get(request.fact === 'host' ? request.instanceId : '') ?? '';
        const { facts } = counting(
          (request) => behaviours[behaviour(request)]?.(request) ?? Promise.resolve(failed),
        );
        const gathered = await gather(
          plan.map(([id]) => host(id)),
          facts,
        );
        for (const [id, what] of how) expect(gathered.get(host(id)).ok).toBe(what === 'answer');
      }),
    );
  });
});
