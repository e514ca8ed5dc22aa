// Credentials of registries as `docker login` leaves them: in its configuration, or with a credential helper.
// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { dig, isObject, type JsonObject, objectOf, stringOf } from '../../shared/model/json.ts';
import type { RegistryCredentials } from '../../shared/registry/token.ts';
import { UsageError } from '../terminal/exit.ts';

export interface DockerLogin {
  /** The credentials for a registry; null: none are kept. Rejects with UsageError where the configuration is broken. */
  credentials(registry: string): Promise<RegistryCredentials | null>;
}

/** Docker's configuration: `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`. Read when first asked. */
export function dockerLogin(variables: NodeJS.ProcessEnv = process.env): DockerLogin {
  let config: JsonObject | null = null;
  const known = new Map<string, Promise<RegistryCredentials | null>>();
  return {
    credentials(registry) {
      let found = known.get(registry);
      if (found === undefined) {
        config ??= configIn(variables);
        found = credentialsIn(config, registry);
        known.set(registry, found);
      }
      return found;
    },
  };
}

function configIn(variables: NodeJS.ProcessEnv): JsonObject {
  const folder = variables.DOCKER_CONFIG ?? join(homedir(), '.docker');
  const file = join(folder, 'config.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    const json: unknown = JSON.parse(text);
    if (isObject(json)) return json;
  } catch {
    // Said below: the parser's own message would quote the file, which holds passwords.
  }
  throw new UsageError(`${file}: is no JSON object: log in again with \`docker login\``);
}

/** Docker Hub's entry bears the address of its first API (docker/cli, "IndexServer"). */
function keysOf(registry: string): readonly string[] {
  return registry === 'docker.io'
    ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io']
    : [registry, `https://${registry}`];
}

async function credentialsIn(config: JsonObject, registry: string): Promise<RegistryCredentials | null> {
  const keys = keysOf(registry);
  const helpers = objectOf(config.credHelpers);
  for (const key of keys) {
    const helper = Object.hasOwn(helpers, key) ? stringOf(helpers[key]) : null;
    if (helper !== null) return fromHelper(helper, key);
  }
  const auths = objectOf(config.auths);
  for (const key of keys) {
    const kept = Object.hasOwn(auths, key) ? fromAuth(stringOf(dig(auths[key], 'auth')) ?? '') : null;
    if (kept !== null) return kept;
  }
  const store = stringOf(config.credsStore);
  const [first = registry] = keys;
  return store === null ? null : fromHelper(store, first);
}

function fromAuth(auth: string): RegistryCredentials | null {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon <= 0 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** docker/docker-credential-helpers: the server on stdin, `{Username, Secret}` on stdout. */
async function fromHelper(name: string, server: string): Promise<RegistryCredentials | null> {
  // The name becomes part of a program's: nothing but a name may.
  if (!/^[A-Za-z0-9_-]{1,60}$/.test(name)) throw new UsageError(`docker names no usable credential helper`);
  const answer = await ask(`docker-credential-${name}`, server);
  try {
    const said: unknown = JSON.parse(answer ?? '');
    const username = stringOf(dig(said, 'Username'));
    const password = stringOf(dig(said, 'Secret'));
    // An identity token must be exchanged first, which only Docker's own registries offer.
    return username === null || password === null || username === '<token>' ? null : { username, password };
  } catch {
    return null;
  }
}

const patience = 15_000;

/** Null where the helper is missing, or knows nothing of the server. */
function ask(program: string, server: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { timeout: patience, maxBuffer: 1024 * 1024 }, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
    child.stdin?.on('error', () => resolve(null));
    child.stdin?.end(server);
  });
}
