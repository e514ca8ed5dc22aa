// Images as registries tell of them: the facts that examples of controls on images are made from.
// SPDX-License-Identifier: Apache-2.0
import { contentsRequest, type ImageContents } from '../../model/contents.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ImageConfig } from '../../model/platform.ts';
import type { Certificate, CertifiedTrack, ImageSignatures, SignedPlatform } from '../../model/signatures.ts';
import type { ScanReport } from '../../model/vulnerability.ts';
import { fact, type KnownFact } from './example.ts';
import { webImage } from './workloads.ts';

const [repository = '', digest = ''] = [webImage.split(':1.4.2')[0] ?? '', webImage.split('@')[1] ?? ''];
export const webDigest = digest;
const place = { account: '111122223333', region: 'eu-central-1' };

/** A signer that the policy trusts, with the text of its file. */
export const signers: readonly JsonObject[] = [
  {
    name: 'github',
    keyless: { issuer: 'https://token.actions.githubusercontent.com', identity: 'https://github.com/acme/*' },
  },
];

/** A policy that trusts that signer, with more laid over it. */
export function trusting(more: JsonObject = {}): JsonObject {
  return { version: 1, trust: { signers }, ...more };
}

/** A push of the image as ECR tells of it (Amazon ECR User Guide, "Amazon ECR events and EventBridge"). */
export function pushed(change: JsonObject = {}): JsonObject {
  return {
    version: '0',
    id: '13cde686-328b-6117-af20-0e5566167482',
    'detail-type': 'ECR Image Action',
    source: 'aws.ecr',
    ...place,
    time: '2026-11-17T09:00:00Z',
    resources: [],
    detail: {
      'action-type': 'PUSH',
      'image-digest': digest,
      'image-tag': '1.4.2',
      'repository-name': 'shop/web',
      result: 'SUCCESS',
      ...change,
    },
  };
}

/** The same image in a finding of Inspector (Amazon Inspector User Guide, "EventBridge event schema"); `change` is laid over it. */
export function inspected(change: JsonObject = {}): JsonObject {
  const arn = `arn:aws:ecr:eu-central-1:111122223333:repository/shop/web/${digest}`;
  const awsEcrContainerImage = { imageHash: digest, imageTags: ['1.4.2'], repositoryName: 'shop/web' };
  return {
    version: '0',
    id: '5f0c9a52-0c1d-4c5e-9a35-0d7c0d6c6b11',
    'detail-type': 'Inspector2 Finding',
    source: 'aws.inspector2',
    ...place,
    time: '2026-11-17T09:00:00Z',
    resources: [arn],
    detail: {
      status: 'ACTIVE',
      type: 'PACKAGE_VULNERABILITY',
      severity: 'MEDIUM',
      epss: { score: 0.62 },
      exploitAvailable: 'NO',
      fixAvailable: 'YES',
      packageVulnerabilityDetails: {
        vulnerabilityId: 'CVE-2026-12345',
        vulnerablePackages: [{ name: 'openssl' }],
      },
      resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id: arn, details: { awsEcrContainerImage } }],
      ...change,
    },
  };
}

/** A scan of ECR, as its event tells how it came out: counts by severity and no more. */
export function counted(counts: JsonObject, status = 'COMPLETE'): JsonObject {
  return {
    ...{ ...pushed(), 'detail-type': 'ECR Image Scan' },
    detail: {
      ...{ 'scan-status': status, 'repository-name': 'shop/web', 'image-digest': digest },
      ...{ 'image-tags': ['1.4.2'], 'finding-severity-counts': counts },
    },
  };
}

/** A service that runs: the definition of the examples under it. */
export function deployed(image = webImage): JsonObject {
  return {
    taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:3',
    lastStatus: 'RUNNING',
    launchType: 'FARGATE',
    containers: [{ name: 'web', image, imageDigest: digest, lastStatus: 'RUNNING' }],
  };
}

const ofTask = { image: webImage, ...place };
const ofPush = { image: webImage, ...place };
/** As an event on a signature names the image. */
const untagged = { image: `${repository}@${digest}`, ...place };

