// Asking again: throttling, time-outs, and what is not found yet.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiRequest } from '../../shared/gather/api.ts';
import { type RetryOptions, retrying } from '../../shared/gather/retry.ts';
import type { FactFailure } from '../../shared/model/facts.ts';

const request: ApiRequest = { account: null, region: null, service: 'iam', operation: 'GetRole', input: {} };
const found: ApiAnswer = { ok: true, output: {}, asOf: '2026-01-01T00:00:00.000Z' };
const fails = (code: FactFailure): ApiAnswer => ({ ok: false, code, reason: code });
const eventAt = 1_000_000;

/** Runs with a clock that only sleeping moves; `script` is answered in order, its last for ever. */
async function run(script: readonly ApiAnswer[], options: Partial<RetryOptions> = {}, asked = request) {
  let now = options.now?.() ?? eventAt;
  let calls = 0;
  const sleeps: number[] = [];
  const api = { call: async () => script[Math.min(calls++, script.length - 1)] ?? found };
  const answer = await retrying(api, {
    random: () => 0.5,
    attempts: 4,
    eventAt,
    notFoundFor: 300_000,
    ...options,
    now: () => now,
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  }).call(asked);
  return { answer, calls, sleeps, waited: now - eventAt };
}

describe('throttling and time-outs', () => {
  it.each([
    'throttled',
    'timeout',
  ] as const)('%s is asked again, ever later, and not for ever', async (code) => {
    expect(await run([fails(code)])).toMatchObject({
      answer: fails(code),
      calls: 4,
      sleeps: [150, 300, 600],
    });
  });
  it('a report that is still being made is asked for again', async () => {
    const making: ApiAnswer = { ...found, output: { JobStatus: 'IN_PROGRESS' } };
    expect(await run([making, making, found])).toMatchObject({ answer: found, calls: 3 });
    expect(await run([making])).toMatchObject({ answer: making, calls: 4 });
  });
  it('ends with the first answer', async () => {
    expect(await run([fails('throttled'), fails('timeout'), found])).toMatchObject({
      answer: found,
      calls: 3,
    });
  });
  it('does not sleep past the deadline', async () => {
    const { calls, sleeps } = await run([fails('throttled')], { deadline: eventAt + 400 });
    expect([calls, sleeps]).toEqual([2, [150]]);
  });
});

it.each(['denied', 'not-recorded', 'no-facts', 'failed'] as const)('%s is final', async (code) => {
  expect(await run([fails(code)])).toMatchObject({ calls: 1, sleeps: [] });
});

describe('not found', () => {
  it('is asked again until the event is old enough, and once at the very end', async () => {
    const { answer, sleeps, waited } = await run([fails('not-found')]);
    expect(answer).toEqual(fails('not-found'));
    expect(waited).toBe(300_000);
    expect(Math.max(...sleeps)).toBe(15_000);
  });
  it('is there a moment later', async () => {
    expect(await run([fails('not-found'), fails('not-found'), found])).toMatchObject({
      answer: found,
      sleeps: [150, 300],
    });
  });
  it.each([
    ['of an old event', { now: () => eventAt + 300_000 }],
    ['of no event', { eventAt: null }],
    ['with no patience', { notFoundFor: 0 }],
  ])('%s is final', async (_, options) => {
    expect(await run([fails('not-found')], options)).toMatchObject({ calls: 1 });
  });
  it.each([
    ['iam', 'GetLoginProfile'],
    ['eks', 'DescribeAddon'],
    ['ecr', 'GetRepositoryPolicy'],
  ])('is the answer of %s.%s', async (service, operation) => {
    expect(await run([fails('not-found')], {}, { ...request, service, operation })).toMatchObject({
      calls: 1,
    });
  });
  it.each([
    [{ failures: [{ arn: 'x', reason: 'MISSING' }] }],
    [{ failures: [{ failureCode: 'ImageNotFound' }] }],
  ])('is %j too', async (output) => {
    expect(await run([{ ...found, output }, found])).toMatchObject({ answer: found, calls: 2 });
  });
  it('does not wait for ever on a clock that stands still', async () => {
    let calls = 0;
    const api = {
      call: async () => {
        calls++;
        return fails('not-found');
      },
    };
    const still = {
      now: () => eventAt,
      sleep: async () => undefined,
      random: () => 1,
      attempts: 3,
      eventAt,
      notFoundFor: 60_000,
    };
    await retrying(api, still).call(request);
    expect(calls).toBeLessThan(20);
  });
});

it('never waits longer than patience allows, never sleeps nothing, whatever is answered', async () => {
  const codes = fc.constantFrom<FactFailure>('not-found', 'throttled', 'timeout', 'denied', 'failed');
  const script = fc.array(fc.oneof(codes.map(fails), fc.constant(found)), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      script,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(100_000),
      async (answers, random, patience) => {
        const { waited, sleeps, calls } = await run(answers, {
          random: () => random,
          notFoundFor: patience,
          attempts: 5,
        });
        expect(sleeps.every((sleep) => sleep > 0 && sleep <= 20_000)).toBe(true);
        expect(calls).toBe(sleeps.length + 1);
        const longest = 5 * 20_000;
        expect(waited).toBeLessThanOrEqual(patience + longest);
      },
    ),
  );
});
