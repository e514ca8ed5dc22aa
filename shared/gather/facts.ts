// The facts, each from its own file, over any API: the live SDK or a snapshot.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequest, FactRequestOf, Facts } from '../model/facts.ts';
import { type AwsApi, type BlobReader, failure } from './api.ts';
import { readCluster } from './facts/cluster.ts';
import { readDetectors, readRegistryScanning } from './facts/detection.ts';
import { readService, readServiceRevision, readTask, readTaskDefinition } from './facts/ecs.ts';
import { readHost } from './facts/host.ts';
import { readHostAgent } from './facts/host-agent.ts';
import { readHostVolumes, readMachineImage } from './facts/host-parts.ts';
import { readImageAge } from './facts/image-age.ts';
import { readImageConfig } from './facts/image-config.ts';
import { readImageContents } from './facts/image-contents.ts';
import { readImageScan } from './facts/image-scan.ts';
import { readImageSignatures } from './facts/image-signatures.ts';
import { readLastAccessed } from './facts/last-accessed.ts';
import { readLoadBalancers } from './facts/load-balancers.ts';
import { readExposures, readNetworkPolicies } from './facts/namespace.ts';
import { readNetworkInterface } from './facts/network-interface.ts';
import { readOwner } from './facts/owner.ts';
import { readPolicyDocument } from './facts/policy-document.ts';
import { readPolicyEnforcement } from './facts/policy-enforcement.ts';
import { readPrincipal } from './facts/principal.ts';
import { readRepository } from './facts/repository.ts';
import { readRunningWorkloads } from './facts/running-workloads.ts';
import { readSecurityGroup } from './facts/security-group.ts';
import { readSubnet } from './facts/subnet.ts';
import { type OpenRepository, onlyEcr, type Registries } from './registries.ts';

const noBlobs: BlobReader = {
  read: async () => failure('no-facts', 'image layers are not read here'),
};

/** Facts read through `api`; `blobs` reads what ECR links to, `open` other registries. Never throws. */
export function createFacts(api: AwsApi, blobs: BlobReader = noBlobs, open: OpenRepository = onlyEcr): Facts {
  const registries = { api, blobs, open };
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      try {
        // The switch in `read` answers each request with its own fact, which the compiler cannot see through F.
        return (await read(request, registries)) as FactAnswer<F>;
      } catch (error) {
        return failure('failed', error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** Answers every question with "no facts were given". */
export function noFacts(): Facts {
  return { get: async () => failure('no-facts', 'no facts were given') };
}

/** The record answers, where there is one (shared/findings/certificates.ts). */
async function noRecord(): Promise<FactAnswer> {
  return failure('no-facts', 'no record of certified images is at hand');
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table, one line for each fact; the switch makes a forgotten one a compile error
function read(request: FactRequest, registries: Registries): Promise<FactAnswer> {
  const { api } = registries;
  switch (request.fact) {
    case 'task-definition':
      return readTaskDefinition(request, api);
    case 'service':
      return readService(request, api);
    case 'service-revision':
      return readServiceRevision(request, api);
    case 'task':
      return readTask(request, api);
    case 'image-config':
      return readImageConfig(request, registries);
    case 'image-signatures':
      return readImageSignatures(request, registries);
    case 'image-scan':
      return readImageScan(request, registries);
    case 'image-age':
      return readImageAge(request, registries);
    case 'image-contents':
      return readImageContents(request, registries);
    case 'certified-images':
      return noRecord();
    case 'host-agent':
      return readHostAgent(request, api);
    case 'detectors':
      return readDetectors(request, api);
    case 'registry-scanning':
      return readRegistryScanning(request, api);
    case 'repository':
      return readRepository(request, api);
    case 'last-accessed':
      return readLastAccessed(request, api);
    case 'principal':
      return readPrincipal(request, api);
    case 'machine-image':
      return readMachineImage(request, api);
    case 'host-volumes':
      return readHostVolumes(request, api);
    case 'running-workloads':
      return readRunningWorkloads(request, api);
    case 'policy-document':
      return readPolicyDocument(request, api);
    case 'host':
      return readHost(request, api);
    case 'security-group':
      return readSecurityGroup(request, api);
    case 'subnet':
      return readSubnet(request, api);
    case 'network-interface':
      return readNetworkInterface(request, api);
    case 'load-balancers':
      return readLoadBalancers(request, api);
    case 'network-policies':
      return readNetworkPolicies(request, api);
    case 'exposures':
      return readExposures(request, api);
    case 'policy-enforcement':
      return readPolicyEnforcement(request, api);
    case 'cluster':
      return readCluster(request, api);
    case 'owner':
      return readOwner(request, api);
  }
}
