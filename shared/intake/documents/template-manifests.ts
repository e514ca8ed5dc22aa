// Kubernetes manifests in a template, as the CDK writes them for a cluster of its own.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, listOf } from '../../model/json.ts';
import { remembered } from '../../model/remembered.ts';
import type { Subject } from '../../model/subject.ts';
import { kubernetesSubjects } from './kubernetes.ts';
import { valueIn } from './policy-text.ts';
import type { FileWhere } from './reading.ts';
import { rolesAmong } from './roles.ts';
import type { Resources, TemplateResource } from './template-resource.ts';

export const manifestType = 'Custom::AWSCDK-EKS-KubernetesResource';

/** What the manifests of one resource show; bindings find the roles that stand in any of the template. */
export function manifestSubjects(
  resource: TemplateResource,
  where: FileWhere,
  all: Resources,
): readonly Subject[] {
  // An object of Kubernetes has a name of its own.
  const { id: _id, name: _name, identity: _identity, ...place } = where;
  const roles = new Map([...where.roles, ...rolesIn(all)]);
  return manifestsOf(resource).flatMap((one) => kubernetesSubjects(one, { ...place, running: true }, roles));
}

/** `Manifest` is the JSON text of a list (aws-cdk-lib, aws-eks, KubernetesManifest). */
const manifestsOf = remembered(({ properties }: TemplateResource): readonly JsonObject[] =>
  listOf(valueIn(properties.Manifest)).filter(isObject),
);

const rolesIn = remembered((all: Resources) =>
  rolesAmong([...all.values()].filter(({ type }) => type === manifestType).flatMap(manifestsOf)),
);
