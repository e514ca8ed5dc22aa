// Finds credentials in environment variables, labels and arguments, and tells them from look-alikes by kind.
import { hasAuthorizationHeader, hasSecretPair, hasUrlCredentials } from './secret-embedded.ts';
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
  const byForm = knownFormat(value);
  if (byForm !== null) return byForm;
  if (hasUrlCredentials(value)) return { kind: 'url-credentials', where: 'url' };
  if (hasAuthorizationHeader(value)) return { kind: 'authorization-header', where: 'header' };
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
  const sort = secretSort(name);
  if (sort === null || !isLiteralSecret(value, sort)) return null;
  if (mayNameAnObject(name) && /^[a-z]+(?:[-.][a-z0-9]+)*$/.test(value)) return null;
  return { kind: 'named-secret', where: 'value' };
}

export interface SecretArgument {
  /** Index into the words given, of the word that holds the credential. */
  readonly index: number;
  readonly kind: string;
}

const mysqlClients: ReadonlySet<string> = new Set(
  'mysql mysqldump mysqladmin mysqlimport mysqlcheck mariadb mariadb-dump mariadb-admin'.split(' '),
);
/** Short options that a password follows, in the programs that have them. */
const passwordOptions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['redis-cli', new Set(['-a'])],
  ['sshpass', new Set(['-p'])],
  ['mongo', new Set(['-p'])],
  ['mongosh', new Set(['-p'])],
  ['mongodump', new Set(['-p'])],
  ['sqlcmd', new Set(['-P'])],
]);

/** Finds credentials among the words of one command, program first. A word that is shell text is read as such. */
export function secretsInArguments(words: readonly string[]): SecretArgument[] {
  const program = programName(words[0] ?? '');
  return words.flatMap((word, index) => {
    const kind = kindOfArgument(program, words[index - 1] ?? '', word, index) ?? kindInText(word);
    return kind === null ? [] : [{ index, kind }];
  });
}

/** `sh -c 'mysql -pS3cret …'`. */
function kindInText(word: string): string | null {
  if (!/\S\s+\S/.test(word)) return null;
  for (const { words } of shellWords(word).flat()) {
    const program = programName(words[0] ?? '');
    for (const [index, inner] of words.entries()) {
      const kind = kindOfArgument(program, words[index - 1] ?? '', inner, index);
      if (kind !== null) return kind;
    }
  }
  return null;
}

function kindOfArgument(program: string, before: string, word: string, index: number): string | null {
  const [, name = null, value = ''] = /^[-/]{0,2}(?:D|p:)?([A-Za-z_][\w.-]{0,100})=(.*)$/s.exec(word) ?? [];
  const found = name === null ? findSecret(null, word) : findSecret(name, value);
  if (found !== null) return found.kind;
  if (index === 0) return null;
  const option = optionName(program, before);
  if (option !== null && !word.startsWith('-') && namedSecret(option, word) !== null) return 'named-secret';
  if (mysqlClients.has(program) && /^-p./.test(word) && isLiteralSecret(word.slice(2), 'chosen')) {
    return 'named-secret';
  }
  return program === 'curl' && isLogin(before, word) ? 'named-secret' : null;
}

/** `-u user:password`, `-uuser:password`, `--user=user:password`. */
function isLogin(before: string, word: string): boolean {
  const [, joined, login] = /^(-u|--user=)?([^-].*)$/s.exec(word) ?? [];
  if (login === undefined || (joined === undefined && before !== '-u' && before !== '--user')) return false;
  const password = /^[^:]*:(.+)$/s.exec(login)?.[1];
  return password !== undefined && isLiteralSecret(password, 'chosen');
}

/** The name that an option gives to the word after it: `--password x`, `-token x`, short forms of a few clients. */
function optionName(program: string, option: string): string | null {
  if (passwordOptions.get(program)?.has(option) === true) return 'password';
  return /^--?([A-Za-z][\w.-]{2,100})$/.exec(option)?.[1] ?? null;
}
