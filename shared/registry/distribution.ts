// Reads one repository over the OCI distribution API 1.1, with the tag that stands in for the referrers API where that is missing.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { nextLink } from './link.ts';
import { descriptorsIn, digestOf, isDigest, jsonIn, manifestIn } from './manifest.ts';
import {
  type Descriptor,
  type Manifest,
  maximumManifest,
  maximumReferrers,
  nothingTold,
  RegistryError,
  type RepositoryReader,
} from './port.ts';
import { authorization, challengeIn, type RegistryCredentials } from './token.ts';
import { type Answer, ask, bodyOf, dismiss, failureOf, isLoopback } from './transport.ts';

export interface DistributionOptions {
  /** Host with port, as in references: `docker.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  readonly repository: string;
  readonly credentials: RegistryCredentials | null;
  readonly now: () => number;
  /** Milliseconds for one answer with its body; default 15 seconds. */
  readonly timeout?: number;
  /** Milliseconds for one layer; default two minutes. */
  readonly streamTimeout?: number;
}

const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The repository, read with the credentials of its registry. */
export function distributionReader(options: DistributionOptions): RepositoryReader {
  const session = sessionOf(options);
  const reader: RepositoryReader = {
    name: `${options.registry}/${options.repository}`,
    manifest: (reference) => manifest(session, reference),
    referrers: async (digest) => (await referrers(session, digest)) ?? readTaggedReferrers(reader, digest),
    blob: (digest, maximum) => blob(session, digest, maximum),
    stream: (descriptor) => stream(session, descriptor),
    asOf: () => session.asOf,
    about: async () => nothingTold,
  };
  return reader;
}

interface Session {
  readonly base: URL;
  readonly options: DistributionOptions;
  /** The `Authorization` that the registry asked for; empty: none so far. */
  authorization: string | null;
  asOf: string | null;
}

function sessionOf(options: DistributionOptions): Session {
  // Docker Hub's API is not where its references say (distribution/reference, "docker.io").
  const host = options.registry === 'docker.io' ? 'registry-1.docker.io' : options.registry;
  const base = URL.parse(`https://${host}/v2/${options.repository}/`);
  if (base === null) throw new RegistryError('failed', 'the reference names no registry');
  if (isLoopback(base)) base.protocol = 'http:';
  return { base, options, authorization: null, asOf: null };
}

/** One answer of the registry, after its challenge where it has one. */
async function get(session: Session, url: URL, accept: string, signal: AbortSignal): Promise<Answer> {
  const send = () => {
    session.asOf ??= new Date(session.options.now()).toISOString();
    const { authorization: known } = session;
    const headers = { accept, ...(known === null ? {} : { authorization: known }) };
    return ask({ url, headers, trusted: url.origin === session.base.origin, signal });
  };
  const answer = await send();
  if (answer.status !== 401 || answer.url.origin !== session.base.origin) return answer;
  const challenge = challengeIn(answer.headers['www-authenticate']);
  await dismiss(answer);
  if (challenge === null)
    throw new RegistryError('denied', `${url.host} asks for a login that is not known here`);
  const { repository, credentials } = session.options;
  const asking = { registry: session.base, repository, credentials, signal };
  session.authorization = await authorization(challenge, asking);
  return send();
}

/** Null for 404. Throws RegistryError for whatever else is no success. */
async function accept(answer: Answer, what: string): Promise<Answer | null> {
  const { status, url } = answer;
  if (status >= 200 && status < 300) return answer;
  await dismiss(answer);
  if (status === 404) return null;
  const code = status === 401 || status === 403 ? 'denied' : status === 429 ? 'throttled' : 'failed';
  throw new RegistryError(code, `${url.host} answers ${status} for ${what}`);
}

function limit(session: Session): AbortSignal {
  return AbortSignal.timeout(session.options.timeout ?? 15_000);
}

async function manifest(session: Session, reference: string): Promise<Manifest | null> {
  const signal = limit(session);
  const url = new URL(`manifests/${reference}`, session.base);
  const answer = await accept(await get(session, url, accepted, signal), `the manifest ${reference}`);
  if (answer === null) return null;
  const bytes = await bodyOf(answer, maximumManifest, signal);
  const said = answer.headers['docker-content-digest'];
  // Whoever is asked for a tag says what it stands for: the bytes must agree with it.
  const expected = isDigest(reference) ? reference : typeof said === 'string' && isDigest(said) ? said : null;
  return manifestIn(bytes, String(answer.headers['content-type'] ?? ''), expected);
}

