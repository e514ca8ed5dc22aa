// The one rule of who may decide: whoever had a hand in a finding may not, whatever names they go by, and nobody is two people.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingActor } from '../../shared/model/actor.ts';
import { type Decision, decisionFrom, decisionJson } from '../../shared/people/decision.ts';
import { decisionKinds } from '../../shared/people/decision-kind.ts';
import {
  type Identity,
  identityFrom,
  identityOfActor,
  nobody,
  relation,
} from '../../shared/people/identity.ts';
import { type Decidable, mayDecide, openDecisions } from '../../shared/people/may-decide.ts';
import {
  approverGroups,
  awsPerson,
  isApprover,
  localPerson,
  type Person,
  personFrom,
  personJson,
  personNamed,
  slackPerson,
} from '../../shared/people/person.ts';
import { countWord, notEnough } from '../../shared/people/two-people.ts';

const account = '111122223333';
const actor = (arn: string, change: Partial<FindingActor> = {}): FindingActor => ({
  ...{ arn, session: null, sessionName: null, sourceIdentity: null, directoryUser: null },
  ...change,
});
const user = (name: string, of = account) => actor(`arn:aws:iam::${of}:user/${name}`);
const inRole = (role: string, sessionName: string, change: Partial<FindingActor> = {}) =>
  actor(`arn:aws:iam::${account}:role/${role}`, {
    session: `AROAEXAMPLE:${sessionName}`,
    sessionName,
    ...change,
  });
const ssoRole = 'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef';
const ssoSession = (name: string, set = 'Admin') =>
  awsPerson(`arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${set}_0123456789abcdef/${name}`);
const slack = (id: string, email: string | null, confirmed = true) =>
  slackPerson({ user: id, email, confirmed, groups: ['S0SEC'] });
const kim = slack('U0KIM', 'Kim@acme.test');

const approvers = ['slack-group:S0SEC', `arn:aws:iam::*:user/*`, 'arn:aws:sts::*:assumed-role/*'];
const finding = (severity: Decidable['severity'], ...actors: readonly FindingActor[]): Decidable => ({
  ...{ severity, actors, moreActors: false },
});
const asked = (person: Person, of: Decidable, secondPerson = false) =>
  mayDecide('approve', person, of, { approvers, secondPerson });

describe('nobody decides on what they caused', () => {
  it.each<[string, FindingActor, Person]>([
    ['an IAM user, by the same user', user('kim'), awsPerson(`arn:aws:iam::${account}:user/team/kim`)],
    ['a user named by the address, in Slack', user('kim@acme.test'), kim],
    ['Identity Center, in Slack', inRole(ssoRole, 'kim@acme.test'), kim],
    ['Identity Center, by another permission set', inRole(ssoRole, 'kim'), ssoSession('kim', 'ReadOnly')],
    ['a session named by the address, in Slack', inRole('Developer', 'kim@acme.test'), kim],
    [
      'a session that says otherwise, by its source identity',
      inRole('Developer', 'lee@acme.test', { sourceIdentity: 'KIM@acme.test' }),
      kim,
    ],
    [
      'a session told by its ARN alone',
      actor(`arn:aws:sts::${account}:assumed-role/Developer/kim@acme.test`),
      kim,
    ],
    ['a federated user', actor(`arn:aws:sts::${account}:federated-user/kim@acme.test`), kim],
    ['a provider’s user', actor('SAMLPROVIDER=:kim@acme.test'), kim],
    ['a user of Kubernetes', actor('oidc:kim@acme.test'), kim],
    ['an address that nobody has confirmed', user('kim@acme.test'), slack('U0KIM', 'kim@acme.test', false)],
    [
      'a role that they share',
      inRole('Developer', 'x'),
      awsPerson(`arn:aws:sts::${account}:assumed-role/Developer/y`),
    ],
    ['a name of this machine', actor('kim'), localPerson('kim')],
    ['an address with something behind a +', inRole('Developer', 'kim+x@acme.test'), kim],
    ['one with it in Slack', inRole('Developer', 'kim@acme.test'), slack('U0KIM', 'Kim+Slack@acme.test')],
  ])('%s', (_, cause, person) => {
    for (const severity of ['low', 'high', 'critical'] as const)
      for (const decision of decisionKinds)
        expect(
          mayDecide(decision, person, finding(severity, cause), { approvers, secondPerson: false }),
        ).toEqual({
          ok: false,
          reason: expect.stringContaining('guardrail 0'),
        });
  });

  it('among others who had a hand in it too', () => {
    expect(
      asked(kim, finding('high', user('lee'), inRole('x', 'y'), inRole(ssoRole, 'kim@acme.test'))).ok,
    ).toBe(false);
  });
});

