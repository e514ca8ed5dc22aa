// Every fact, by name. Written by `npm run generate` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { FactName } from '../../model/facts.ts';
import type { DefinedFact } from '../define-fact.ts';
import { certifiedImagesFact } from './certified-images.ts';
import { clusterFact } from './cluster.ts';
import { clusterNamesFact } from './cluster-names.ts';
import { detectorsFact, registryScanningFact } from './detection.ts';
import { serviceFact, serviceRevisionFact, taskDefinitionFact, taskFact } from './ecs.ts';
import { hostFact } from './host.ts';
import { hostAgentFact } from './host-agent.ts';
import { hostVolumesFact, machineImageFact } from './host-parts.ts';
import { imageAgeFact } from './image-age.ts';
import { imageConfigFact } from './image-config.ts';
import { imageContentsFact } from './image-contents.ts';
import { imageExploitationFact } from './image-exploitation.ts';
import { imageScanFact } from './image-scan.ts';
import { imageSignaturesFact } from './image-signatures.ts';
import { lastAccessedFact } from './last-accessed.ts';
import { loadBalancersFact } from './load-balancers.ts';
import { exposuresFact, networkPoliciesFact } from './namespace.ts';
import { networkInterfaceFact } from './network-interface.ts';
import { ownerFact } from './owner.ts';
import { policyDocumentFact } from './policy-document.ts';
import { policyEnforcementFact } from './policy-enforcement.ts';
import { principalFact } from './principal.ts';
import { repositoryFact } from './repository.ts';
import { runningWorkloadsFact } from './running-workloads.ts';
import { securityGroupFact } from './security-group.ts';
import { subnetFact } from './subnet.ts';

/** What is declared and not defined, or defined and not declared, does not compile. */
export const definedFacts: { readonly [F in FactName]: DefinedFact<F> } = {
  'certified-images': certifiedImagesFact,
  cluster: clusterFact,
  'cluster-names': clusterNamesFact,
  detectors: detectorsFact,
  exposures: exposuresFact,
  host: hostFact,
  'host-agent': hostAgentFact,
  'host-volumes': hostVolumesFact,
  'image-age': imageAgeFact,
  'image-config': imageConfigFact,
  'image-contents': imageContentsFact,
  'image-exploitation': imageExploitationFact,
  'image-scan': imageScanFact,
  'image-signatures': imageSignaturesFact,
  'last-accessed': lastAccessedFact,
  'load-balancers': loadBalancersFact,
  'machine-image': machineImageFact,
  'network-interface': networkInterfaceFact,
  'network-policies': networkPoliciesFact,
  owner: ownerFact,
  'policy-document': policyDocumentFact,
  'policy-enforcement': policyEnforcementFact,
  principal: principalFact,
  'registry-scanning': registryScanningFact,
  repository: repositoryFact,
  'running-workloads': runningWorkloadsFact,
  'security-group': securityGroupFact,
  service: serviceFact,
  'service-revision': serviceRevisionFact,
  subnet: subnetFact,
  task: taskFact,
  'task-definition': taskDefinitionFact,
};