/** Null: the registry has no such API, and the tag stands in for it. */
async function referrers(session: Session, digest: string): Promise<readonly Descriptor[] | null> {
  const found: Descriptor[] = [];
  const seen = new Set<string>();
  for (let url: URL | null = new URL(`referrers/${digest}`, session.base); url !== null; ) {
    // Pages may be empty (a filter of the registry's): what is counted then never grows.
    if (seen.has(url.href) || seen.size >= maximumPages) throw tooMany();
    const page = await readPage(session, url, seen.size === 0);
    if (page === null) return null;
    seen.add(url.href);
    found.push(...page.listed);
    if (found.length > maximumReferrers) throw tooMany();
    url = page.next;
  }
  return found;
}

interface Page {
  readonly listed: readonly Descriptor[];
  readonly next: URL | null;
}

/** Null: there is no such list. Where one page came, the next must come too: half a list would hide what stands in the other. */
async function readPage(session: Session, url: URL, first: boolean): Promise<Page | null> {
  const signal = limit(session);
  const answer = await accept(await get(session, url, indexType, signal), 'referrers');
  if (answer === null || !String(answer.headers['content-type'] ?? '').startsWith(indexType)) {
    answer?.body.destroy();
    if (first) return null;
    throw new RegistryError('failed', `${url.host} breaks off its list of referrers`);
  }
  const page = jsonIn(await bodyOf(answer, maximumManifest, signal), 'the list of referrers');
  const listed = descriptorsIn(page.manifests, 'the list of referrers');
  return { listed, next: nextPage(answer, session) };
}

const maximumPages = 200;
const indexType = 'application/vnd.oci.image.index.v1+json';

function tooMany(): RegistryError {
  return new RegistryError('failed', `more than ${maximumReferrers} artefacts refer to the image`);
}

/** Distribution specification, "Listing Referrers". Whatever cannot be followed is an error: half a list hides signatures. */
function nextPage({ headers, url }: Answer, { base }: Session): URL | null {
  const target = nextLink(String(headers.link ?? ''));
  if (target === null) return null;
  const next = URL.parse(target, url.href);
  if (next === null) throw new RegistryError('failed', `${base.host} continues its list nowhere`);
  if (next.origin !== base.origin || next.href === url.href)
    throw new RegistryError('failed', `${base.host} continues its list elsewhere`);
  return next;
}

/** Algorithm and digest, cut at 32 and 64 characters (distribution specification, "Referrers Tag Schema"). */
async function readTaggedReferrers(reader: RepositoryReader, digest: string): Promise<readonly Descriptor[]> {
  const [algorithm = '', encoded = ''] = digest.split(':');
  const index = await reader.manifest(`${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`);
  if (index === null) return [];
  const found = descriptorsIn(index.json.manifests, 'the index of referrers');
  if (found.length > maximumReferrers) throw tooMany();
  return found;
}

async function blobAnswer(session: Session, digest: string, signal: AbortSignal): Promise<Answer> {
  if (!isDigest(digest)) throw new RegistryError('failed', 'a descriptor names no sha256 or sha512 digest');
  const url = new URL(`blobs/${digest}`, session.base);
  const answer = await accept(await get(session, url, '*/*', signal), `the blob ${digest}`);
  if (answer === null) throw new RegistryError('not-found', `${url.host} does not hold the blob ${digest}`);
  return answer;
}

async function blob(session: Session, digest: string, maximum: number): Promise<Uint8Array> {
  const signal = limit(session);
  const bytes = await bodyOf(await blobAnswer(session, digest, signal), maximum, signal);
  if (digestOf(bytes, digest) !== digest)
    throw new RegistryError('failed', `the registry sent something else than ${digest}`);
  return bytes;
}

async function stream(
  session: Session,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
): Promise<AsyncIterable<Uint8Array>> {
  const signal = AbortSignal.timeout(session.options.streamTimeout ?? 120_000);
  const answer = await blobAnswer(session, digest, signal);
  return verify(answer, { digest, size, signal });
}

/** The bytes as they come, counted and hashed on the way. */
async function* verify(
  { body, url }: Answer,
  { digest, size, signal }: { digest: string; size: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const hash = createHash(digest.startsWith('sha512') ? 'sha512' : 'sha256');
  let read = 0;
  try {
    for await (const chunk of body) {
      read += chunk.length;
      if (read > size)
        throw new RegistryError('failed', `the blob ${digest} is larger than its manifest says`);
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw failureOf(error, url, signal);
  } finally {
    body.destroy();
  }
  if (read !== size || !digest.endsWith(hash.digest('hex')))
    throw new RegistryError('failed', `the registry sent something else than ${digest}`);
}