describe('what is no whole name keeps nobody out', () => {
  it.each<[string, FindingActor, Person]>([
    ['a user called by what stands before the @', user('kim'), kim],
    ['a role called so', actor(`arn:aws:iam::${account}:role/kim`), kim],
    ['a session called so', inRole('deploy', 'kim'), kim],
    ['a name of Kubernetes', actor('kim'), kim],
    ['an address that begins so', user('kim@acme.test.example'), kim],
    ['an address that ends so', user('not-kim@acme.test'), kim],
    ['an address that begins so, before the +', user('kimberly+x@acme.test'), kim],
    ['an address of another domain', user('kim+x@acme.test.example'), kim],
    [
      'two with something behind a +',
      inRole('x', 'team+lee@acme.test'),
      slack('U0KIM', 'team+kim@acme.test'),
    ],
    ['an address that is all +', inRole('x', '+x@acme.test'), slack('U0KIM', '@acme.test')],
    ['the same name in another account', user('lee', '444455556666'), awsPerson(user('lee').arn)],
    ['a permission set that others have too', inRole(ssoRole, 'kim@acme.test'), ssoSession('lee@acme.test')],
  ])('%s', (_, cause, person) => {
    expect(asked(person, finding('high', cause))).toEqual({ ok: true, whyTwo: null });
  });
});

