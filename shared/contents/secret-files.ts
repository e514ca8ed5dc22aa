// Files that may hold a key or a credential, and what they hold.
// SPDX-License-Identifier: Apache-2.0
import type { Oddity } from '../model/contents.ts';
import { findSecretLine } from '../secrets/lines.ts';

/** A key of 16384 bits has 13 kB; settings that are larger are data. */
export const longestRead = 64 * 1024;

const names = new Set([
  ...[
    '.npmrc',
    '.pypirc',
    '.netrc',
    '_netrc',
    '.git-credentials',
    '.pgpass',
    '.my.cnf',
    '.env',
    '.dockercfg',
    '.s3cfg',
  ],
  ...[
    'credentials',
    'kubeconfig',
    'config.json',
    'authorized_keys',
    'authorized_keys2',
    'htpasswd',
    '.htpasswd',
    'terraform.tfstate',
  ],
]);
const keyName = /^id_(?:rsa|dsa|ecdsa|ed25519)$/;
const keyForm = /\.(?:pem|key|ppk|p8|priv|crt|gpg|asc)$/i;
const settingsForm = /\.(?:env|ini|conf|cfg|properties|ya?ml|json|toml|xml|sh|tfvars|tfstate|config)$/i;
/** What distributions and packages bring is not what somebody left behind: their examples hold passwords by the hundred. */
const packaged =
  /^(?:usr\/(?!local\/etc|src\/app|app)|lib|lib64|bin|sbin|boot|proc|sys|dev)(?:\/|$)|(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|testdata|tests?|examples?|docs?)\//;
/** What tools leave in home folders: dot files are asked for wherever they lie. */
const dotted = /(?:^|\/)\.(?:ssh|aws|docker|kube|azure|config\/gcloud)\//;

/** True where the content of the file is worth reading. */
export function mayHoldSecret(path: string, size: number): boolean {
  if (size === 0 || size > longestRead) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (names.has(name) || keyName.test(name) || dotted.test(path)) return !isPackagedName(path, name);
  if (packaged.test(path)) return false;
  return keyForm.test(name) || settingsForm.test(name);
}

function isPackagedName(path: string, name: string): boolean {
  return (name === 'config.json' || name === 'credentials') && packaged.test(path) && !dotted.test(path);
}

const privateKey = /-----BEGIN (?:(RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----/;

/** What the file holds; null: nothing that is secret. The content itself is never kept. */
export function secretIn(path: string, bytes: Uint8Array): Oddity | null {
  const text = new TextDecoder('latin1').decode(bytes);
  const key = privateKey.exec(text);
  if (key !== null) return { kind: 'private-key', path, what: key[1]?.toLowerCase() ?? 'pkcs8' };
  if (/(?:^|\/)authorized_keys2?$/.test(path))
    return /(?:^|\n)[^#\n]{0,2000}(?:ssh-|ecdsa-|sk-)/.test(text)
      ? { kind: 'authorized-keys', path, what: null }
      : null;
  if (keyForm.test(path) || text.includes('\0')) return null;
  // npm's settings begin with the address of a registry, `//host/:_authToken=…`, which elsewhere is a comment.
  const found = findSecretLine(path.endsWith('.npmrc') ? text.replace(/^\/\//gm, '') : text);
  return found === null ? null : { kind: 'credential', path, what: found.kind };
}
