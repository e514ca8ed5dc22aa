// The deployment gate from ECS's question to its answer, with the record, the guardrails and people between them.

import { describe, expect, it } from 'vitest';
import { recordDecision } from '../../shared/findings/record.ts';
import { objectOf } from '../../shared/model/json.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { waitingIn } from '../../shared/respond/decisions/case.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { lee, sam } from '../respond/world.ts';
import { begun, type GateBench, gateBench, question, revisionArn, service } from './bench.ts';

const waiting = { hookStatus: 'IN_PROGRESS', callBackDelay: 30 };
const refused = { hookStatus: 'FAILED' };
const through = { hookStatus: 'SUCCEEDED' };
const minutes = (count: number) => count * 60_000;

async function oneFinding({ findings }: GateBench) {
  const [finding, ...others] = await findings();
  if (finding === undefined || others.length > 0) throw new Error(`${others.length + 1} findings, not one`);
  return finding;
}

async function open(bench: GateBench) {
  const finding = await oneFinding(bench);
  const journal = await readJournal(bench.store, finding.id);
  const response = waitingIn(journal)?.response ?? 'none';
  return { finding, journal, response };
}

const kinds = async (bench: GateBench) =>
  (await readJournal(bench.store, (await oneFinding(bench)).id)).map(({ kind }) => kind);

describe('under enforce', () => {
  it('refuses a revision that fails, records why, and says the same again', async () => {
    const bench = gateBench();
    expect(await bench.ask()).toEqual(refused);
    expect(await oneFinding(bench)).toMatchObject({ subject: { id: service }, status: 'remediating' });
    expect(await kinds(bench)).toEqual(['planned', 'verified', 'told']);
    expect(await bench.ask(question({ executionId: 'another' }))).toEqual(refused);
    expect(await kinds(bench)).toEqual(['planned', 'verified', 'told']);
    expect(bench.notices).toMatchObject([
      { kind: 'done', text: expect.stringContaining('refuse deployment first') },
    ]);
    const { id } = await oneFinding(bench);
    expect(checkJournal(id, await readJournal(bench.store, id), []).problems).toEqual([]);
  });

  it('judges the revision that is deployed, not the one that runs', async () => {
    const bench = gateBench();
    await bench.ask();
    const asked = bench.api.requests.filter(({ operation }) => operation === 'DescribeTaskDefinition');
    expect(asked.map(({ input }) => input.taskDefinition)).toEqual([expect.stringMatching(/web:7$/)]);
  });

  it('does not hold up a roll-back, at the stages at which ECS asks during one', async () => {
    const asking = (lifecycleStage: string, target: number, other: number) => {
      const event = question();
      const executionDetails = {
        ...objectOf(event.executionDetails),
        productionTrafficWeights: { [revisionArn(7)]: target, [revisionArn(6)]: other },
      };
      return gateBench().ask({ ...event, lifecycleStage, executionDetails });
    };
    expect(await asking('PRODUCTION_TRAFFIC_SHIFT', 0, 100)).toEqual(through);
    expect(await asking('PRODUCTION_TRAFFIC_SHIFT', 100, 0)).toEqual(refused);
    expect(await asking('PRODUCTION_TRAFFIC_SHIFT', 10, 90)).toEqual(refused);
    expect(await asking('PRE_PRODUCTION_TRAFFIC_SHIFT', 0, 100)).toEqual(refused);
  });

  it('lets a revision pass that is good', async () => {
    const bench = gateBench();
    bench.ecs.privileged = false;
    expect(await bench.ask()).toEqual(through);
    expect(await bench.findings()).toEqual([]);
  });

  it('lets fails pass that weigh less than it was told to refuse', async () => {
    const settings = {
      mode: 'enforce',
      rules: [{ when: { platform: 'ecs' }, controls: ['*'], severity: 'medium' }],
    };
    expect(await gateBench({ settings }).ask()).toEqual(through);
    expect(await gateBench({ settings, severity: 'medium' }).ask()).toEqual(refused);
  });

  it('asks people after three rounds of the same', async () => {
    const bench = gateBench();
    for (let round = 1; round <= 3; round++) {
      bench.ecs.revisionAt = new Date(bench.clock.now).toISOString();
      bench.ecs.privileged = true;
      expect([round, await bench.ask(question({}, `bad-${round}`, 10 * round))]).toEqual([round, refused]);
      bench.ecs.privileged = false;
      bench.clock.now += minutes(20);
      await mended(bench, round);
    }
    bench.ecs.privileged = true;
    bench.ecs.revisionAt = new Date(bench.clock.now).toISOString();
    expect(await bench.ask(question({}, 'bad-4', 40))).toEqual(waiting);
  });
});

/** The next deployment is good: the finding is resolved. */
async function mended(bench: GateBench, round: number): Promise<void> {
  const good = gateBench({ store: bench.store });
  good.ecs.privileged = false;
  good.clock.now = bench.clock.now;
  expect(await good.ask(question({}, `good-${round}`, 10 * round + 1))).toEqual(through);
}

