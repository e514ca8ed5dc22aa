// Who somebody is taken for, what an event is taken for, and which names get into a URL: attempts of one day, each by the smallest input.
import { describe, expect, it } from 'vitest';
import { operations, pathOf } from '../../shared/gather/kubernetes/operations.ts';
import { hintIn } from '../../shared/people/hint.ts';
import { identityOfArn, type Relation, relation } from '../../shared/people/identity.ts';
import { mayDecide } from '../../shared/people/may-decide.ts';
import {
  awsPerson,
  isApprover,
  localPerson,
  personFrom,
  personNamed,
  slackPerson,
} from '../../shared/people/person.ts';

const account = '111122223333';
const other = '444455556666';
const session = (role: string, name: string, of = account) =>
  `arn:aws:sts::${of}:assumed-role/${role}/${name}`;
const directory = 'AWSReservedSSO_Dev_0123456789abcdef';
const inSlack = (email: string) => slackPerson({ user: 'U0KIM', email, confirmed: true, groups: ['S0SEC'] });

describe('who caused it may not approve', () => {
  it.each<[string, string, { arn: string; sessionName?: string; sourceIdentity?: string }]>([
    ['a session in capitals', 'kim@acme.test', { arn: session(directory, 'KIM@ACME.TEST') }],
    ['an address in capitals', 'KIM@acme.test', { arn: session('Dev', 'kim@acme.test') }],
    ['a source identity', 'kim@acme.test', { arn: session('Dev', 'x'), sourceIdentity: 'kim@acme.test' }],
    ['a user below a path', 'kim@acme.test', { arn: `arn:aws:iam::${account}:user/dev/kim@acme.test` }],
    [
      'a role and its session',
      'kim@acme.test',
      { arn: `arn:aws:iam::${account}:role/Dev`, sessionName: 'kim@acme.test' },
    ],
    ['a federated user', 'kim@acme.test', { arn: `arn:aws:sts::${account}:federated-user/kim@acme.test` }],
  ])('known by %s', (_, email, { arn, sessionName = null, sourceIdentity = null }) => {
    const actor = { name: 'x', arn, session: null, sessionName, sourceIdentity, directoryUser: null };
    const finding = { actors: [actor], moreActors: false, severity: 'high' as const };
    const respond = { approvers: ['slack-group:S0SEC'], secondPerson: false };
    expect(mayDecide('approve', inSlack(email), finding, respond)).toMatchObject({ ok: false });
  });
});

describe('nobody is an approver by a name that they chose', () => {
  it.each<[string, ReturnType<typeof awsPerson>, string]>([
    [
      'a session called like the role',
      awsPerson(session('Dev', 'approvers')),
      `arn:aws:iam::${account}:role/approvers`,
    ],
    [
      'the role of another account',
      awsPerson(session('ops', 'x', other)),
      `arn:aws:iam::${account}:role/ops`,
    ],
    ['a principal called like a group', awsPerson('slack-group:S0SEC'), 'slack-group:S0SEC'],
    ['a user of this machine called like a group', localPerson('slack-group:S0SEC'), 'slack-group:S0SEC'],
    [
      'a user of this machine called like a role',
      localPerson(`arn:aws:iam::${account}:role/ops`),
      `arn:aws:iam::${account}:role/ops`,
    ],
    ['an id that another begins with', inSlack('kim@acme.test'), 'slack-user:U0KIM1'],
  ])('%s', (_, person, entry) => {
    expect(isApprover(person, [entry])).toBe(false);
  });

  it('nor somebody else for a person of Slack, by the name of a user of this machine', () => {
    expect(personNamed('slack:U0KIM (kim@acme.test)', 'local').identity.slackUser).toBeNull();
    expect(personNamed('slack:U0KIM (kim@acme.test)', 'slack').identity.slackUser).toBe('U0KIM');
  });

  it('nor by a stored person whose ids are no texts', () => {
    const stored = {
      name: 'x',
      source: 'slack',
      groups: ['S0SEC', {}],
      identity: { slackUser: {}, addresses: [1] },
    };
    expect(personFrom(stored)).toMatchObject({
      groups: ['S0SEC'],
      identity: { slackUser: null, addresses: [] },
    });
  });
});

it.each<[string, string, string, Relation]>([
  [
    'two permission sets, two accounts',
    session(directory, 'kim@acme.test'),
    session('AWSReservedSSO_Ops_0123456789abcdef', 'kim@acme.test', other),
    'same',
  ],
  ['users of two accounts', `arn:aws:iam::${account}:user/kim`, `arn:aws:iam::${other}:user/lee`, 'unknown'],
  ['two sessions of a role', session('Dev', 'kim'), session('Dev', 'lee'), 'same'],
  ['a user and a role', `arn:aws:iam::${account}:user/kim`, session('Dev', 'kim'), 'unknown'],
])('one person is not two: %s', (_, one, another, told) => {
  expect(relation(identityOfArn(one), identityOfArn(another))).toBe(told);
});

describe('an event of the bus', () => {
  const id = 'a'.repeat(64);
  it.each<[string, string, string]>([
    ['a decision beside the finding', `{"approve":true,"change":{"finding":{"id":"${id}"}}}`, 'decision'],
    [
      'a decision by the prototype',
      `{"__proto__":{"undo":1},"change":{"finding":{"id":"${id}"}}}`,
      'finding',
    ],
    ['a word in capitals', `{"Approve":true,"change":{"finding":{"id":"${id}"}}}`, 'finding'],
    ['a word within', `{"notice":{"finding":"${id}","undo":{"response":"x"}}}`, 'finding'],
    ['a key of the record', `{"change":{"finding":{"id":"plan/${id}"}}}`, 'other'],
    ['a list', `{"change":{"finding":{"id":["${id}"]}}}`, 'other'],
    ['capitals', `{"change":{"finding":{"id":"${id.toUpperCase()}"}}}`, 'other'],
    ['a line more', `{"change":{"finding":{"id":"${id}\\n"}}}`, 'other'],
  ])('with %s is at most a hint', (_, detail, kind) => {
    const hint = hintIn({ detail: JSON.parse(detail) });
    expect(hint.kind).toBe(kind);
    if (hint.kind === 'finding') expect(hint).toEqual({ kind: 'finding', finding: id });
  });
});

it.each([
  '../../x',
  '..',
  '.',
  'a/b',
  'a%2fb',
  'a?x',
  'a#b',
  'a\u0000',
  '',
  'é',
])('a namespace called %j gets into no URL', (namespace) => {
  const read = operations.get('readAppsV1NamespacedDeployment');
  if (read === undefined) throw new Error('no such operation');
  expect(pathOf(read, { namespace, name: 'web' })).toBeNull();
  expect(pathOf(read, { namespace: 'shop', name: namespace })).toBeNull();
});
