// Reads a container image reference by the grammar of distribution/reference, as Docker and containerd do.
// SPDX-License-Identifier: Apache-2.0
import { rememberedOfText } from '../model/remembered.ts';

/** What an Amazon ECR host name tells about the repository behind it. */
export interface EcrRepository {
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso`, … */
  readonly partition: string;
  readonly repository: string;
}

export interface ImageReference {
  /** Host in lower case with its port, if any; `docker.io` where none is written. */
  readonly registry: string;
  /** Path below the registry; official Docker Hub images begin with `library/`. */
  readonly repository: string;
  /** Null where none is written: the runtime then takes `latest`, unless there is a digest. */
  readonly tag: string | null;
  /** `sha256:…`, or null. */
  readonly digest: string | null;
  /** `registry/repository`, with `:tag` and `@digest` where they are written. */
  readonly normalized: string;
  /** Set for a private ECR repository. */
  readonly ecr: EcrRepository | null;
  /** True for Amazon ECR Public, `public.ecr.aws`. */
  readonly publicEcr: boolean;
}

// A name holds 255 characters at most, a tag 128, a digest 200 or so.
const maximumLength = 1024;
const maximumName = 255;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9.+_-]{0,63}:[0-9a-fA-F]{32,256}$/;
const bareImageId = /^[0-9a-f]{64}$/;

/**
 * Parses an image reference; null where the text is none: empty, a template placeholder such as `${Image}`,
 * a URL, upper-case repository names, a bare 64-digit image id.
 */
export const parseImageReference = rememberedOfText((text: string): ImageReference | null => {
  if (text.length === 0 || text.length > maximumLength || bareImageId.test(text)) return null;
  const [named, digest] = cutDigest(text);
  const [name, tag] = cutTag(named);
  const [registry, repository] = splitName(name);
  const valid =
    isRegistry(registry) &&
    isRepository(repository) &&
    `${registry}/${repository}`.length <= maximumName &&
    (tag === null || tagForm.test(tag)) &&
    (digest === null || isDigest(digest));
  if (!valid) return null;
  return {
    registry,
    repository,
    tag,
    digest,
    normalized: `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`,
    ecr: ecrOf(registry, repository),
    publicEcr: registry === 'public.ecr.aws',
  };
});

function cutDigest(text: string): readonly [string, string | null] {
  const sign = text.indexOf('@');
  return sign < 0 ? [text, null] : [text.slice(0, sign), text.slice(sign + 1)];
}

/** A colon after the last slash begins a tag; one before it belongs to the registry's port. */
function cutTag(named: string): readonly [string, string | null] {
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0 ? [named, null] : [named.slice(0, colon), named.slice(colon + 1)];
}

const hub = 'docker.io';

/**
 * Other hosts of one registry: those of Docker Hub lead to the same service (Docker, "Allowlist for Docker Desktop";
 * docker/hub-feedback#2113), ECR Public has one more for IPv6 (ECR Public User Guide, "Making requests to Amazon ECR Public registries").
 */
const aliases: ReadonlyMap<string, string> = new Map([
  ['index.docker.io', hub],
  ['registry-1.docker.io', hub],
  ['registry.hub.docker.com', hub],
  ['ecr-public.aws.com', 'public.ecr.aws'],
]);

/** The first name of the registry at a host, which is given in lower case. */
export function canonicalHost(host: string): string {
  return aliases.get(host) ?? host;
}

/** Tells registry from repository as Docker does: the first part is a host only if it looks like one. */
function splitName(name: string): readonly [string, string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const lower = first.toLowerCase();
  const clearlyHost = /[.:]/.test(first) || lower === 'localhost';
  const isHost = slash > 0 && (clearlyHost || lower !== first);
  if (!isHost) return dockerHub(name);
  const rest = name.slice(slash + 1);
  const host = canonicalHost(lower);
  if (host === hub) return dockerHub(rest);
  if (host !== lower) return [host, rest];
  // Host names know no case; but `FOO/bar` is a host only by its capitals, and must stay one when written again.
  return [clearlyHost ? lower : first, rest];
}

function dockerHub(path: string): readonly [string, string] {
  return [hub, path.includes('/') ? path : `library/${path}`];
}

function isRegistry(registry: string): boolean {
  if (registry.startsWith('[')) return /^\[[0-9A-Fa-f:]{2,45}\](?::\d{1,5})?$/.test(registry);
  const colon = registry.indexOf(':');
  const host = colon < 0 ? registry : registry.slice(0, colon);
  const portValid = colon < 0 || /^\d{1,5}$/.test(registry.slice(colon + 1));
  return portValid && host.split('.').every(isHostLabel);
}

function isHostLabel(label: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-');
}

function isRepository(repository: string): boolean {
  return repository.split('/').every(isPathComponent);
}

/** Lower-case letters and digits, parted by one dot, one or two underscores, or any number of dashes. */
function isPathComponent(part: string): boolean {
  return (
    /^[a-z0-9._-]+$/.test(part) &&
    /^[a-z0-9]/.test(part) &&
    /[a-z0-9]$/.test(part) &&
    !/\.[._-]|[_-]\.|___|_-|-_/.test(part)
  );
}

function isDigest(digest: string): boolean {
  if (digest.startsWith('sha256:')) return /^sha256:[0-9a-f]{64}$/.test(digest);
  if (digest.startsWith('sha512:')) return /^sha512:[0-9a-f]{128}$/.test(digest);
  return digestForm.test(digest);
}

// Host names of private registries: Amazon ECR User Guide "Private registries", and the endpoints
// (dual-stack, FIPS, other partitions) that amazon-ecr-credential-helper accepts.
const ecrHost = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z][a-z0-9-]{1,40})\.([a-z.-]{1,40})$/;
const partitions: ReadonlyMap<string, string> = new Map([
  ['amazonaws.com', 'aws'],
  ['on.aws', 'aws'],
  ['amazonaws.com.cn', 'aws-cn'],
  ['on.amazonwebservices.com.cn', 'aws-cn'],
  ['amazonaws.eu', 'aws-eusc'],
  ['c2s.ic.gov', 'aws-iso'],
  ['sc2s.sgov.gov', 'aws-iso-b'],
  ['cloud.adc-e.uk', 'aws-iso-e'],
  ['csp.hci.ic.gov', 'aws-iso-f'],
]);

function ecrOf(registry: string, repository: string): EcrRepository | null {
  const [, account, region, domain] = ecrHost.exec(registry) ?? [];
  if (account === undefined || region === undefined || domain === undefined) return null;
  const known = partitions.get(domain);
  if (known === undefined) return null;
  // GovCloud shares the commercial domain: its regions tell it apart.
  const partition = known === 'aws' && region.startsWith('us-gov-') ? 'aws-us-gov' : known;
  return { account, region, partition, repository };
}

/** Domains of ECR's hosts in a partition, the standard one first. GovCloud shares those of the commercial Regions. */
export function ecrDomains(partition: string): readonly string[] {
  const named = partition === 'aws-us-gov' ? 'aws' : partition;
  return [...partitions].filter(([, one]) => one === named).map(([domain]) => domain);
}
