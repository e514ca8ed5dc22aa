// Recorded decisions (moto's engine and the real policy simulator) agree with ours.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decide, type IamDecision } from '../../shared/iam/decision/evaluate.ts';
import type { PolicyDocument } from '../../shared/iam/policy/document.ts';
import { parsePolicy } from '../../shared/iam/policy/parse.ts';
import { corpora } from '../support/corpora.ts';

const file = `${corpora}/iam/oracle/decisions.jsonl`;
const absent = !existsSync(file) && process.env.CI === undefined;
if (absent) console.warn(`SKIPPED: ${file} is absent, set SEAWALL_CORPORA`);

interface Row {
  readonly id: string;
  readonly principal: string;
  readonly identityPolicies: readonly unknown[];
  readonly groupPolicies: readonly unknown[];
  readonly resourcePolicy?: unknown;
  readonly request: {
    readonly action: string;
    readonly resource: string;
    readonly context?: Record<string, string>;
  };
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
}

const ours: Readonly<Record<Row['decision'], IamDecision['decision']>> = {
  allowed: 'allowed',
  implicitDeny: 'implicit-deny',
  explicitDeny: 'denied',
};

function documentOf(input: unknown): PolicyDocument {
  const parsed = parsePolicy(input);
  if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.reason}`);
  return parsed.policy;
}

/**
 * Moto's engine knows no trust policies, and its notes say so: AWS wants one even within the account (IAM User Guide, "Roles terms
 * and concepts"), so its rows on sts:AssumeRole get one that leaves the decision to the account.
 */
function resourceOf({ resourcePolicy, request, principal }: Row): { resource?: PolicyDocument } {
  if (resourcePolicy !== undefined) return { resource: documentOf(resourcePolicy) };
  if (request.action !== 'sts:AssumeRole') return {};
  const AWS = principal.split(':')[4] ?? '';
  const statement = { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' };
  return { resource: documentOf({ Version: '2012-10-17', Statement: [statement] }) };
}

describe.skipIf(absent)('the decision oracle', () => {
  const rows: Row[] = absent
    ? []
    : readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

  it('has its 34 rows', () => {
    expect(rows).toHaveLength(34);
  });

  it.each(rows.map((row) => [row.id, row] as const))('%s', (_, row) => {
    const { action, resource, context = {} } = row.request;
    const { decision } = decide(
      { action, resource, principal: row.principal, context, contextComplete: true },
      {
        identity: [...row.identityPolicies, ...row.groupPolicies].map(documentOf),
        ...resourceOf(row),
      },
    );
    expect(decision).toBe(ours[row.decision]);
  });
});
