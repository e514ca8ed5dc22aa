// Lines of an audit log whose look-ups find nothing: none of them holds the others up, and each comes back by itself.
import { describe, expect, it } from 'vitest';
import { againOf } from '../../functions/wiring/evaluate/again.ts';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { type ApiAnswer, failure } from '../../shared/gather/api.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { policyFrom } from '../support/judging.ts';
import { account, audit, auditLog, minute, region } from './attacks/deployed.ts';

const start = Date.parse(minute(0));
const repository = (image: string) => `${account}.dkr.ecr.${region}.amazonaws.com/${image}`;
const created = (name: string, image: string) =>
  audit(
    'create',
    `pods/${name}`,
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', uid: `u-${name}` } },
      spec: { containers: [{ name: 'web', image, securityContext: { privileged: true } }] },
    },
    minute(0),
  );

function build(missing: (image: string) => boolean) {
  const clock = { now: start };
  const store = memoryStore();
  const asked: { readonly what: string; readonly after: number }[] = [];
  const returned: { readonly record: unknown; readonly at: string }[] = [];
  const evaluate = evaluatorOf({
    ...{ policy: policyFrom({}), store, random: () => 0.5, now: () => clock.now, decodeLogs },
    api: {
      async call({ service, operation, input }): Promise<ApiAnswer> {
        const what = JSON.stringify(input);
        asked.push({ what, after: clock.now - start });
        if (service === 'ecr' && missing(what)) return failure('not-found', `${operation}: no such image`);
        return failure('denied', `${service}.${operation}: not allowed`);
      },
    },
    async sleep(milliseconds) {
      clock.now += milliseconds;
    },
    logger: { info: () => {}, warn: () => {} },
    metrics: { addMetric() {} },
  });
  const again = async (record: unknown, at: string) => void returned.push({ record, at });
  const privileged = async () => {
    const now = new Date(clock.now).toISOString();
    const found = await listFindings(store, { now, quiet: 7 * 86_400_000, waiver: () => null });
    const failed = found.filter(({ control }) => control === 'namespace-isolation/no-privileged');
    return failed.map(({ subject }) => subject.id).sort();
  };
  return { clock, asked, returned, evaluate, again, privileged };
}

describe('a log in which some lines ask about what is not there', () => {
  const log = () =>
    auditLog(
      created('a', repository('gone:1')),
      created('b', repository('here:1')),
      created('c', repository('gone:2')),
    );
  const gone = (image: string) => image.includes('gone');

  it('is judged within seconds, the last line with all of its look-ups, and is recorded', async () => {
    const { clock, asked, evaluate, again, privileged } = build(gone);
    await evaluate(log(), start + 60_000, undefined, again);
    expect(clock.now - start).toBeLessThanOrEqual(5000);
    for (const name of ['here', 'gone'])
      expect(asked.find(({ what }) => what.includes(name))?.after).toBeLessThanOrEqual(5000);
    expect(await privileged()).toEqual(['Pod/shop/a', 'Pod/shop/b', 'Pod/shop/c']);
  });

  it('comes back line by line: only those that miss something, each in a message of its own', async () => {
    const { returned, evaluate, again } = build(gone);
    await evaluate(log(), start + 60_000, undefined, again);
    const names = returned.map(
      ({ record }) => /pods\/|"name\\?":\\?"([abc])\\?"/.exec(JSON.stringify(record))?.[1],
    );
    expect(names).toEqual(['a', 'c']);
  });

  it('a line that came back is judged as it was in its log, and comes back no more once all is there', async () => {
    const { returned, evaluate, again, privileged } = build(gone);
    await evaluate(log(), start + 60_000, undefined, again);
    const [line] = returned;
    const later = build(() => false);
    later.clock.now = Date.parse(line?.at ?? '');
    // As a queue hands it over.
    const body = JSON.parse(JSON.stringify(line?.record));
    await later.evaluate(body, later.clock.now + 60_000, undefined, later.again);
    expect(await later.privileged()).toEqual(['Pod/shop/a']);
    expect(await privileged()).toContain('Pod/shop/a');
    expect(later.returned).toEqual([]);
  });

  it('comes back three times at most', () => {
    const options = { queue: 'https://sqs.test/pods', now: () => start };
    expect([0, 1, 2, 3, 4].map((times) => againOf(times, options) !== undefined)).toEqual([
      ...[true, true, true],
      ...[false, false],
    ]);
  });
});