describe('two people', () => {
  it.each<[string, Person, readonly FindingActor[], boolean]>([
    ['nobody is known', kim, [], true],
    ['a role, whose taker names the session', kim, [inRole('Developer', 'lee@acme.test')], true],
    ['a user whom Slack knows nothing of', kim, [user('lee')], true],
    // Whoever decides in Slack may have changed their address there.
    ['a user named by another address', kim, [user('lee@acme.test')], true],
    ['Identity Center says who it was, and Slack cannot', kim, [inRole(ssoRole, 'lee@acme.test')], true],
    ['Identity Center knows both', ssoSession('kim'), [inRole(ssoRole, 'lee')], false],
    ['another user of the account', awsPerson(user('kim').arn), [user('lee')], false],
    ['a user of another account', awsPerson(user('kim').arn), [user('lee', '444455556666')], true],
    [
      'a role like that of Identity Center, made by somebody',
      kim,
      [inRole('AWSReservedSSO_Admin_0123456789abcdef', 'lee@acme.test')],
      true,
    ],
    ['one of two is not known', ssoSession('kim'), [inRole(ssoRole, 'lee'), inRole('deploy', 'x')], true],
    ['Slack tells no address', slack('U0KIM', null), [inRole(ssoRole, 'lee@acme.test')], true],
  ])('are wanted where it is critical and nobody can tell: %s', (_, person, actors, two) => {
    const may = asked(person, finding('critical', ...actors));
    expect(may).toMatchObject({ ok: true, whyTwo: two ? expect.stringContaining('critical') : null });
    expect(asked(person, finding('high', ...actors))).toMatchObject({ whyTwo: null });
  });

  it('are wanted where more had a hand in it than are kept', () => {
    const of = { ...finding('critical', inRole(ssoRole, 'lee')), moreActors: true };
    expect(asked(ssoSession('kim'), of)).toMatchObject({ whyTwo: expect.any(String) });
  });

  it('are wanted by policy for everything but a no', () => {
    const respond = { approvers, secondPerson: true };
    const two = decisionKinds.filter((kind) => {
      const may = mayDecide(kind, kim, finding('low', inRole(ssoRole, 'lee@acme.test')), respond);
      return may.ok && may.whyTwo !== null;
    });
    expect(two).toEqual(['approve', 'acknowledge', 'waive', 'undo']);
  });

  const why = 'the policy requires two people';
  it.each<[string, Person, Person]>([
    ['the same person', kim, kim],
    [
      'an address changed between two presses',
      slack('U0EVE', 'eve@acme.test'),
      slack('U0EVE', 'eva@acme.test'),
    ],
    ['Slack and Identity Center', slack('U0EVE', 'eve@acme.test'), ssoSession('eve@acme.test')],
    ['Identity Center in two permission sets', ssoSession('eve'), ssoSession('eve', 'ReadOnly')],
    [
      'two sessions of one role',
      awsPerson(`arn:aws:sts::${account}:assumed-role/sec/a`),
      awsPerson(`arn:aws:sts::${account}:assumed-role/sec/b`),
    ],
    [
      'sessions of two roles, which one may take both',
      awsPerson(`arn:aws:sts::${account}:assumed-role/a/x`),
      awsPerson(`arn:aws:sts::${account}:assumed-role/b/y`),
    ],
    [
      'a user, and a role that the user may take',
      awsPerson(user('eve').arn),
      awsPerson(`arn:aws:sts::${account}:assumed-role/a/x`),
    ],
    [
      'a changed address, and Identity Center by the old one',
      slack('U0EVE', 'eva@acme.test'),
      ssoSession('eve@acme.test'),
    ],
    [
      'Slack, and a user whom nobody knows there',
      slack('U0EVE', 'eve@acme.test'),
      awsPerson(user('eve').arn),
    ],
  ])('are not made by two steps of one: %s', (_, first, second) => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      expect(countWord(other, why, [one])).toMatchObject({ enough: false });
      expect(
        notEnough('approve', [one, other], finding('high'), { approvers, secondPerson: true }),
      ).not.toBeNull();
    }
  });

  it.each<[string, Person, Person]>([
    ['two users of Slack', kim, slack('U0LEE', 'lee@acme.test')],
    ['two users of Slack of whom one has no address', kim, slack('U0LEE', null)],
    ['two in Identity Center', ssoSession('kim'), ssoSession('lee')],
    ['two users of one account', awsPerson(user('kim').arn), awsPerson(user('lee').arn)],
  ])('are: %s', (_, first, second) => {
    expect(countWord(second, why, [first])).toEqual({ enough: true, beside: first });
    expect(
      notEnough('approve', [first, second], finding('high'), { approvers, secondPerson: true }),
    ).toBeNull();
  });

  it('are counted by the policy as it is now', () => {
    const respond = { approvers: ['slack-user:U0LEE'], secondPerson: false };
    expect(notEnough('approve', [kim], finding('high'), respond)).toContain('does not name you');
    expect(notEnough('approve', [], finding('high'), respond)).toBe('nobody has');
    expect(notEnough('approve', [slack('U0LEE', null)], finding('high', user('lee')), respond)).toBeNull();
  });
});

