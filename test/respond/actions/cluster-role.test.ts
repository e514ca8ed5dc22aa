// The roles that deploy/kubernetes-respond.yml and kubernetes-read.yml give in a cluster allow what is called there, no less and no more.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { lists } from '../../../shared/gather/kubernetes/lists.ts';
import { type Operation, operations } from '../../../shared/gather/kubernetes/operations.ts';
import { dig, listOf, stringsOf } from '../../../shared/model/json.ts';
import { actions } from '../../../shared/respond/actions/index.ts';

const called = new Set(
  actions.flatMap((action) => [...action.permissions, ...(action.evidence?.permissions ?? [])]),
);
const verbs = { read: 'get', list: 'list', create: 'create', patch: 'patch', delete: 'delete' } as const;

function givenBy(name: string): readonly string[] {
  const file = readFileSync(new URL(`../../../deploy/${name}`, import.meta.url), 'utf8');
  const role = parseAllDocuments(file)[0]?.toJSON();
  return listOf(role?.rules)
    .flatMap((rule) =>
      stringsOf(dig(rule, 'apiGroups')).flatMap((group) =>
        stringsOf(dig(rule, 'resources')).flatMap((resource) =>
          stringsOf(dig(rule, 'verbs')).map((verb) => `${verb} ${group}/${resource}`),
        ),
      ),
    )
    .toSorted();
}

function sentBy(all: readonly Operation[]): readonly string[] {
  const sent = all.map(({ verb, group, resource }) => `${verbs[verb]} ${group}/${resource}`);
  return [...new Set(sent)].toSorted();
}

it('no less and no more', () => {
  const needed = [...operations].flatMap(([id, one]) => (called.has(`kubernetes:${id}`) ? [one] : []));
  expect(
    givenBy('kubernetes-respond.yml'),
    'bring the rules of deploy/kubernetes-respond.yml to this',
  ).toEqual(sentBy(needed));
});

it('who judges may list what facts read, and nothing else', () => {
  expect(givenBy('kubernetes-read.yml'), 'bring the rules of deploy/kubernetes-read.yml to this').toEqual(
    sentBy([...lists.values()]),
  );
  expect(new Set([...lists.values()].map(({ verb }) => verb))).toEqual(new Set(['list']));
});

it('no operation can be sent that no action calls', () => {
  const spare = [...operations.keys()].filter((id) => !called.has(`kubernetes:${id}`));
  expect(spare, 'take them out of shared/gather/kubernetes/operations.ts').toEqual([]);
});
