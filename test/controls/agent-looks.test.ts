// agent-current at an agent that lost its connection: what each look within the 15 minutes comes to.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerHost } from '../../shared/controls/examples/running.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { objectOf } from '../../shared/model/json.ts';
import { judge } from '../../shared/pipeline.ts';
import { fakeApi } from '../gather/fake-api.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';

const lostAt = Date.parse(String(containerHost().time));
const minute = 60_000;

/** One look, so many minutes after the event. */
async function look(minutes: number, agentConnected: boolean) {
  const event = containerHost();
  const lost = { ...event, detail: { ...objectOf(event.detail), agentConnected: false } };
  const [observation] = observationsOf(lost);
  if (observation === undefined) throw new Error('no observation');
  const instance = { agentConnected, versionInfo: { agentVersion: '1.108.0' } };
  const api = fakeApi(
    {
      'ecs.ListContainerInstances': { containerInstanceArns: ['arn:x'] },
      'ecs.DescribeContainerInstances': { containerInstances: [instance] },
    },
    () => new Date(lostAt + minutes * minute).toISOString(),
  );
  const verdicts = await judge(observation, judgingWith({}, createFacts(api)));
  return verdicts.find(({ control }) => control === 'host-hardening/agent-current');
}

describe('looks at an agent that lost its connection', () => {
  it.each([
    [0, 7.5],
    [1, 8.5],
    [7.5, 15],
    [10, 15],
    [14.9, 15],
  ])('after %d minutes it is not known yet, and looked at again after %d', async (at, next) => {
    const again = new Date(lostAt + next * minute).toISOString();
    expect(await look(at, false)).toMatchObject({ outcome: 'unknown', again });
  });

  it.each([15, 15.1, 180])('after %d minutes without one it fails', async (at) => {
    expect(await look(at, false)).toMatchObject({ outcome: 'fail' });
  });

  it.each([
    0, 7.5, 15, 60,
  ])('connected again after %d minutes it passes, and is not looked at again', async (at) => {
    const verdict = await look(at, true);
    expect(verdict).toMatchObject({ outcome: 'pass' });
    expect(verdict).not.toHaveProperty('again');
  });

  it('fails only where every look found it lost, after three that come again at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        async (found, delay) => {
          let at = delay;
          let last = await look(at, found[0] === true);
          let looks = 1;
          for (; looks < 4 && last?.again !== undefined; looks++) {
            at = (Date.parse(last.again) - lostAt) / minute + delay / 60;
            last = await look(at, found[looks] === true);
          }
          expect(last?.again).toBeUndefined();
          expect(last?.outcome).toBe(found.slice(0, looks).includes(true) ? 'pass' : 'fail');
        },
      ),
      { numRuns: 20 },
    );
  });
});
