// How a registry wants to be asked: anonymously, by password, or with a token that it tells where to get.
// SPDX-License-Identifier: Apache-2.0
import { stringOf } from '../model/json.ts';
import { table } from '../model/table.ts';
import { jsonIn } from './manifest.ts';
import { RegistryError } from './port.ts';
import { ask, bodyOf } from './transport.ts';

export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
}

// Longer ones are an attack, and the expression below would look at every one of their characters.
const maximumChallenge = 4096;

/** RFC 9110, "WWW-Authenticate"; the first challenge counts. Null: none that can be answered. */
export function challengeIn(header: string | undefined): Challenge | null {
  const [, scheme = '', rest = ''] =
    /^ {0,8}(basic|bearer)(?: ([^\n]*))?$/i.exec((header ?? '').slice(0, maximumChallenge)) ?? [];
  const known = scheme.toLowerCase();
  if (known !== 'basic' && known !== 'bearer') return null;
  const found = [...rest.matchAll(/(?<![a-z_])([a-z_]{1,32})="([^"]*)"/gi)];
  return {
    scheme: known,
    parameters: Object.fromEntries(found.map(([, key = '', value = '']) => [key.toLowerCase(), value])),
  };
}

export function basic({ username, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

// Registries whose tokens come from another host, which then may be shown their password.
const realms: Readonly<Record<string, string>> = table({
  'registry-1.docker.io': 'auth.docker.io',
  'registry.gitlab.com': 'gitlab.com',
});

interface Asking {
  /** Where the challenge came from. */
  readonly registry: URL;
  readonly repository: string;
  readonly credentials: RegistryCredentials | null;
  readonly signal: AbortSignal;
}

// A token is some kilobytes, also where it lists rights.
const maximumToken = 256 * 1024;

/**
 * The `Authorization` that the challenge asks for; null: nothing can be answered to it. Rejects with RegistryError: also where
 * the password of a registry is asked for by another host.
 */
export async function authorization(
  { scheme, parameters }: Challenge,
  asking: Asking,
): Promise<string | null> {
  const { registry, repository, credentials, signal } = asking;
  if (scheme === 'basic') return credentials === null ? null : basic(credentials);
  const realm = URL.parse(parameters.realm ?? '');
  if (realm === null)
    throw new RegistryError('failed', `${registry.host} names no place to get a token from`);
  const own = realm.origin === registry.origin;
  if (credentials !== null && !own && !isOwnRealm(realm, registry))
    throw new RegistryError(
      'denied',
      `${registry.host} wants its password sent to ${realm.host}, which is another host`,
    );
  realm.searchParams.set('scope', `repository:${repository}:pull`);
  if (parameters.service !== undefined) realm.searchParams.set('service', parameters.service);
  const headers = credentials === null ? {} : { authorization: basic(credentials) };
  const answer = await ask({ url: realm, headers, trusted: own, signal });
  const body = await bodyOf(answer, maximumToken, signal);
  if (answer.status !== 200)
    throw new RegistryError('denied', `${realm.host} gives no token: ${answer.status}`);
  const said = jsonIn(body, 'the token');
  const token = stringOf(said.token) ?? stringOf(said.access_token);
  if (token === null || /[^\x21-\x7e]/.test(token))
    throw new RegistryError('denied', `${realm.host} gives no token`);
  return `Bearer ${token}`;
}

function isOwnRealm(realm: URL, registry: URL): boolean {
  return (
    realm.protocol === 'https:' &&
    Object.hasOwn(realms, registry.hostname) &&
    realms[registry.hostname] === realm.host
  );
}
