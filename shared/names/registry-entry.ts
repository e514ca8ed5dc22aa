// Which registries an entry of `trust.registries` names: host, account, Region and path are compared apart, so that a star in one never reaches into another.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from '../model/glob.ts';
import { canonicalHost, type EcrRepository, ecrDomains, type ImageReference } from './image-reference.ts';

interface Entry {
  /** Host with its port, in lower case; `*` stands for every registry. */
  readonly host: string;
  /** Path with tag or digest where the entry names them; null: the whole registry. */
  readonly path: string | null;
}

/**
 * True where the entry names the registry of the image, its repository or the reference itself. Amazon ECR's hosts of one account
 * and Region (standard, FIPS, dual-stack) are one registry, as are the names of Docker Hub.
 */
export function namesImage(entry: string, image: ImageReference): boolean {
  const { host, path } = entryOf(entry.trim());
  if (!namesHost(host, image.registry, image.ecr)) return false;
  if (path === null) return true;
  const full = image.normalized.slice(image.registry.length + 1);
  return globMatches(path, image.repository) || globMatches(path, full);
}

/** True where the entry names some image, whichever, of the registry that this one is from. */
export function namesRegistry(entry: string, { registry, ecr }: ImageReference): boolean {
  return namesHost(entryOf(entry.trim()).host, registry, ecr);
}

/** As a reference is read: without a host the first part belongs to Docker Hub (distribution/reference). */
function entryOf(entry: string): Entry {
  const slash = entry.indexOf('/');
  const first = (slash < 0 ? entry : entry.slice(0, slash)).toLowerCase();
  const rest = slash < 0 ? null : entry.slice(slash + 1);
  const isHost = slash < 0 ? /^\*$|[.]/.test(first) && !isTagged(first) : /[.:*]|^localhost$/.test(first);
  if (!isHost) return { host: 'docker.io', path: entry.includes('/') ? entry : `library/${entry}` };
  const host = canonicalHost(first);
  if (rest === null) return { host, path: null };
  if (host === 'docker.io' && !/[/*]/.test(rest)) return { host, path: `library/${rest}` };
  return { host, path: rest === '' || rest.endsWith('/') ? `${rest}*` : rest };
}

/** `nginx:1.29`: the dot stands in a tag, so that it is no host. */
function isTagged(first: string): boolean {
  return /^[^.:]+:(?!\d{1,5}$)/.test(first);
}

function namesHost(entry: string, host: string, ecr: EcrRepository | null): boolean {
  if (entry === '*') return true;
  const asked = ecrEntry(entry);
  if (asked === null) return hostsOf(host, ecr).some((one) => hostMatches(entry, one));
  if (ecr === null) return false;
  return (
    globMatches(asked.account, ecr.account) &&
    globMatches(asked.region, ecr.region) &&
    (asked.domain === null ||
      ecrDomains(ecr.partition).some((domain) => hostMatches(asked.domain ?? '', domain)))
  );
}

/** An ECR registry answers by several names: an entry may give the standard one for all. */
function hostsOf(host: string, ecr: EcrRepository | null): readonly string[] {
  if (ecr === null) return [host];
  return [
    host,
    ...ecrDomains(ecr.partition).map((domain) => `${ecr.account}.dkr.ecr.${ecr.region}.${domain}`),
  ];
}

/** `111122223333.dkr.ecr.eu-*.amazonaws.com` and its dual-stack and FIPS forms; null for any other host. */
function ecrEntry(host: string): { account: string; region: string; domain: string | null } | null {
  const labels = host.split('.');
  const [account = '', service = '', name = ''] = labels;
  const dual = service === 'dkr-ecr' || service === 'dkr-ecr-fips';
  if (!dual && !(service === 'dkr' && (name === 'ecr' || name === 'ecr-fips'))) return null;
  const [region, ...domain] = labels.slice(dual ? 2 : 3);
  if (region === undefined || !/^[\d*]+$/.test(account)) return null;
  return { account, region, domain: domain.length === 0 ? null : domain.join('.') };
}

/** Label by label, so that a star stays within its own; the first may stand for several: what follows it settles whose they are. */
function hostMatches(entry: string, host: string): boolean {
  const [wanted, given] = [entry.split('.'), host.split('.')];
  const more = given.length - wanted.length;
  if (more < 0 || (more > 0 && wanted[0] !== '*')) return false;
  return wanted.every((label, index) =>
    index === 0 && label === '*' ? true : globMatches(label, given[index + more] ?? ''),
  );
}
