// Kubernetes bindings that give rights which lead to all others.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import { administersCluster, type Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { lookAt } from '../../rbac/broad.ts';
import { isComponent, isEverybody } from '../../rbac/built-in.ts';
import { beyondDiscovery } from '../../rbac/discovery.ts';

export const noBroadRbac = defineControl({
  id: 'control-plane/no-broad-rbac',
  title: 'RBAC bindings do not lead to cluster-wide rights',
  severity: 'high',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['kubernetes'],
  parameters: noParameters,
  references: {
    nist: ['4.3.1'],
    cis: ['CIS EKS 4.1.2', 'CIS EKS 4.1.3', 'CIS Kubernetes 5.1.3'],
    attack: ['T1098.006', 'T1613', 'T1552.007'],
  },
  why: 'Anyone who may read every secret, enter pods, call the kubelet or grant rights controls the whole cluster in one or two steps.',
  fix: 'Bind a role with the verbs and resources that are needed, in the namespaces meant; name those who truly orchestrate in the policy.',
  allows: [
    'principals that the policy’s `people` lists',
    'components of Kubernetes (`system:kube-scheduler`, `system:nodes`, …; other names that begin so excuse nothing), users of EKS (`eks:…`) and service accounts of kube-system, but its `default`',
    'the built-in roles admin, edit and view within one namespace',
    'secrets of one namespace, or named ones; the making of pods within one namespace',
    'changing workloads that are there (`patch`, `update`), cluster-wide too: it can lead as far as creating them, but whatever rolls out, restarts or scales workloads holds it, and an alarm on each would hide those who can create new ones; their changes are judged when they are made',
    '`bind` for named roles that hold none of this',
    'approval of certificates by signers that make no clients, such as `kubernetes.io/kubelet-serving`',
    'discovery for everybody',
    'cluster-admin, or its like, for the whole cluster (cluster-admin-entries judges it)',
  ],
  response: null,
  judge: (principal, { policy: { people } }) => {
    if (principal.bindings.length === 0) return notApplicable('nothing is bound');
    const named = [
      people.orchestrators,
      people.systemAdministrators,
      people.breakGlass,
      people.deliveryPipelines,
    ];
    const globs = named.flatMap((list) => list ?? []);
    if (matchesAny(globs, principal.name) || matchesAny(globs, principal.id))
      return notApplicable('the policy names the principal');
    if (isComponent(principal)) return notApplicable('a component of the cluster itself');
    return judged(principal);
  },
});

function judged(principal: Principal): Judgement {
  const look = isEverybody(principal) ? beyondDiscovery : lookAt;
  // cluster-admin-entries judges it, and knows better what it is.
  const bindings = principal.bindings.filter((binding) => administersCluster(binding) !== true);
  const looks = bindings.map((binding) => ({ binding, found: look(binding) }));
  const found = looks.flatMap(({ binding, found }): Evidence[] => {
    if (typeof found !== 'object' || found === null) return [];
    const where = binding.namespace === null ? 'in every namespace' : `in namespace ${binding.namespace}`;
    const message = `${binding.name} lets ${principal.name} ${found.what} ${where}`;
    return [evidence(binding.path, binding.role, null, message)];
  });
  if (found.length > 0) return fail(found);
  const open = looks.find((one) => typeof one.found === 'string')?.found;
  return typeof open === 'string' ? unknown(open) : pass;
}

export { examples } from './no-broad-rbac.examples.ts';