describe('under observe', () => {
  it('lets it pass, records the finding, and says what it would have done', async () => {
    const bench = gateBench({ settings: { mode: 'observe' } });
    expect(await bench.ask()).toEqual(through);
    expect((await oneFinding(bench)).status).toBe('open');
    expect(await kinds(bench)).toEqual([]);
    expect(JSON.stringify(bench.logged)).toContain('the policy mode here is observe');
  });
});

describe('under approve', () => {
  const settings = { mode: 'approve' };

  it('holds, asks once, and refuses when somebody approves that', async () => {
    const bench = gateBench({ settings });
    expect(await bench.ask()).toEqual(waiting);
    expect(await bench.ask()).toEqual(waiting);
    expect(bench.notices.map(({ kind }) => kind)).toEqual(['approval-wanted']);
    const { response } = await open(bench);
    await approve(response, lee, bench.parts, { act: false });
    expect(await approve(response, sam, bench.parts, { act: false })).toMatchObject({ ok: true });
    expect(await bench.ask()).toEqual(refused);
    expect(await bench.ask()).toEqual(refused);
    expect(await kinds(bench)).toEqual(['planned', 'told', 'approval', 'approved', 'verified', 'told']);
  });

  it('refuses too where the approval was carried out elsewhere', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    const { response } = await open(bench);
    await approve(response, lee, bench.parts);
    expect(await approve(response, sam, bench.parts)).toMatchObject({ ok: true });
    expect(bench.api.operations().filter((name) => /Stop|Update|Continue/.test(name))).toEqual([]);
    expect(await bench.ask()).toEqual(refused);
  });

  it('lets it pass when somebody denies the refusal', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    const { response } = await open(bench);
    expect(await deny(response, lee, bench.parts)).toMatchObject({ half: true });
    expect(await deny(response, sam, bench.parts, { reason: 'planned' })).toMatchObject({ ok: true });
    expect(await bench.ask()).toEqual(through);
  });

  it('refuses when the time is over and nobody has decided', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    bench.clock.now += minutes(4 * 60) - 1;
    expect(await bench.ask()).toEqual(waiting);
    bench.clock.now += 1;
    expect(await bench.ask()).toEqual(refused);
    expect(await kinds(bench)).toContain('expired');
  });

  it('asks anew for the next deployment, whatever became of the last', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    for (const person of [sam, lee]) await deny((await open(bench)).response, person, bench.parts);
    bench.clock.now += minutes(10);
    bench.ecs.revisionAt = new Date(bench.clock.now).toISOString();
    expect(await bench.ask(question({}, 'second', 8))).toEqual(waiting);
    const { response } = await open(bench);
    expect(response).toMatch(/-0\.2$/);
  });

  it('does not refuse by an approval that comes when the deployment waits no more', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    bench.ecs.stage = 'SCALE_UP';
    const { response } = await open(bench);
    for (const person of [sam, lee]) await approve(response, person, bench.parts);
    expect(await kinds(bench)).toContain('refused');
    expect(await bench.ask()).toEqual(through);
  });

  it('makes one request of the event of the call and the question of the hook', async () => {
    const bench = gateBench({ settings });
    await bench.ask();
    const { finding } = await open(bench);
    const change = {
      type: 'opened',
      finding,
      previous: null,
      at: 'x',
      eventId: 'y',
      replayed: false,
    } as const;
    await respond(change, bench.parts);
    expect((await kinds(bench)).filter((kind) => kind === 'planned')).toHaveLength(1);
  });

  it('goes by what respond asked about the same deployment, and leaves carrying it out to respond', async () => {
    const asking = gateBench({ settings });
    asking.ecs.trouble['ecs.DescribeServiceDeployments'] = 'denied';
    expect(await asking.ask()).toMatchObject({ ...waiting, hookDetails: {} });
    delete asking.ecs.trouble['ecs.DescribeServiceDeployments'];
    const { finding } = await open(asking);
    const change = {
      type: 'opened',
      finding,
      previous: null,
      at: 'x',
      eventId: 'y',
      replayed: false,
    } as const;
    const plan = {
      words: 'roll back',
      account: null,
      region: null,
      calls: [],
      before: [],
      after: [],
      undo: [],
    };
    const action = { name: 'stop-workload', permissions: [], reversible: null, limits: '' } as const;
    await respond(change, {
      ...asking.parts,
      actionOf: () => ({ ...action, prepare: async () => ({ ok: true, prepared: plan }) }),
    });
    expect(await asking.ask()).toEqual(waiting);
    const { response } = await open(asking);
    for (const person of [sam, lee]) await approve(response, person, asking.parts, { act: false });
    expect(await asking.ask()).toEqual(refused);
    expect(await kinds(asking)).toEqual(['held', 'told', 'planned', 'told', 'approval', 'approved']);
  });
});

