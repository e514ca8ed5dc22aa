// Facts of a namespace: network policies, what exposes its pods, what enforces policies.
import { describe, expect, it } from 'vitest';
import { createFacts, noFacts } from '../../../shared/gather/facts.ts';
import { withGiven } from '../../../shared/gather/given.ts';
import { exposuresOf } from '../../../shared/intake/documents/exposure.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi, readAt } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const asked = { ...here, cluster: 'shop', namespace: 'pay' };
const policiesAsked = { fact: 'network-policies', ...asked } as const;
const exposuresAsked = { fact: 'exposures', ...asked } as const;

const policy = (name: string, namespace = 'pay', spec: JsonObject = { podSelector: {} }): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});
const service = (spec: JsonObject, annotations: JsonObject = {}, name = 'web'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'pay', annotations },
  spec: { selector: { app: 'web' }, ...spec },
});
const balanced = { type: 'LoadBalancer' };

describe('network-policies', () => {
  it('are those of the namespace, and all there are', async () => {
    const items = [
      policy('deny'),
      policy('other', 'shop'),
      policy('egress', 'pay', { policyTypes: ['Egress'] }),
    ];
    const api = fakeApi({ 'kubernetes.ListNetworkPolicies': { items } });
    const { items: found, complete } = answered(await createFacts(api).get(policiesAsked));
    expect(complete).toBe(true);
    expect(found.map(({ name, isolates }) => [name, isolates?.directions])).toEqual([
      ['deny', ['ingress']],
      ['egress', ['egress']],
    ]);
    expect(api.requests[0]?.input).toEqual({ cluster: 'shop' });
  });

  it('are unknown where nothing recorded them', async () => {
    expect(await createFacts(fakeApi({})).get(policiesAsked)).toMatchObject({ code: 'not-recorded' });
  });

  it('given beside a workload are never known to be all', async () => {
    const given = withGiven(noFacts(), [policy('deny'), policy('other', 'shop')], readAt);
    const found = answered(await given.get(policiesAsked));
    expect(found.complete).toBe(false);
    expect(found.items.map(({ name }) => name)).toEqual(['deny']);
    expect(await given.get({ ...policiesAsked, namespace: 'empty' })).toMatchObject({ code: 'no-facts' });
    expect(await given.get({ fact: 'policy-enforcement', ...here, cluster: null })).toMatchObject({
      code: 'no-facts',
    });
  });

  it('given replace those of the cluster by name', async () => {
    const items = [policy('deny'), policy('kept')];
    const cluster = createFacts(fakeApi({ 'kubernetes.ListNetworkPolicies': { items } }));
    const changed = policy('deny', 'pay', { podSelector: {}, ingress: [{}] });
    const found = answered(await withGiven(cluster, [changed], readAt).get(policiesAsked));
    expect(found.complete).toBe(true);
    expect(found.items.map(({ name, ingress }) => [name, ingress.value.length])).toEqual([
      ['deny', 1],
      ['kept', 0],
    ]);
  });
});

describe('exposures', () => {
  const annotation = (key: string, value: string) => ({
    [`service.beta.kubernetes.io/aws-load-balancer-${key}`]: value,
  });

  it.each([
    ['nothing said', {}, {}, true],
    ['internet-facing', {}, annotation('scheme', 'internet-facing'), true],
    ['internal', {}, annotation('scheme', 'internal'), false],
    ['the older annotation', {}, annotation('internal', 'true'), false],
    ['the oldest one', {}, annotation('internal', '0.0.0.0/0'), false],
    ['the older one, said no', {}, annotation('internal', 'false'), true],
    ['the controller', { loadBalancerClass: 'service.k8s.aws/nlb' }, {}, false],
    [
      'Auto Mode, told to',
      { loadBalancerClass: 'eks.amazonaws.com/nlb' },
      annotation('scheme', 'internet-facing'),
      true,
    ],
    ['the controller by its annotation', {}, annotation('type', 'external'), false],
    ['the cloud provider’s NLB', {}, annotation('type', 'nlb'), true],
  ])('%s', (_, spec, annotations, internetFacing) => {
    expect(exposuresOf([service({ ...balanced, ...spec }, annotations)], [])).toEqual([
      { kind: 'Service', name: 'web', pods: { app: 'web' }, internetFacing },
    ]);
  });

  it.each([
    [{ type: 'ClusterIP' }, null],
    [{ type: 'NodePort' }, null],
    [{ externalIPs: ['10.0.0.9', '192.168.1.1', '172.16.0.1'] }, null],
    [{ externalIPs: ['203.0.113.9'] }, true],
  ])('%j', (spec, internetFacing) => {
    expect(exposuresOf([service(spec)], [])[0]?.internetFacing ?? null).toBe(internetFacing);
  });

  const ingress = (scheme: string | undefined, spec: JsonObject): JsonObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'edge',
      namespace: 'pay',
      annotations: scheme === undefined ? {} : { 'alb.ingress.kubernetes.io/scheme': scheme },
    },
    spec,
  });
  const toWeb = { service: { name: 'web', port: { number: 80 } } };
  const byRule = { rules: [{ host: 'a.test' }, { http: { paths: [{ path: '/', backend: toWeb }] } }] };

  it.each([
    ['a rule', 'internet-facing', byRule, 1],
    ['the default', 'internet-facing', { defaultBackend: toWeb }, 1],
    ['another Service', 'internet-facing', { defaultBackend: { service: { name: 'api' } } }, 0],
    ['an internal one', 'internal', byRule, 0],
    ['nothing said', undefined, byRule, 0],
  ])('an Ingress leads to the pods of its Services: %s', (_, scheme, spec, count) => {
    const found = exposuresOf([service({ type: 'NodePort' })], [ingress(scheme, spec)]);
    expect(found).toHaveLength(count);
    if (count > 0) expect(found[0]).toMatchObject({ kind: 'Ingress', name: 'edge', pods: { app: 'web' } });
  });

  it('are all there are where both kinds were listed', async () => {
    const services = { items: [service(balanced), service({ type: 'ClusterIP' }, {}, 'inner')] };
    const half = createFacts(fakeApi({ 'kubernetes.ListServices': services }));
    expect(answered(await half.get(exposuresAsked))).toMatchObject({
      items: [{ name: 'web' }],
      complete: false,
    });
    const ingresses = { items: [ingress('internet-facing', byRule)] };
    const whole = createFacts(
      fakeApi({ 'kubernetes.ListServices': services, 'kubernetes.ListIngresses': ingresses }),
    );
    expect(answered(await whole.get(exposuresAsked))).toMatchObject({
      items: [{ kind: 'Service' }, { kind: 'Ingress' }],
      complete: true,
    });
    const given = withGiven(noFacts(), [service(balanced, {}, 'new')], readAt);
    expect(answered(await given.get(exposuresAsked))).toMatchObject({
      items: [{ name: 'new' }],
      complete: false,
    });
  });
});

