// The files a policy names: environment schemas, keys of signers.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import { table } from '../model/table.ts';
import { signerIn } from '../signatures/signers.ts';
import { readSchemaFile } from './environment-schemas.ts';
import type { Mistake, ProblemCode } from './problem.ts';
import type { PolicyFile, SignerFile } from './schema.ts';

export interface NamedFiles {
  /** Text of every named file, by the path as written. */
  readonly texts: ReadonlyMap<string, string>;
  /** Environment schemas by path. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
  readonly mistakes: readonly Mistake[];
}

/** A file that is there, but not below the policy: a link leads to it. */
export const outside = Symbol('outside');

/** Null: there is no such file. */
export type ReadFile = (path: string) => string | typeof outside | null;

/** Reads what the policy names; paths are handed to `readFile` as written, relative to the policy file. */
export function readNamedFiles(file: PolicyFile, readFile: ReadFile): NamedFiles {
  const texts = new Map<string, string>();
  const schemas = new Map<string, JsonObject>();
  const mistakes: Mistake[] = [];
  for (const { name, path, isSchema } of namedPaths(file)) {
    const text = readFile(name);
    if (text === null || text === outside) {
      mistakes.push(unread(name, path, text));
      continue;
    }
    texts.set(name, text);
    if (!isSchema) mistakes.push(...wrongKey(name, path, text));
    else {
      const read = readSchemaFile(name, text);
      if (read.ok) schemas.set(name, read.schema);
      else mistakes.push(mistake(path, 'wrong-file', read.message, read.remedy));
    }
  }
  return { texts, schemas, mistakes: [...mistakes, ...uselessSigners(file, texts, mistakes)] };
}

/** A signer whose files hold nothing to verify with; one whose files are told of already is not told of twice. */
function uselessSigners(
  file: PolicyFile,
  texts: NamedFiles['texts'],
  told: readonly Mistake[],
): readonly Mistake[] {
  return (file.trust?.signers ?? []).flatMap((signer, index) => {
    const found = signerIn(signerWithFiles(signer, texts));
    const useless = signerPaths(signer).find(
      ({ name, keys }) => !found.ok && name === found.file && keys.includes(found.key),
    );
    if (found.ok || useless === undefined) return [];
    const path = ['trust', 'signers', index, ...useless.keys];
    if (told.some((one) => one.path.join('.') === path.join('.'))) return [];
    const remedy = signerRemedies[found.key] ?? 'correct the file';
    return [mistake(path, 'wrong-file', found.reason, remedy)];
  });
}

const signerRemedies: Readonly<Record<string, string>> = table({
  'cosign-key': 'name the file cosign.pub that `cosign generate-key-pair` writes',
  'trusted-root': 'name the file that `cosign trusted-root create` writes',
  'trust-store': 'name a file of the root certificates in PEM',
  'timestamp-roots': 'name a file of the root certificates in PEM',
  'revocation-lists': 'name files in PEM, as `openssl crl -inform der` writes them',
});

function unread(name: string, path: readonly PropertyKey[], why: null | typeof outside): Mistake {
  return why === outside
    ? mistake(
        path,
        'wrong-file',
        `${name} leads out of the folder of the policy`,
        'put the file itself there',
      )
    : mistake(
        path,
        'file-missing',
        `there is no file ${name} beside the policy`,
        'add it, or correct the path',
      );
}

interface Named {
  readonly name: string;
  readonly path: readonly PropertyKey[];
  readonly isSchema: boolean;
}

function namedPaths(file: PolicyFile): Named[] {
  const groups = (file.groups ?? []).flatMap((group, index): Named[] => {
    const name = group['environment-schema'];
    const path = ['groups', index, 'environment-schema'];
    return typeof name === 'string' ? [{ name, path, isSchema: true }] : [];
  });
  const signers = (file.trust?.signers ?? []).flatMap((signer, index): Named[] =>
    signerPaths(signer).map(({ name, keys }) => ({
      name,
      path: ['trust', 'signers', index, ...keys],
      isSchema: false,
    })),
  );
  return [...groups, ...signers];
}

function signerPaths(signer: SignerFile): { name: string; keys: (string | number)[] }[] {
  const { keyless, notation } = signer;
  const lists = notation?.['revocation-lists'] ?? [];
  const named = [
    { name: signer['cosign-key'], keys: ['cosign-key'] },
    { name: keyless?.['trusted-root'], keys: ['keyless', 'trusted-root'] },
    { name: notation?.['trust-store'], keys: ['notation', 'trust-store'] },
    { name: notation?.['timestamp-roots'], keys: ['notation', 'timestamp-roots'] },
    ...lists.map((name, place) => ({ name, keys: ['notation', 'revocation-lists', place] })),
  ];
  return named.flatMap(({ name, keys }) => (name === undefined ? [] : [{ name, keys }]));
}

/** A signer as written, with the text of the files it names under `files`. */
export function signerWithFiles(signer: SignerFile, texts: NamedFiles['texts']): JsonObject {
  const files = signerPaths(signer).map(({ name }) => [name, texts.get(name) ?? '']);
  return files.length === 0 ? signer : { ...signer, files: Object.fromEntries(files) };
}

function wrongKey(name: string, path: readonly PropertyKey[], text: string): Mistake[] {
  const remedy = 'keep it out of here and name the public one';
  return text.includes('PRIVATE KEY')
    ? [mistake(path, 'wrong-file', `${name} holds a private key`, remedy)]
    : [];
}

function mistake(path: readonly PropertyKey[], code: ProblemCode, message: string, remedy: string): Mistake {
  return { path, on: 'value', code, message, remedy };
}
