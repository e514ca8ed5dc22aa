// Services that take addresses which nobody gave them.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters, notApplicable } from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Examples } from '../examples/example.ts';
import { policyManifest } from '../examples/namespaces.ts';

export const noExternalAddresses = defineControl({
  id: 'segmentation/no-external-addresses',
  title: 'Services do not claim external addresses',
  severity: 'medium',
  stage: 'stable',
  judges: ['network'],
  platforms: ['kubernetes'],
  parameters: noParameters,
  references: { nist: ['4.3.3'], attack: ['T1557', 'T1565.002'] },
  why: 'Traffic of the whole cluster to an address in `externalIPs` goes to the pods of that Service, no matter who owns the address (CVE-2020-8554): anyone who may create a Service can intercept traffic of others.',
  fix: 'Take `externalIPs` out and expose the Service through a load balancer or an Ingress; keep others from it with the admission plug-in DenyServiceExternalIPs.',
  allows: [
    'addresses that a load balancer gives (`status`)',
    '`loadBalancerIP` and Services of type ExternalName',
  ],
  response: null,
  judge: ({ resource, externalAddresses, name }) => {
    if (resource !== 'service' || externalAddresses === undefined) return notApplicable('judges Services');
    return failIfAny(
      externalAddresses.value.map((address, index) =>
        evidence(
          `${externalAddresses.path}[${index}]`,
          address,
          null,
          `Service ${name} takes the traffic of the cluster to ${address}`,
        ),
      ),
    );
  },
});

const service = (spec: JsonObject, change: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 443 }], ...spec },
  ...change,
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the address of a public resolver',
      given: service({ externalIPs: ['8.8.8.8'] }),
      at: 'spec.externalIPs[0]',
    },
    {
      says: 'an address of the own network, beside a load balancer',
      given: service({ type: 'LoadBalancer', externalIPs: ['10.0.0.7'] }),
      at: 'spec.externalIPs[0]',
    },
    {
      says: 'an IPv6 address of a Service without pods of its own',
      given: service({ selector: undefined, externalIPs: ['2001:db8::7'] }),
      at: 'spec.externalIPs[0]',
    },
    {
      says: 'a NodePort',
      given: service({ type: 'NodePort', externalIPs: ['192.0.2.7', '192.0.2.8'] }),
      at: 'spec.externalIPs[0]',
    },
    {
      says: 'one of a list',
      given: { apiVersion: 'v1', kind: 'ServiceList', items: [service({ externalIPs: ['192.0.2.7'] })] },
      at: 'spec.externalIPs[0]',
    },
  ],
  passes: [
    { says: 'a Service within the cluster', given: service({}) },
    { says: 'an empty list', given: service({ externalIPs: [] }) },
    { says: 'a load balancer', given: service({ type: 'LoadBalancer', loadBalancerIP: '192.0.2.7' }) },
    {
      says: 'an address that a load balancer gave',
      given: service(
        { type: 'LoadBalancer' },
        { status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } } },
      ),
    },
    { says: 'a name elsewhere', given: service({ type: 'ExternalName', externalName: 'db.acme.test' }) },
    { says: 'no address of its own at all', given: service({ clusterIP: 'None' }) },
  ],
  unknown: [{ says: 'a list that is none', given: service({ externalIPs: '192.0.2.7' }) }],
  notApplicable: [{ says: 'a network policy', given: policyManifest({ podSelector: {} }) }],
});
