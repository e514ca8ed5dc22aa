// The files of a signer: each is read, and a useless one is told of at its own place, once.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dig, objectOf, stringOf } from '../../shared/model/json.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { options } from './fixtures.ts';

const artefacts = objectOf(
  JSON.parse(readFileSync(new URL('../signatures/artefacts.json', import.meta.url), 'utf8')),
);
const files: Readonly<Record<string, string>> = {
  'root.pem': stringOf(artefacts.root) ?? '',
  'stamps.pem': stringOf(artefacts.timestampRoot) ?? '',
  'list.crl': stringOf(dig(artefacts, 'lists', 'empty')) ?? '',
  'changes.crl': stringOf(dig(artefacts, 'lists', 'changes')) ?? '',
};
const textOf = (more: string) =>
  `trust: { signers: [{ name: a, notation: { trust-store: root.pem, identities: [b], ${more} } }] }`;
const load = (more: string) =>
  loadPolicy(textOf(more), { ...options, readFile: (name) => files[name] ?? null });
/** Each with what stands at its place. */
const problemsOf = (more: string) => {
  const loaded = load(more);
  const at = (column: number) =>
    textOf(more)
      .slice(column - 1)
      .split(/[\],} ]/)[0];
  return loaded.ok ? [] : loaded.problems.map((one) => `${at(one.column)} ${one.code} ${one.message}`);
};

describe('a signer of Notation', () => {
  it('brings its timestamp roots and revocation lists along', () => {
    const loaded = load('timestamp-roots: stamps.pem, revocation-lists: [list.crl, list.crl]');
    expect(loaded.ok && Object.keys(objectOf(loaded.policy.view.trust.signers?.[0]?.files))).toEqual([
      'root.pem',
      'stamps.pem',
      'list.crl',
    ]);
  });

  it('says what to name in place of a file that serves elsewhere', () => {
    const loaded = load('revocation-lists: [root.pem]');
    expect(loaded.ok || loaded.problems[0]).toMatchObject({
      column: textOf('revocation-lists: [root.pem]').lastIndexOf('root.pem') + 1,
      remedy: 'name files in PEM, as `openssl crl -inform der` writes them',
    });
  });

  it.each([
    ['timestamp-roots: list.crl', ['list.crl wrong-file list.crl holds no certificate in PEM']],
    ['timestamp-roots: none.pem', ['none.pem file-missing there is no file none.pem beside the policy']],
    [
      'revocation-lists: [list.crl, stamps.pem]',
      ['stamps.pem wrong-file stamps.pem holds no complete revocation list in PEM'],
    ],
    [
      'revocation-lists: [changes.crl]',
      ['changes.crl wrong-file changes.crl holds no complete revocation list in PEM'],
    ],
    ['revocation-lists: [none.crl]', ['none.crl file-missing there is no file none.crl beside the policy']],
  ])('%s: the mistake is told where it is', (more, wanted) => {
    expect(problemsOf(more)).toEqual(wanted);
  });
});
