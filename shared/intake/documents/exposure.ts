// Kubernetes Services and Ingresses as what they expose: the load balancers that they make, and for which pods.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, stringMapOf } from '../../model/json.ts';
import type { NetworkExposure } from '../../model/network.ts';
import { type Cursor, cursor, down, items, plain } from '../workload/cursor.ts';
import { objectName } from '../workload/kubernetes-names.ts';

/** What Services and Ingresses of one namespace expose. */
export function exposuresOf(
  services: readonly JsonObject[],
  ingresses: readonly JsonObject[],
): readonly NetworkExposure[] {
  return [
    ...services.flatMap((service) => exposureOf(service) ?? []),
    ...ingresses.flatMap((ingress) => exposuresThrough(ingress, services)),
  ];
}

/** Null for a Service that makes no load balancer and takes no address of the network outside. */
function exposureOf(service: JsonObject): NetworkExposure | null {
  const spec = down(cursor(service), 'spec');
  const balanced = plain(down(spec, 'type')) === 'LoadBalancer';
  const external = items(down(spec, 'externalIPs')).some((item) => isPublic(plain(item) ?? ''));
  if (!balanced && !external) return null;
  const metadata = down(cursor(service), 'metadata');
  return {
    kind: 'Service',
    name: objectName(metadata),
    pods: stringMapOf(down(spec, 'selector').value),
    internetFacing: external || facesInternet(stringMapOf(down(metadata, 'annotations').value), spec),
  };
}

// Of the AWS Load Balancer Controller ("Ingress annotations", scheme: internal unless told) and EKS Auto Mode, which makes a load
// balancer too. Other controllers hand an Ingress to pods of their own, which their own Service exposes.
const schemeOfIngress = 'alb.ingress.kubernetes.io/scheme';

/** One for each Service that an Ingress facing the internet leads to. */
function exposuresThrough(ingress: JsonObject, services: readonly JsonObject[]): readonly NetworkExposure[] {
  const metadata = down(cursor(ingress), 'metadata');
  if (stringMapOf(down(metadata, 'annotations').value)[schemeOfIngress] !== 'internet-facing') return [];
  const backends = new Set(backendsOf(down(cursor(ingress), 'spec')));
  return services
    .filter((service) => backends.has(objectName(down(cursor(service), 'metadata'))))
    .map((service) => ({
      kind: 'Ingress',
      name: objectName(metadata),
      pods: stringMapOf(down(cursor(service), 'spec', 'selector').value),
      internetFacing: true,
    }));
}

/** Names of Services (Kubernetes API reference, IngressSpec). */
function backendsOf(spec: Cursor): readonly string[] {
  const paths = items(down(spec, 'rules')).flatMap((rule) => items(down(rule, 'http', 'paths')));
  const backends = [down(spec, 'defaultBackend'), ...paths.map((path) => down(path, 'backend'))];
  return backends.flatMap((backend) => plain(down(backend, 'service', 'name')) ?? []);
}

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';
// The AWS Load Balancer Controller and EKS Auto Mode make internal ones unless told (AWS Load Balancer Controller, "Service
// annotations", aws-load-balancer-scheme; EKS User Guide, "Use Service Annotations to configure Network Load Balancers").
const classes: readonly (string | null)[] = ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb'];
const types: readonly (string | undefined)[] = ['external', 'nlb-ip'];

/** The cloud provider's own controller faces the internet unless told not to (Kubernetes documentation, "Internal load balancer"). */
function facesInternet(annotations: Readonly<Record<string, string>>, spec: Cursor): boolean {
  const scheme = annotations[`${prefix}scheme`];
  if (scheme !== undefined) return scheme !== 'internal';
  const internal = annotations[`${prefix}internal`];
  if (internal !== undefined) return internal === 'false' || internal === '';
  return (
    !classes.includes(plain(down(spec, 'loadBalancerClass'))) && !types.includes(annotations[`${prefix}type`])
  );
}

/** False for the private ranges (RFC 1918, 4193) and link-local ones. */
function isPublic(address: string): boolean {
  return (
    address !== '' &&
    !/^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd]|fe80:|::1$)/i.test(address)
  );
}
