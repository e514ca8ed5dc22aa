// What is read of the pods that are about to be stopped, through the API of their cluster.
import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../shared/gather/api.ts';
import { withKubernetes } from '../../../shared/gather/kubernetes/api.ts';
import type { HttpRequest } from '../../../shared/gather/kubernetes/http.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { findingOn } from '../actions/round-trip.ts';
import { call, digest, gathered, place } from './gathered.ts';

describe('of a pod', () => {
  const at = { cluster: 'shop', namespace: 'shop', name: 'web-0' };
  const pod = {
    metadata: { name: 'web-0' },
    status: {
      containerStatuses: [{ name: 'web', image: 'shop/web:1', imageID: `docker.io/shop/web@${digest}` }],
      initContainerStatuses: [{ name: 'setup', image: 'busybox', imageID: 'busybox' }],
    },
  };
  const finding: Finding = {
    ...findingOn({ platform: 'eks' }),
    cluster: 'shop',
    namespace: 'shop',
    instances: ['web-0', 'web-1'],
  };
  const answers = {
    'kubernetes.readCoreV1NamespacedPod': pod,
    'kubernetes.readCoreV1NamespacedPodLog': ({ container }: JsonObject) => ({
      text: `2026-03-01T12:59:59Z ${container}\n`,
    }),
  };

  it('its description, image digests and last lines, through the API of the cluster', async () => {
    const evicted = call('createCoreV1NamespacedPodEviction', { ...at, body: {} }, 'kubernetes');
    const { evidence, api } = await gathered(answers, { finding, calls: [evicted] });
    expect(evidence.missing).toEqual([]);
    expect(evidence.workloads).toMatchObject([
      {
        ...{ kind: 'pod', name: 'shop/web-0', description: pod },
        images: [
          { container: 'web', image: 'shop/web:1', digest },
          { container: 'setup', image: 'busybox', digest: null },
        ],
        logs: [
          { container: 'web', lines: ['2026-03-01T12:59:59Z web'], cut: false },
          { container: 'setup', lines: ['2026-03-01T12:59:59Z setup'] },
        ],
      },
    ]);
    expect(api.requests.find(isLog)?.input).toEqual({
      ...at,
      ...{ container: 'web', tailLines: 400, timestamps: true, sinceSeconds: 86_400 },
    });
  });

  it('those that the finding was seen on, where an owner is changed', async () => {
    const calls = [call('patchAppsV1NamespacedDeployment', { ...at, name: 'web', body: [] }, 'kubernetes')];
    const { evidence } = await gathered(answers, { finding, calls });
    expect(evidence.workloads.map(({ name }) => name)).toEqual(['shop/web-0', 'shop/web-1']);
  });

  it('what its log’s refusal leaves', async () => {
    const calls = [call('deleteCoreV1NamespacedPod', at, 'kubernetes')];
    const denied = { ...answers, 'kubernetes.readCoreV1NamespacedPodLog': 'denied' as const };
    const { evidence } = await gathered(denied, { finding, calls });
    expect(evidence.workloads).toMatchObject([{ description: pod, logs: [] }]);
    expect(evidence.missing).toHaveLength(1);
  });
});

describe('the log of a pod', () => {
  const read = {
    ...{ cluster: 'shop', namespace: 'shop', name: 'web-0' },
    container: 'a&follow=true',
    tailLines: 400,
  };
  const answering = (status: number, text: string) => {
    const sent: HttpRequest[] = [];
    const described = { cluster: { endpoint: 'https://cluster', certificateAuthority: { data: 'cGVt' } } };
    const api = withKubernetes(fakeApi({ 'eks.DescribeCluster': described }), {
      send: async (request) => {
        sent.push(request);
        return { status, headers: {}, text };
      },
      ...{ tokenFor: async () => 'token', now: () => 0 },
    });
    const ask = () =>
      api.call({ ...place, service: 'kubernetes', operation: 'readCoreV1NamespacedPodLog', input: read });
    return { sent, ask };
  };

  it('is text, asked for by nothing but the parameters of the call', async () => {
    const { sent, ask } = answering(200, '{"a":1}\nplain\n');
    expect(await ask()).toMatchObject({ ok: true, output: { text: '{"a":1}\nplain\n' } });
    expect(sent[0]).toMatchObject({
      method: 'GET',
      url: 'https://cluster/api/v1/namespaces/shop/pods/web-0/log?container=a%26follow%3Dtrue&tailLines=400',
      headers: { accept: '*/*' },
    });
  });

  it('is refused with the server’s reason', async () => {
    const status = JSON.stringify({ message: 'container "web" is waiting', reason: 'BadRequest' });
    expect(await answering(400, status).ask()).toMatchObject({
      ok: false,
      code: 'failed',
      reason: expect.stringContaining('is waiting'),
    });
    expect(await answering(403, 'Forbidden').ask()).toMatchObject({ ok: false, code: 'denied' });
  });
});

function isLog({ operation }: ApiRequest): boolean {
  return operation.endsWith('Log');
}
