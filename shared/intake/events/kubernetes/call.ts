// A request to the Kubernetes API as a call.
// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '../../../model/actor.ts';
import type { CallSubject } from '../../../model/call.ts';
import { joined } from '../../../model/joined.ts';
import { isObject } from '../../../model/json.ts';
import type { Audit } from './audit.ts';
import { kindOfResource } from './resources.ts';

export function kubernetesCall(audit: Audit, actor: Actor): CallSubject {
  const { place, resource, subresource, namespace, name, verb } = audit;
  const names = [kindOfResource(resource), namespace, name ?? '*'].filter((part) => part !== null);
  const target = joined('/', names);
  const what = subresource === null ? resource : `${resource}/${subresource}`;
  return {
    kind: 'call',
    platform: 'kubernetes',
    id: audit.auditId ?? audit.id,
    name: `${verb} ${what}`,
    identity: joined('|', [`${place.cluster ?? '-'}:${target}`, actor.principal ?? actor.name]),
    account: place.account,
    region: place.region,
    cluster: place.cluster,
    namespace,
    tags: null,
    service: 'kubernetes',
    operation: verb,
    actor,
    succeeded: audit.succeeded,
    errorCode: audit.succeeded ? null : String(audit.code ?? 'forbid'),
    readOnly: audit.readOnly,
    parameters: isObject(audit.raw.requestObject) ? audit.raw.requestObject : null,
    response: isObject(audit.raw.responseStatus) ? audit.raw.responseStatus : null,
    additional: null,
    target,
    kubernetes: {
      resource,
      subresource,
      apiGroup: audit.apiGroup,
      namespace,
      name,
      stage: audit.stage,
      code: audit.code,
      requestUri: audit.requestUri,
    },
  };
}