describe('policy-enforcement', () => {
  const enforcementAsked = { fact: 'policy-enforcement', ...here, cluster: 'shop' } as const;
  const addOn = (configurationValues: string | undefined) => ({
    'eks.DescribeCluster': { cluster: { name: 'shop' } },
    'eks.DescribeAddon': { addon: { addonName: 'vpc-cni', clusterName: 'shop', configurationValues } },
  });
  const enforcedBy = async (answers: Parameters<typeof fakeApi>[0]) =>
    answered(await createFacts(fakeApi(answers)).get(enforcementAsked)).enforced;

  it.each([
    ['{"enableNetworkPolicy":"true"}', true],
    ['{"enableNetworkPolicy": true, "env": {}}', true],
    ['enableNetworkPolicy: "true"\n', true],
    ['{"enableNetworkPolicy":"false"}', false],
    ['{"env":{"AWS_VPC_K8S_CNI_EXTERNALSNAT":"true"}}', null],
    ['', null],
    [undefined, null],
  ])('the add-on with %j: %s', async (values, enforced) => {
    expect(await enforcedBy(addOn(values))).toBe(enforced);
  });

  const configMap = (value: string) => ({
    metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
    data: { 'enable-network-policy-controller': value },
  });

  it('in Auto Mode is for a ConfigMap to say', async () => {
    const auto = { 'eks.DescribeCluster': { cluster: { name: 'shop', computeConfig: { enabled: true } } } };
    expect(await enforcedBy(auto)).toBeNull();
    for (const value of ['true', 'false']) {
      const maps = { 'kubernetes.ListConfigMaps': { items: [{}, configMap(value)] } };
      expect(await enforcedBy({ ...auto, ...maps })).toBe(value === 'true');
    }
  });

  it('is not known where the add-on is not one, the cluster is not there, or AWS says no', async () => {
    const unmanaged = { ...addOn(undefined), 'eks.DescribeAddon': 'not-found' } as const;
    expect(await enforcedBy(unmanaged)).toBeNull();
    const facts = createFacts(fakeApi({ 'eks.DescribeCluster': 'denied' }));
    expect(await facts.get(enforcementAsked)).toMatchObject({ code: 'denied' });
    expect(await facts.get({ ...enforcementAsked, cluster: null })).toMatchObject({ code: 'not-found' });
  });

  const daemonSet = (name: string, args: string[] = []): JsonObject => ({
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system' },
    spec: { template: { spec: { containers: [{ name: 'agent', args }] } } },
  });

  it.each([
    ['Calico', [daemonSet('calico-node')], true],
    ['Cilium', [daemonSet('cilium')], true],
    ['the agent of the VPC CNI', [daemonSet('aws-node', ['--enable-network-policy=true'])], true],
    ['the agent switched off', [daemonSet('aws-node', ['--enable-network-policy=false'])], false],
    [
      'the agent switched off, beside Calico',
      [daemonSet('aws-node', ['--enable-network-policy=false']), daemonSet('calico-node')],
      true,
    ],
    ['other agents', [daemonSet('fluent-bit'), daemonSet('aws-node')], null],
  ])('%s', async (_, objects, enforced) => {
    const given = withGiven(createFacts(fakeApi(addOn(undefined))), objects, readAt);
    expect(answered(await given.get(enforcementAsked)).enforced).toBe(enforced);
    const listed = { ...addOn(undefined), 'kubernetes.ListDaemonSets': { items: objects } };
    expect(await enforcedBy(listed)).toBe(enforced);
  });
});
