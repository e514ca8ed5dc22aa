// The role that deploy/kubernetes-respond.yml gives in a cluster allows what the actions call there, no less and no more.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { operations } from '../../../shared/gather/kubernetes/operations.ts';
import { dig, listOf, stringsOf } from '../../../shared/model/json.ts';
import { actions } from '../../../shared/respond/actions/index.ts';

const called = new Set(
  actions.flatMap((action) => [...action.permissions, ...(action.evidence?.permissions ?? [])]),
);
const verbs = { read: 'get', list: 'list', create: 'create', patch: 'patch', delete: 'delete' } as const;

it('no less and no more', () => {
  const file = readFileSync(new URL('../../../deploy/kubernetes-respond.yml', import.meta.url), 'utf8');
  const role = parseAllDocuments(file)[0]?.toJSON();
  const given = listOf(role?.rules).flatMap((rule) =>
    stringsOf(dig(rule, 'apiGroups')).flatMap((group) =>
      stringsOf(dig(rule, 'resources')).flatMap((resource) =>
        stringsOf(dig(rule, 'verbs')).map((verb) => `${verb} ${group}/${resource}`),
      ),
    ),
  );
  const needed = [...operations].flatMap(([id, { verb, group, resource }]) =>
    called.has(`kubernetes:${id}`) ? [`${verbs[verb]} ${group}/${resource}`] : [],
  );
  expect(given.toSorted(), 'bring the rules of deploy/kubernetes-respond.yml to this').toEqual(
    [...new Set(needed)].toSorted(),
  );
});

it('no operation can be sent that no action calls', () => {
  const spare = [...operations.keys()].filter((id) => !called.has(`kubernetes:${id}`));
  expect(spare, 'take them out of shared/gather/kubernetes/operations.ts').toEqual([]);
});
