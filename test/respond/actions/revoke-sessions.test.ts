// What a revoked session may still do, and what the next one of the same name may: by IAM's own rules.
import { describe, expect, it } from 'vitest';
import { decide } from '../../../shared/iam/decision/evaluate.ts';
import { parsePolicy } from '../../../shared/iam/policy/parse.ts';
import type { ActionContext } from '../../../shared/respond/planning/action.ts';
import { plan } from './plan.ts';
import { findingOn } from './round-trip.ts';

const now = Date.parse('2026-11-17T10:00:00.000Z');
const role = 'arn:aws:iam::111122223333:role/Developer';
const session = 'AROAEXAMPLE:kim@acme.test';

async function denial(revoke: ActionContext['revoke'] = 'session') {
  const finding = findingOn({ kind: 'call', id: 'x|y' }, [], { actor: role, session });
  const answers = {
    'iam.GetRole': { Role: { RoleId: 'AROAEXAMPLE', MaxSessionDuration: 7200 } },
    'iam.GetRolePolicy': 'not-found',
  } as const;
  return plan('revoke-sessions', finding, answers, { revoke, now: () => now });
}

async function may(userid: string, issued: string, revoke?: ActionContext['revoke']) {
  const { calls } = await denial(revoke);
  const document = parsePolicy(String(calls[0]?.parameters.PolicyDocument));
  if (!document.ok) throw new Error('no policy');
  const allow = parsePolicy(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  );
  if (!allow.ok) throw new Error('no policy');
  const context = { 'aws:userid': userid, 'aws:TokenIssueTime': issued };
  return decide(
    { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', principal: role, context },
    { identity: [allow.policy, document.policy] },
  ).decision;
}

describe('a revoked session', () => {
  it('may nothing, whichever credentials of it were handed out up to now', async () => {
    expect(await may(session, '2026-11-17T09:59:00Z')).toBe('denied');
    expect(await may(session, '2026-11-17T08:00:00Z')).toBe('denied');
  });

  it('of the same name, opened by the next log-in, may again', async () => {
    expect(await may(session, '2026-11-17T10:05:00Z')).toBe('allowed');
  });

  it('is the only one that is denied', async () => {
    expect(await may('AROAEXAMPLE:lee@acme.test', '2026-11-17T09:59:00Z')).toBe('allowed');
    expect(await may('AROAEXAMPLE:lee@acme.test', '2026-11-17T09:59:00Z', 'role')).toBe('denied');
    expect(await may('AROAEXAMPLE:lee@acme.test', '2026-11-17T10:05:00Z', 'role')).toBe('allowed');
  });

  it('is over by itself after the role’s longest session, and the words say so', async () => {
    const { words, runsOut } = await denial();
    expect(runsOut).toBe('2026-11-17T12:00:30.000Z');
    expect(words).toContain('opened before 2026-11-17T10:00:30.000Z; later ones of that name are let in');
    expect(words).toContain('taken away after 2026-11-17T12:00:30.000Z');
  });
});
