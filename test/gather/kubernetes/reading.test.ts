// Those who only read: the lists of a cluster, and how often they ask for them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsApi } from '../../../shared/gather/api.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import { imageUsers } from '../../../shared/gather/image-users.ts';
import { sendWithin } from '../../../shared/gather/kubernetes/http.ts';
import { lists } from '../../../shared/gather/kubernetes/lists.ts';
import { operations } from '../../../shared/gather/kubernetes/operations.ts';
import { readingClusters } from '../../../shared/gather/kubernetes/reading.ts';
import { imageSubject } from '../../../shared/intake/events/image.ts';
import { dig, type JsonObject } from '../../../shared/model/json.ts';
import { fakeApi } from '../fake-api.ts';
import { type Cluster, certificate, clusterServer } from './server.ts';

const place = { account: '111122223333', region: 'eu-central-1' } as const;
const digest = `sha256:${'a'.repeat(64)}`;
let cluster: Cluster;
let now = 0;

beforeAll(async () => {
  cluster = await clusterServer();
});
afterAll(() => cluster.close());
beforeEach(() => {
  cluster.objects.clear();
  cluster.asked.length = 0;
  cluster.tokens.clear();
});

function described(endpoint = cluster.endpoint) {
  return {
    cluster: { endpoint, certificateAuthority: { data: Buffer.from(certificate).toString('base64') } },
  };
}

function readingWith(
  answers: Parameters<typeof fakeApi>[0] = { 'eks.DescribeCluster': described() },
): AwsApi {
  return readingClusters(fakeApi(answers), {
    send: sendWithin(5_000),
    tokenFor: async () => 'token',
    now: () => now,
  });
}

const asking = (operation: string, input: JsonObject = { cluster: 'shop' }) => ({
  ...{ ...place, service: 'kubernetes', operation, input },
});

const node = (instance: string, kubeletVersion: string): JsonObject => ({
  metadata: { labels: { a: 'b' } },
  spec: { providerID: `aws:///eu-central-1a/${instance}`, taints: [] },
  status: { nodeInfo: { kubeletVersion }, images: [{ names: ['x'] }] },
});

describe('who only reads', () => {
  it('lists pods without what nobody reads of them', async () => {
    cluster.put('/api/v1/pods/web-0', {
      metadata: { managedFields: [{ manager: 'kubelet' }] },
      spec: { nodeName: 'n' },
    });
    const answer = await readingWith().call(asking('ListPods'));
    const [pod] = answer.ok ? (answer.output.items as JsonObject[]) : [];
    expect(pod).toMatchObject({ metadata: { name: 'web-0' }, spec: { nodeName: 'n' } });
    expect(dig(pod, 'metadata', 'managedFields')).toBeUndefined();
  });

  it('keeps of nodes and DaemonSets what tells their version and name', async () => {
    cluster.put('/api/v1/nodes/n1', node('i-0123456789abcdef0', 'v1.36.1-eks-1'));
    cluster.put('/apis/apps/v1/daemonsets/logs', {
      metadata: { namespace: 'kube-system', labels: {} },
      spec: {},
    });
    const api = readingWith();
    expect(await api.call(asking('ListNodes'))).toMatchObject({
      output: {
        items: [
          {
            metadata: { name: 'n1' },
            spec: { providerID: 'aws:///eu-central-1a/i-0123456789abcdef0' },
            status: { nodeInfo: { kubeletVersion: 'v1.36.1-eks-1' } },
          },
        ],
      },
    });
    expect(await api.call(asking('ListDaemonSets'))).toMatchObject({
      output: { items: [{ metadata: { name: 'logs', namespace: 'kube-system', uid: expect.any(String) } }] },
    });
  });

  it('sends nothing else: not even what a response reads', async () => {
    const api = readingWith();
    for (const operation of operations.keys())
      expect(
        await api.call(asking(operation, { cluster: 'shop', namespace: 'shop', name: 'web' })),
      ).toMatchObject({
        ok: false,
        code: 'failed',
      });
    expect(await api.call(asking('ListPods', {}))).toMatchObject({ ok: false, code: 'failed' });
    expect(cluster.asked).toEqual([]);
    expect([...lists.keys()]).toEqual(['ListPods', 'ListNodes', 'ListDaemonSets']);
  });

  it('asks for the nodes of a cluster once a minute', async () => {
    cluster.put('/api/v1/nodes/n1', node('i-0123456789abcdef0', 'v1.36.1'));
    const api = readingWith();
    await api.call(asking('ListNodes'));
    await api.call(asking('ListNodes'));
    expect(cluster.asked).toHaveLength(1);
    now += 60_000;
    await api.call(asking('ListNodes'));
    expect(cluster.asked).toHaveLength(2);
  });

  it('is told that a cluster cannot be reached, and does not try again for a minute', async () => {
    const answers = { 'eks.DescribeCluster': described('https://127.0.0.1:1') };
    const aws = fakeApi(answers);
    const tokens: string[] = [];
    const api = readingClusters(aws, {
      send: async (request) => {
        tokens.push(request.url);
        throw new Error('connect ECONNREFUSED');
      },
      tokenFor: async () => 'token',
      now: () => now,
    });
    const told = {
      ok: false,
      code: 'no-facts',
      reason: expect.stringMatching(/^cluster shop cannot be reached/),
    };
    expect(await api.call(asking('ListPods'))).toMatchObject(told);
    expect(await api.call(asking('ListNodes'))).toMatchObject(told);
    expect(tokens).toHaveLength(1);
    now += 60_000;
    await api.call(asking('ListPods'));
    expect(tokens).toHaveLength(2);
  });

  it('is refused where the cluster lets nobody in, and may be let in at once', async () => {
    cluster.tokens.add('another');
    const api = readingWith();
    expect(await api.call(asking('ListPods'))).toMatchObject({ ok: false, code: 'denied' });
    cluster.tokens.clear();
    expect(await api.call(asking('ListPods'))).toMatchObject({ ok: true });
  });

  it('does not look through more than it has room for', async () => {
    let chunks = 0;
    const page = {
      items: Array.from({ length: 500 }, () => ({ metadata: {} })),
      metadata: { continue: 'more' },
    };
    const api = readingClusters(fakeApi({ 'eks.DescribeCluster': described() }), {
      send: async () => {
        chunks++;
        return { status: 200, headers: {}, text: JSON.stringify(page) };
      },
      tokenFor: async () => 'token',
      now: () => now,
    });
    expect(await api.call(asking('ListPods'))).toMatchObject({
      ...{ ok: false, code: 'failed', reason: expect.stringContaining('more than 10000') },
    });
    expect(chunks).toBe(21);
  });
});