type About = 'task' | 'push' | 'untagged';
const about = { task: ofTask, push: ofPush, untagged };

const unsigned: SignedPlatform = {
  ...{ digest, platform: null, signed: [], refused: [], attested: [], refusedAttestations: [] },
};

export const goodSignature = {
  signer: 'github',
  identity: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main',
};

/** The fact: what signs the image; `platform` is laid over its only platform. */
export function signatures(
  of: About,
  platform: Partial<SignedPlatform> = {},
  change: Partial<ImageSignatures> = {},
): KnownFact {
  return fact(
    { fact: 'image-signatures', ...about[of], signers },
    {
      ...{ digest, repository, artefact: null, subject: null, tags: ['1.4.2'], unusable: [] },
      pushedAt: '2026-11-01T09:00:00.000Z',
      platforms: [{ ...unsigned, ...platform }],
      askedFor: ['github'],
      ...change,
    },
  );
}

interface ExploitationChange {
  readonly epss?: number | null;
  /** Null: CISA's list is asked, and nobody knows. Left out: it is not asked. */
  readonly listed?: boolean | null;
}

/** The fact: a clean scan of this morning, with a change. */
export function scan(of: About, change: Partial<ScanReport> = {}): KnownFact {
  return fact(
    { fact: 'image-scan', ...about[of] },
    {
      ...{
        digest,
        artefact: null,
        status: 'COMPLETE',
        continuous: false,
        vulnerabilities: [],
        suppressed: 0,
      },
      completedAt: '2026-11-17T06:00:00.000Z',
      ...change,
    },
  );
}

/** The fact: what Inspector knows of the vulnerability of the examples. */
export function exploitation(of: About, { epss = null, listed }: ExploitationChange): KnownFact {
  const one = { id: 'CVE-2026-12345', epss, listed: listed ?? null };
  // Asked for where the list is part of the story.
  const asksList = listed !== undefined;
  return fact(
    { fact: 'image-exploitation', ...about[of], listed: asksList },
    { vulnerabilities: [one], unlisted: null },
  );
}

/** The fact: how old the image is. */
export function age(of: About, createdAt: string | null, pushedAt: string | null = null): KnownFact {
  return fact({ fact: 'image-age', ...about[of] }, { digest, artefact: null, createdAt, pushedAt });
}

export function certificate(change: Partial<Certificate> = {}): Certificate {
  return {
    ...{ repository, digest, platforms: [], tag: '1.4.2', track: '*.*.*', at: '2026-11-01T10:00:00.000Z' },
    by: 'image-pushed, signed by github',
    controls: ['image-provenance/signed-image', 'image-provenance/scanned-clean'],
    policyHash: 'f00d',
    ...change,
  };
}

/** The fact: what the record knows of certified images. */
export function certified(change: Partial<CertifiedTrack> = {}): KnownFact {
  const own = certificate();
  return fact(
    { fact: 'certified-images', ...ofTask, tag: '1.4.2', track: '*.*.*' },
    { repository, digests: [digest], own, newest: own, ofTag: [own], ...change },
  );
}

/** What lies in the layers of the image, looked into up to so many megabytes. */
export function contents(megabytes: number, change: Partial<ImageContents> = {}): KnownFact {
  const reading = contentsRequest({ ...place, reference: webImage }, megabytes);
  const nothing = { digest, platform: null, oddities: [], counts: {}, files: 12 };
  return fact(reading, { ...nothing, ...change });
}

/** The configuration of the image, as its registry holds it. */
export function imageConfig(change: Partial<ImageConfig> = {}): KnownFact {
  const nothing = (path: string) => ({ value: [], path: `config.${path}` });
  return fact(
    { fact: 'image-config', ...place, image: webImage },
    {
      user: { value: '10001', path: 'config.User' },
      entryPoint: nothing('Entrypoint'),
      command: nothing('Cmd'),
      exposedPorts: nothing('ExposedPorts'),
      environment: nothing('Env'),
      ...{ labels: {}, os: 'linux', createdAt: null, ...change },
    },
  );
}
