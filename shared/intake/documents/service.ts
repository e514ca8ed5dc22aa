// Kubernetes Services as networks: the addresses that they claim from everybody else.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Network } from '../../model/network.ts';
import { cursor, down, settledStrings } from '../workload/cursor.ts';
import { namespaceOf, objectId, objectName } from '../workload/kubernetes-names.ts';
import type { Where } from '../workload/where.ts';
import { networkBase } from './ec2.ts';

export function serviceNetwork(object: JsonObject, where: Where): Network {
  const from = cursor(object);
  const namespace = namespaceOf(down(from, 'metadata'), where);
  const name = objectName(down(from, 'metadata'));
  const id = where.id ?? objectId('Service', namespace, name);
  return {
    ...networkBase(id, where.name ?? name, where),
    platform: 'kubernetes',
    cluster: shortName(where.cluster),
    namespace,
    resource: 'service',
    ingress: at([], ''),
    egress: at([], ''),
    externalAddresses: settledStrings(down(from, 'spec', 'externalIPs')),
  };
}