describe('facts of a live cluster', () => {
  const image = imageSubject(place, { repository: 'shop/web', tag: '1.4.2', digest }, null);

  it('tell the kubelet of a node that nobody manages', async () => {
    cluster.put('/api/v1/nodes/n1', node('i-0123456789abcdef0', 'v1.36.1-eks-1'));
    const ask = { fact: 'host-agent', ...place, agent: 'kubelet', cluster: 'shop' } as const;
    const facts = createFacts(readingWith());
    expect(await facts.get({ ...ask, instanceId: 'i-0123456789abcdef0' })).toMatchObject({
      value: { version: 'v1.36.1-eks-1' },
    });
    expect(await facts.get({ ...ask, instanceId: 'i-0fedcba9876543210' })).toMatchObject({
      value: { version: null, joined: false },
    });
  });

  it('lead an image to the pods of one cluster, and say that another cannot be asked', async () => {
    if (image === null) throw new Error('no image');
    const reference = `${image.reference.split(/[:@]/)[0]}:1.4.2`;
    cluster.put('/api/v1/pods/web-0', {
      metadata: { namespace: 'shop' },
      spec: { containers: [{ name: 'web', image: reference }] },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'web', imageID: `${reference.split(':')[0]}@${digest}` }],
      },
    });
    const answers = {
      'eks.ListClusters': { clusters: ['shop', 'hidden'] },
      'eks.DescribeCluster': (input: JsonObject) =>
        input.name === 'shop' ? described() : described('http://plain.test'),
    };
    const users = await imageUsers(image, createFacts(readingWith(answers)), []);
    expect(users?.workloads).toMatchObject([{ platform: 'kubernetes', cluster: 'shop', by: 'digest' }]);
    expect(users?.notRead).toEqual([
      expect.stringMatching(/^tasks: /),
      expect.stringMatching(/^pods of cluster hidden: /),
    ]);
  });

  it('name no more than ten of many clusters that cannot be asked, and ask two at a time', async () => {
    if (image === null) throw new Error('no image');
    const clusters = Array.from({ length: 25 }, (_, index) => `c${index}`);
    let [open, most] = [0, 0];
    const facts = createFacts({
      async call({ service, operation, input }) {
        if (operation === 'ListClusters' && service === 'eks')
          return { ok: true, output: { clusters }, asOf: '2026-11-30T00:00:00Z' };
        if (service === 'ecs') return { ok: true, output: { clusterArns: [] }, asOf: '2026-11-30T00:00:00Z' };
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        return { ok: false, code: 'denied', reason: `${operation} of ${input.cluster}` };
      },
    });
    const users = await imageUsers(image, facts, []);
    expect(users?.notRead).toHaveLength(11);
    expect(users?.notRead.at(-1)).toBe('15 others');
    expect(most).toBe(2);
  });

  it('tell that there are no pods where there is no cluster', async () => {
    if (image === null) throw new Error('no image');
    const none = { 'eks.ListClusters': { clusters: [] }, 'ecs.ListClusters': { clusterArns: [] } };
    expect(await imageUsers(image, createFacts(readingWith(none)), [])).toEqual({
      ...{ workloads: [], more: false, notRead: [] },
    });
  });

  it('say that pods were not looked through where clusters cannot be listed', async () => {
    if (image === null) throw new Error('no image');
    const none = { 'eks.ListClusters': 'denied', 'ecs.ListClusters': { clusterArns: [] } } as const;
    const users = await imageUsers(image, createFacts(readingWith(none)), []);
    expect(users?.notRead).toEqual([expect.stringMatching(/^pods: .*eks\.ListClusters/)]);
  });
});
