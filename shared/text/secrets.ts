// Finds credentials in environment variables, labels and arguments, and tells them from look-alikes by kind.
import { redactedKind } from './redacted.ts';
import {
  hasAuthorizationHeader,
  hasSecretPair,
  hasStoredLogin,
  hasUrlCredentials,
  isLoginPair,
} from './secret-embedded.ts';
import { encodedPrivateKeys, secretFormats } from './secret-formats.ts';
import { mayNameAnObject, namesAwsKeyId, namesAwsSecret, secretSort } from './secret-names.ts';
import { isLiteralSecret, looksRandom } from './secret-values.ts';
import { shellWords } from './shell.ts';
import { programName } from './wrappers.ts';

/** What was found. Never the value itself, nor a part of it. */
export interface FoundSecret {
  /** `aws-access-key`, `github-token`, `url-credentials`, `named-secret`, … */
  readonly kind: string;
  /** Where in the value: `value`, `url`, `connection string`, `header`, or `text` inside a longer one. */
  readonly where: string;
}

/**
 * Looks for a credential in the value of an environment variable or label.
 * `name` is null where there is none, as for a line of a file. Null: no credential, or only a reference to one.
 */
export function findSecret(name: string | null, value: string): FoundSecret | null {
  const taken = redactedKind(value);
  if (taken !== null) return { kind: taken, where: 'text' };
  const byForm = knownFormat(value);
  if (byForm !== null) return byForm;
  if (hasUrlCredentials(value)) return { kind: 'url-credentials', where: 'url' };
  if (hasAuthorizationHeader(value)) return { kind: 'authorization-header', where: 'header' };
  if (hasStoredLogin(value)) return { kind: 'stored-login', where: 'text' };
  if (name !== null) {
    const byName = namedSecret(name, value.trim());
    if (byName !== null) return byName;
  }
  if (!hasSecretPair(value)) return null;
  return value.includes(';')
    ? { kind: 'connection-string-password', where: 'connection string' }
    : { kind: 'named-secret', where: 'text' };
}

function knownFormat(value: string): FoundSecret | null {
  for (const { kind, pattern } of secretFormats) {
    const [found] = pattern.exec(value) ?? [];
    if (found === undefined || isFiller(found)) continue;
    return { kind, where: found.length === value.trim().length ? 'value' : 'text' };
  }
  const encoded = encodedPrivateKeys.some((start) => value.includes(start));
  return encoded ? { kind: 'private-key', where: 'value' } : null;
}

/** `ghp_xxxxxxxx…` in documentation: the right form, filled with next to nothing. */
function isFiller(found: string): boolean {
  return new Set(found.slice(-16)).size < 5 && !found.endsWith('-----');
}

function namedSecret(name: string, value: string): FoundSecret | null {
  if (/^[A-Za-z0-9/+]{40}$/.test(value) && looksRandom(value) && namesAwsSecret(name)) {
    return { kind: 'aws-secret-access-key', where: 'value' };
  }
  if (/^A[A-Z0-9]{19}$/.test(value) && namesAwsKeyId(name)) return { kind: 'aws-access-key', where: 'value' };
  if (isNamedLogin(name, value)) return { kind: 'named-secret', where: 'value' };
  const sort = secretSort(name);
  if (sort === null || !isLiteralSecret(value, sort)) return null;
  if (mayNameAnObject(name) && /^[a-z]+(?:[-.][a-z0-9]+)*$/.test(value)) return null;
  return { kind: 'named-secret', where: 'value' };
}

/** `BASIC_AUTH=user:password`, `NEO4J_AUTH=neo4j/password`: variables whose value is a login by its product's rules. */
function isNamedLogin(name: string, value: string): boolean {
  if (/neo4j_auth$/i.test(name)) return isLoginPair(value, '/');
  if (/redis_auth$/i.test(name)) return isLiteralSecret(value, 'chosen');
  return /(?:basic|http)_?auth$/i.test(name) && isLoginPair(value, ':');
}

export interface SecretArgument {
  /** Index into the words given, of the word that holds the credential. */
  readonly index: number;
  readonly kind: string;
}

