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
const instanceId = 'i-0123456789abcdef0';

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

/** A look at an instance that starts, so many minutes after the event; `joined`: its cluster shows it as a node. */
async function lookAtNode(minutes: number, joined: boolean) {
  const started = {
    ...{ version: '0', id: 'a', source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' },
    ...{
      account: '111122223333',
      region: 'eu-central-1',
      time: new Date(lostAt).toISOString(),
      resources: [],
    },
    detail: { 'instance-id': instanceId, state: 'running' },
  };
  const tags = [{ Key: 'eks:eks-cluster-name', Value: 'shop' }];
  const instance = { InstanceId: instanceId, State: { Name: 'running' }, Tags: tags };
  const item = {
    spec: { providerID: `aws:///eu-central-1a/${instanceId}` },
    status: { nodeInfo: { kubeletVersion: 'v1.36.1-eks-113cf36' } },
  };
  const api = fakeApi(
    {
      'ec2.DescribeInstances': { Reservations: [{ Instances: [instance] }] },
      'kubernetes.ListNodes': { items: joined ? [item] : [] },
      'eks.DescribeCluster': { cluster: { version: '1.36' } },
    },
    () => new Date(lostAt + minutes * minute).toISOString(),
  );
  const [observation] = observationsOf(started);
  if (observation === undefined) throw new Error('no observation');
  const verdicts = await judge(observation, judgingWith({}, createFacts(api)));
  return verdicts.find(({ control }) => control === 'host-hardening/agent-current');
}

describe('looks at an instance of Karpenter or EKS Auto Mode that starts', () => {
  it.each([
    [0, 7.5],
    [7.5, 15],
    [14.9, 15],
  ])('after %d minutes it is no node yet, and looked at again after %d', async (at, next) => {
    const again = new Date(lostAt + next * minute).toISOString();
    expect(await lookAtNode(at, false)).toMatchObject({ outcome: 'unknown', again });
  });

  it('once it has joined it passes, and is not looked at again', async () => {
    const verdict = await lookAtNode(7.5, true);
    expect(verdict).toMatchObject({ outcome: 'pass' });
    expect(verdict).not.toHaveProperty('again');
  });

  it('after 15 minutes it stays unknown, with the reason, and is not looked at again', async () => {
    const verdict = await lookAtNode(15, false);
    expect(verdict).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('none of the nodes'),
    });
    expect(verdict).not.toHaveProperty('again');
  });
});

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
