// Whole responses in a cluster: the engine, the real action, and an API server over TLS with its troubles.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookOf } from '../../shared/findings/look.ts';
import { record } from '../../shared/findings/record.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { dig, objectOf } from '../../shared/model/json.ts';
import { actionFor } from '../../shared/respond/actions/index.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { RetryLater } from '../../shared/respond/engine/ports.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { compareKept, tookEffect } from '../../shared/respond/state/compare.ts';
import { context, looked } from '../findings/fixtures.ts';
import { eksApi } from '../gather/kubernetes/eks.ts';
import { type Cluster, clusterServer, status } from '../gather/kubernetes/server.ts';
import { anotherRun, type Bench, benchOf, idOf, lee, sam } from './world.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await clusterServer();
});
afterAll(() => cluster.close());
beforeEach(() => {
  cluster.objects.clear();
  cluster.asked.length = 0;
  cluster.trouble.length = 0;
  put(true);
});

const at = '/apis/apps/v1/namespaces/shop/deployments/web';
const template = (privileged: boolean) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'shop/web:1', securityContext: { privileged } }] },
});

/** A bad Deployment with a good template behind it. */
function put(privileged: boolean): void {
  cluster.put(at, {
    metadata: { uid: 'd', annotations: { 'deployment.kubernetes.io/revision': '2' } },
    spec: { replicas: 2, template: template(privileged) },
  });
  cluster.put('/apis/apps/v1/namespaces/shop/replicasets/web-1', {
    metadata: {
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'd', controller: true }],
    },
    spec: { template: template(false) },
  });
}

function bench(): Bench {
  const api = eksApi(cluster);
  return benchOf({
    ...{ sessionFor: () => api, reads: api, actionOf: actionFor, compare: compareKept, tookEffect },
    contextFor: async () => ({
      passes: async (object) => JSON.stringify(object).includes('"privileged":false'),
    }),
  });
}

async function found({ store, clock }: Bench): Promise<FindingChange> {
  const verdict = looked('fail', 1, {
    identity: 'Deployment/shop/web',
    cluster: 'shop',
    namespace: 'shop',
    subject: {
      kind: 'workload',
      platform: 'kubernetes',
      id: 'Deployment/shop/web',
      name: 'web',
      account: '111122223333',
      region: 'eu-west-1',
    },
    response: { action: 'stop-workload', mode: 'enforce' },
  });
  const taken = await record(store, lookOf(verdict), context({ now: new Date(clock.now).toISOString() }));
  const [change] = taken.changes;
  if (change === undefined) throw new Error('the look changed nothing');
  return change;
}

const isGood = () => JSON.stringify(dig(cluster.objects.get(at), 'spec')).includes('"privileged":false');
const patches = () => cluster.asked.filter(({ method }) => method === 'PATCH').length;

async function journalOf(one: Bench, change: FindingChange) {
  const journal = await readJournal(one.store, change.finding.id);
  expect(checkJournal(change.finding.id, journal, []).problems).toEqual([]);
  return journal;
}

describe('a Deployment', () => {
  it('is rolled back, verified, kept with the audit id, and put back by undo', async () => {
    const one = bench();
    const change = await found(one);
    const before = cluster.objects.get(at)?.spec;
    expect(await respond(change, one.parts)).toMatchObject({ response: { outcome: 'done' } });
    expect(isGood()).toBe(true);
    const sent = (await journalOf(one, change)).find(({ kind }) => kind === 'sent');
    expect(sent?.detail.requestId).toMatch(/^audit-/);
    // Nobody knows who caused it, and it is critical: one alone may not say.
    expect(await undo(idOf(change.finding), sam, anotherRun(one.parts))).toMatchObject({ half: true });
    expect(await undo(idOf(change.finding), lee, anotherRun(one.parts))).toMatchObject({ ok: true });
    expect(cluster.objects.get(at)?.spec).toEqual(before);
  });

  it('whose patch took effect though the answer was lost is patched once', async () => {
    const one = bench();
    cluster.trouble.push('lost');
    expect(await respond(await found(one), one.parts)).toMatchObject({ response: { outcome: 'done' } });
    expect([isGood(), patches()]).toEqual([true, 1]);
  });

  it('of a server that is too busy is patched once it is not', async () => {
    const one = bench();
    cluster.trouble.push({ ...status(429, 'TooManyRequests', 'busy'), headers: { 'retry-after': '5' } });
    const before = one.clock.now;
    expect(await respond(await found(one), one.parts)).toMatchObject({ response: { outcome: 'done' } });
    expect(one.clock.now - before).toBeGreaterThanOrEqual(5_000);
    expect(patches()).toBe(2);
  });

  it.each([
    [403, 'Forbidden', 'may not patch'],
    [409, 'Conflict', 'the object has been modified'],
    [422, 'Invalid', 'Testing value failed'],
  ])('whose patch is answered with %i is handed to people', async (code, reason, message) => {
    const one = bench();
    const change = await found(one);
    cluster.trouble.push(status(code, reason, message));
    expect(await respond(change, one.parts)).toMatchObject({
      response: { outcome: 'failed', reason: expect.stringContaining(message) },
    });
    expect([isGood(), one.notices.map(({ kind }) => kind)]).toEqual([false, ['failed']]);
    await journalOf(one, change);
  });

  it('of a server that is away for long comes again, and is rolled back then', async () => {
    const one = bench();
    const change = await found(one);
    cluster.trouble.push(...Array(4).fill(status(503, 'ServiceUnavailable', 'away')));
    await expect(respond(change, one.parts)).rejects.toThrow(RetryLater);
    one.clock.now += 60_000;
    expect(await respond(change, anotherRun(one.parts))).toMatchObject({ response: { outcome: 'done' } });
    expect(isGood()).toBe(true);
  });

  it('that somebody changed since is not put back by undo', async () => {
    const one = bench();
    const change = await found(one);
    await respond(change, one.parts);
    const object = cluster.objects.get(at) ?? {};
    const other = { ...template(false), metadata: { labels: { app: 'web', by: 'kim' } } };
    cluster.put(at, { ...object, spec: { ...objectOf(object.spec), template: other } });
    expect(await undo(idOf(change.finding), sam, anotherRun(one.parts))).toMatchObject({ ok: false });
    expect(dig(cluster.objects.get(at), 'spec', 'template')).toEqual(other);
  });
});
