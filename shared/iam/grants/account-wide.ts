// Reading everything of a kind in the account: every secret, parameter, object or item, or decrypting with every key.
// SPDX-License-Identifier: Apache-2.0

import { remembered } from '../../model/remembered.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { serviceOf, statementCoversAction } from '../policy/match.ts';
import { parsePolicy } from '../policy/parse.ts';
import { anyAccount, anyName } from './administration.ts';
import { byService, coverageOf, statementCoversRegion } from './coverage.ts';
import { type Grant, grantOf } from './statement-text.ts';

interface Kind {
  readonly what: string;
  /** Any one of them reads it (Service Authorization Reference). */
  readonly actions: readonly string[];
  readonly resource: string;
}

const regional = (service: string, resource: string) =>
  `arn:aws:${service}:${anyName}:${anyAccount}:${resource}`;

const kinds: readonly Kind[] = [
  {
    what: 'the value of every secret of the account',
    actions: ['secretsmanager:GetSecretValue'],
    resource: regional('secretsmanager', `secret:${anyName}`),
  },
  {
    what: 'every parameter of the account',
    actions: ['GetParameter', 'GetParameters', 'GetParametersByPath'].map((call) => `ssm:${call}`),
    resource: regional('ssm', `parameter/${anyName}`),
  },
  {
    what: 'every object of every bucket',
    actions: ['s3:GetObject'],
    resource: `arn:aws:s3:::${anyName}/${anyName}`,
  },
  {
    what: 'every item of every table',
    actions: ['GetItem', 'BatchGetItem', 'Query', 'Scan'].map((call) => `dynamodb:${call}`),
    resource: regional('dynamodb', `table/${anyName}`),
  },
  {
    what: 'decryption with every key of the account',
    actions: ['kms:Decrypt'],
    resource: regional('kms', `key/${anyName}`),
  },
];

/** The statements that read all of a kind, whatever it be called; those of one Region count as all of it. */
export function accountWideReads(document: unknown, at: string): readonly Grant[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? readsIn(parsed.policy).map(({ allow, what }) => grantOf(allow, at, what)) : [];
}

/** What a document reads all of, by the same words: to ask whether a permissions boundary leaves it. */
export function readsAllOf(document: unknown): ReadonlySet<string> {
  const parsed = parsePolicy(document);
  return new Set(parsed.ok ? readsIn(parsed.policy).flatMap(({ whats }) => whats) : []);
}

interface Read {
  readonly allow: Statement;
  readonly whats: readonly string[];
  readonly what: string;
}

const readsIn = remembered((policy: PolicyDocument): readonly Read[] => {
  const { allows, denied, leaves } = coverageOf(policy);
  const allowsFor = byService(allows);
  const found = new Map<Statement, string[]>();
  for (const { what, actions, resource } of kinds) {
    const probes = actions.map((action) => ({ action, resource })).filter((probe) => !denied(probe));
    const reads = (allow: Statement) =>
      probes.some(
        (probe) =>
          statementCoversAction(allow, probe.action) &&
          statementCoversRegion(allow, resource) &&
          leaves(allow, probe),
      );
    for (const allow of allowsFor(serviceOf(actions[0] ?? '')).filter(reads))
      found.set(allow, [...(found.get(allow) ?? []), what]);
  }
  return [...found].map(([allow, whats]) => ({ allow, whats, what: whats.join(', ') }));
});