const joinedPassword: ReadonlySet<string> = new Set(
  'mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump mariadb-admin sshpass'.split(' '),
);
const dashP: ReadonlySet<string> = new Set('sshpass mongo mongosh mongodump mongorestore'.split(' '));
/** Clients of registries: `-p` is the password of their `login`, and a port elsewhere. */
const registryClients: ReadonlySet<string> = new Set('docker podman nerdctl buildah helm oras'.split(' '));

/** One word among the words of a command. */
interface Place {
  readonly words: readonly string[];
  readonly index: number;
  /** Base name of the first word. */
  readonly program: string;
}

/** Finds credentials among the words of one command, program first. A word that is shell text is read as such. */
export function secretsInArguments(words: readonly string[]): SecretArgument[] {
  const program = programName(words[0] ?? '');
  return words.flatMap((word, index) => {
    const kind = kindOfArgument({ words, index, program }) ?? kindInText(word);
    return kind === null ? [] : [{ index, kind }];
  });
}

/** `sh -c 'mysql -pS3cret …'`. */
function kindInText(word: string): string | null {
  if (!/\S\s+\S/.test(word)) return null;
  for (const { words } of shellWords(word).flat()) {
    const program = programName(words[0] ?? '');
    for (const index of words.keys()) {
      const kind = kindOfArgument({ words, index, program });
      if (kind !== null) return kind;
    }
  }
  return null;
}

function kindOfArgument(place: Place): string | null {
  const { words, index, program } = place;
  const word = words[index] ?? '';
  const [, name = null, value = ''] = /^[-/]{0,2}(?:D|p:)?([A-Za-z_][\w.-]{0,100})=(.*)$/s.exec(word) ?? [];
  const found = name === null ? findSecret(null, word) : findSecret(name, value);
  if (found !== null) return found.kind;
  if (index === 0) return null;
  const option = nameBefore(place);
  if (option !== null && !word.startsWith('-') && namedSecret(option, word) !== null) return 'named-secret';
  const joined = joinedPassword.has(program) && /^-p./.test(word) ? word.slice(2) : opensslPassword(place);
  if (joined !== null && isLiteralSecret(joined, 'chosen')) return 'named-secret';
  return program === 'curl' && isLogin(words[index - 1] ?? '', word) ? 'named-secret' : null;
}

/** `-passin pass:x`; `env:X` and `file:/x` only say where it is (openssl-passphrase-options(1)). */
function opensslPassword({ words, index }: Place): string | null {
  const option = words[index - 1] ?? '';
  return /^-pass(?:in|out)?$/.test(option) ? (/^pass:(.+)$/s.exec(words[index] ?? '')?.[1] ?? null) : null;
}

/** `-u user:password`, `-uuser:password`, `--user=user:password`. */
function isLogin(before: string, word: string): boolean {
  const [, joined, login] = /^(-u|--user=)?([^-].*)$/s.exec(word) ?? [];
  if (login === undefined || (joined === undefined && before !== '-u' && before !== '--user')) return false;
  const password = /^[^:]*:(.+)$/s.exec(login)?.[1];
  return password !== undefined && isLiteralSecret(password, 'chosen');
}

/** The name that the words before give to this one: `--password x`, `config set api.token x`, short forms of a few clients. */
function nameBefore({ words, index, program }: Place): string | null {
  const before = words[index - 1] ?? '';
  if (isPasswordOption(program, before, words)) return 'password';
  if (words[index - 2] === 'set') return before;
  return /^--?([A-Za-z][\w.-]{2,100})$/.exec(before)?.[1] ?? null;
}

function isPasswordOption(program: string, option: string, words: readonly string[]): boolean {
  if (option === '-p') return dashP.has(program) || (registryClients.has(program) && words.includes('login'));
  if (option === '-w') return /^ldap(?:search|add|modify|delete|whoami|passwd)$/.test(program);
  return (option === '-a' && program === 'redis-cli') || (option === '-P' && program === 'sqlcmd');
}
