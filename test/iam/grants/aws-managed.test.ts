// The bundled table of AWS's own policies: readable, dated, found by ARN; and how it is renewed.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renewed } from '../../../scripts/aws-managed/table.ts';
import { awsManagedPolicy } from '../../../shared/iam/grants/aws-managed.ts';
import { administratorGrants } from '../../../shared/iam/grants/grants.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';

const file = new URL('../../../shared/iam/grants/aws-managed.json', import.meta.url);
const table: { readOn: string; policies: Record<string, { path: string; document: unknown }> } = JSON.parse(
  readFileSync(file, 'utf8'),
);
const arnOf = (path: string, name: string) => `arn:aws:iam::aws:policy${path}${name}`;

describe('the table of AWS’s own policies', () => {
  it.each(Object.entries(table.policies))('%s is found, can be read, and is no administrator’s', (name, {
    path,
    document,
  }) => {
    expect(awsManagedPolicy(arnOf(path, name))).toEqual(document);
    expect(parsePolicy(document).ok).toBe(true);
    expect(administratorGrants(document, '')).toEqual([]);
  });

  it.each<[string, boolean]>([
    ['arn:aws-cn:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy', true],
    ['arn:aws:iam::aws:policy/AmazonEKSClusterPolicy', true],
    ['arn:aws:iam::aws:policy/NoSuchPolicy', false],
    ['arn:aws:iam::aws:policy/other-path/AmazonEKSClusterPolicy', false],
    ['arn:aws:iam::111122223333:policy/AmazonEKSClusterPolicy', false],
    ['AmazonEKSClusterPolicy', false],
    ['arn:aws:iam::aws:policy/constructor', false],
  ])('%s: %s', (arn, known) => expect(awsManagedPolicy(arn) !== null).toBe(known));

  it('says its date where people read of it', () => {
    expect(readFileSync(new URL('../../../docs/iam.md', import.meta.url), 'utf8')).toContain(table.readOn);
  });
});

describe('renewing the table', () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
  };
  const details = {
    Policies: [
      {
        PolicyName: 'A',
        Path: '/',
        PolicyVersionList: [
          { VersionId: 'v2', IsDefaultVersion: true, Document: encodeURIComponent(JSON.stringify(document)) },
          { VersionId: 'v1', IsDefaultVersion: false, Document: {} },
        ],
      },
      {
        PolicyName: 'C',
        Path: '/service-role/',
        PolicyVersionList: [{ VersionId: 'v1', Document: document }],
      },
      { PolicyName: 'Unwanted', PolicyVersionList: [{ Document: document }] },
    ],
  };
  const old = {
    policies: {
      A: { path: '/', version: 'v1', document: {} },
      B: { path: '/', version: 'v1', document: {} },
    },
  };

  it('takes the default versions of the names it has, and of those added; keeps what it does not find', () => {
    const { text, missing } = renewed(old, details, ['C'], '2026-12-01');
    expect(JSON.parse(text)).toEqual({
      source: expect.any(String),
      readOn: '2026-12-01',
      policies: {
        A: { path: '/', version: 'v2', document },
        B: { path: '/', version: 'v1', document: {} },
        C: { path: '/service-role/', version: 'v1', document },
      },
    });
    expect(missing).toEqual(['B']);
  });
});