describe('approvers', () => {
  it('are groups, users and ARNs; what Slack tells of a person is nobody’s ARN', () => {
    expect(approverGroups(['slack-group:S1', 'slack-user:U2', 'arn:aws:iam::*:role/sec'])).toEqual(['S1']);
    const may = (person: Person, ...named: string[]) => isApprover(person, named);
    expect(may(kim, 'slack-group:S0SEC')).toBe(true);
    expect(may(kim, 'slack-user:U0KIM')).toBe(true);
    expect([may(kim, 'slack-user:U0KIMX'), may(kim, 'slack-user:U0KI'), may(kim, '*'), may(kim)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const sec = awsPerson(`arn:aws:sts::${account}:assumed-role/sec-ops/eve`);
    expect([may(sec, 'arn:aws:iam::*:role/sec-*'), may(sec, 'slack-group:S0SEC')]).toEqual([true, false]);
    expect([may(localPerson('kim'), 'kim'), may(localPerson('kim'), '*')]).toEqual([false, false]);
  });

  it('are all who get at the record where the policy names nobody, and nobody in Slack', () => {
    expect([localPerson('x'), awsPerson(user('x').arn), kim].map((one) => isApprover(one, null))).toEqual([
      true,
      true,
      false,
    ]);
    expect(openDecisions(null, decisionKinds)).toEqual(['acknowledge']);
    expect(openDecisions([], decisionKinds)).toEqual(decisionKinds);
  });

  it('and others may say that they have seen it', () => {
    const other = slackPerson({ user: 'U0INT', email: 'intern@acme.test', confirmed: true, groups: [] });
    const refused = decisionKinds.filter(
      (kind) => !mayDecide(kind, other, finding('high'), { approvers, secondPerson: false }).ok,
    );
    expect(refused).toEqual(['approve', 'deny', 'waive', 'undo']);
  });
});

describe('relations', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const maybe = fc.option(word, { nil: null });
  const anyIdentity: fc.Arbitrary<Identity> = fc.record({
    ...{ slackUser: maybe, directoryUser: maybe, user: maybe, role: maybe, name: maybe },
    addresses: fc.uniqueArray(word, { maxLength: 2 }),
  });

  it('are mutual, and one is the same as oneself wherever anything is known that is one’s own', () => {
    fc.assert(
      fc.property(anyIdentity, anyIdentity, (one, other) => {
        expect(relation(one, other)).toBe(relation(other, one));
        const own = [one.slackUser, one.directoryUser, one.user, one.name].some((name) => name !== null);
        if (own || one.addresses.length > 0) expect(relation(one, one)).toBe('same');
      }),
    );
  });

  it('never make two people of those who share a name, nor of those of whom nothing is known', () => {
    fc.assert(
      fc.property(
        anyIdentity,
        anyIdentity,
        fc.constantFrom('slackUser', 'directoryUser', 'user', 'name'),
        word,
        (one, other, key, name) => {
          expect(relation({ ...one, [key]: name }, { ...other, [key]: name })).toBe('same');
          expect(relation({ ...one, addresses: [name] }, { ...other, addresses: [name, 'z'] })).toBe('same');
          expect(relation(one, nobody)).toBe('unknown');
        },
      ),
    );
  });

  it('learn nothing false from names of any form', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3000, unit: 'binary' }),
        fc.string({ maxLength: 80 }),
        (arn, sessionName) => {
          const found = identityOfActor(actor(arn, { sessionName, sourceIdentity: arn }));
          for (const address of found.addresses) expect(address).toMatch(/^[^\s@]+@[^\s@]+$/);
          expect(['same', 'unknown']).toContain(
            relation(found, identityOfActor(actor(arn, { sessionName }))),
          );
        },
      ),
    );
  });
});

describe('as plain data', () => {
  it('a person and a decision come back as they were', () => {
    const people = [kim, ssoSession('kim'), localPerson('kim')];
    for (const person of people) {
      expect(personFrom(JSON.parse(JSON.stringify(personJson(person))))).toEqual(person);
      const decision: Decision = {
        ...{
          kind: 'waive' as const,
          finding: 'f',
          occurrence: 2,
          response: null,
          plan: null,
          until: '2026-12-31',
        },
        ...{ reason: 'x', person, at: '2026-03-01T12:00:00.000Z' },
      };
      expect(decisionFrom(JSON.parse(JSON.stringify(decisionJson(decision))))).toEqual(decision);
    }
  });

  it('an address that nobody has confirmed is shown to nobody as theirs', () => {
    expect(slack('U0EVE', 'ciso@acme.test', false).name).toBe('slack:U0EVE');
    expect(slack('U0EVE', 'eve@acme.test').name).toBe('slack:U0EVE (eve@acme.test)');
  });

  it('what is neither is nobody and nothing', () => {
    for (const junk of [null, 1, 'x', [], {}, { name: 'x' }, { name: 'x', source: 'root' }])
      expect([personFrom(junk), decisionFrom(junk)]).toEqual([null, null]);
    expect(identityFrom({ addresses: [1, 'a@b'], slackUser: 7 })).toEqual({ ...nobody, addresses: ['a@b'] });
    expect(identityFrom(null)).toEqual(nobody);
  });

  it('whom older journals name is still known', () => {
    const old = personNamed('slack:U0KIM (kim@acme.test)', 'slack');
    expect(relation(old.identity, kim.identity)).toBe('same');
    expect(personNamed(user('kim').arn, 'aws').identity.user).toBe(user('kim').arn);
    expect(personNamed('arn:aws:iam::1:user/x', 'local').source).toBe('local');
    expect(personNamed('kim', null).source).toBe('local');
  });
});