describe('guardrails', () => {
  it.each([
    [
      'a waiver',
      {
        waivers: [
          {
            ...{ control: 'namespace-isolation/no-privileged', subject: '*', until: '2026-03-20' },
            owner: 'kim',
            reason: 'x',
          },
        ],
      },
    ],
    ['protection', { protected: ['arn:aws:ecs:*:*:service/shop/*'] }],
  ])('%s lets the deployment pass', async (_, more) => {
    const bench = gateBench({ settings: { mode: 'enforce', ...more } });
    expect(await bench.ask()).toEqual(through);
    expect(JSON.stringify(bench.logged)).toContain('held back');
  });

  it('the kill switch lets it pass, also one that waits already', async () => {
    const bench = gateBench({ settings: { mode: 'approve' } });
    await bench.ask();
    const pull = (on: boolean) =>
      setKillSwitch(bench.store, { on, by: 'lee', at: '2026-03-01T13:00:00Z', reason: null });
    await pull(true);
    expect(await bench.ask()).toEqual(through);
    await pull(false);
    expect(await bench.ask()).toEqual(waiting);
    expect(await gateBench({ outside: async () => 'the parameter' }).ask()).toEqual(through);
  });

  it('an acknowledgement and a waiver that come while it waits let it pass', async () => {
    for (const decision of [
      { kind: 'acknowledge', by: 'sam', reason: null, approver: true } as const,
      { kind: 'waive', by: 'sam', reason: 'x', until: '2026-03-20' } as const,
    ]) {
      const bench = gateBench({ settings: { mode: 'approve' } });
      await bench.ask();
      const { finding } = await open(bench);
      const at = { ...bench.parts.view, now: new Date(bench.clock.now).toISOString(), replayed: false };
      await recordDecision(bench.store, finding.id, decision, at);
      expect(await bench.ask()).toEqual(through);
    }
  });

  it('the action limit turns refusing into asking', async () => {
    const bench = gateBench({ settings: { mode: 'enforce', brake: { actions: 1, window: '10m' } } });
    expect(await bench.ask()).toEqual(refused);
    bench.ecs.revisionAt = new Date(bench.clock.now + 1000).toISOString();
    bench.clock.now += 2000;
    expect(await bench.ask(question({}, 'second', 8))).toEqual(waiting);
  });
});

describe('a gate that cannot tell', () => {
  it.each([
    ['the revision', 'ecs.DescribeServiceRevisions'],
    ['the service', 'ecs.DescribeServices'],
    ['the definition', 'ecs.DescribeTaskDefinition'],
  ])('holds for ten minutes, then lets it pass and rings: %s cannot be read', async (_, operation) => {
    const bench = gateBench();
    bench.ecs.trouble[operation] = 'denied';
    const first = await bench.ask();
    expect(first).toMatchObject({
      ...waiting,
      hookDetails: { seawall: { unsureSince: expect.any(String) } },
    });
    expect(bench.metrics.GateUnsure).toBe(0);
    bench.clock.now += minutes(9);
    const again = await bench.ask(question({ hookDetails: first.hookDetails ?? {} }));
    expect(again).toEqual(first);
    bench.clock.now += minutes(2);
    expect(await bench.ask(question({ hookDetails: again.hookDetails ?? {} }))).toEqual(through);
    expect(bench.metrics.GateUnsure).toBe(1);
    expect(await bench.findings()).toEqual([]);
  });

  it('judges as soon as it can', async () => {
    const bench = gateBench();
    bench.ecs.trouble['ecs.DescribeServices'] = 'denied';
    const { hookDetails = {} } = await bench.ask(question({ hookDetails: { team: 'pay' } }));
    expect(hookDetails).toMatchObject({ team: 'pay' });
    delete bench.ecs.trouble['ecs.DescribeServices'];
    expect(await bench.ask(question({ hookDetails }))).toEqual(refused);
  });

  it('does not hold where the policy only observes', async () => {
    const bench = gateBench({ settings: { mode: 'observe' } });
    bench.ecs.trouble['ecs.DescribeServices'] = 'denied';
    expect(await bench.ask()).toEqual(through);
    expect(bench.metrics.GateUnsure).toBe(1);
  });

  it('holds where the record cannot be reached, and never rejects', async () => {
    const bench = gateBench();
    bench.store.get = async () => {
      throw new Error('no table');
    };
    expect(await bench.ask()).toMatchObject(waiting);
    expect(JSON.stringify(bench.logged)).toContain('no table');
  });

  it('is not held for ever by times that whoever deploys makes up', async () => {
    const bench = gateBench();
    bench.ecs.trouble['ecs.DescribeServices'] = 'denied';
    for (const unsureSince of ['2999-01-01T00:00:00Z', 'soon', 7]) {
      const { hookDetails } = await bench.ask(question({ hookDetails: { seawall: { unsureSince } } }));
      expect(hookDetails).toMatchObject({ seawall: { unsureSince: new Date(begun).toISOString() } });
    }
  });

  it('lets pass, and rings, what is no question', async () => {
    const bench = gateBench();
    for (const event of [{}, { lifecycleStage: 'PRE_SCALE_UP' }, question({ executionDetails: {} })])
      expect(await bench.ask(event)).toEqual(through);
    expect(bench.metrics.GateUnsure).toBe(3);
    expect(bench.gate.tooLate(question())).toMatchObject(waiting);
    expect(bench.gate.tooLate(null)).toEqual(through);
  });
});
