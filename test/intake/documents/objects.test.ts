// The documents of a file as they stand, those of lists one by one.
import { expect, it } from 'vitest';
import { kubernetesObjects, wholeDocuments } from '../../../shared/intake/documents/objects.ts';

const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } });

it('every document of a file is read, and what cannot be is left out', () => {
  const text = 'kind: Pod\n---\nkind: [\n---\nkind: Service\n';
  expect(wholeDocuments('kind: Pod\n---\nkind: Service\n', 'a.yaml')).toEqual([
    { kind: 'Pod' },
    { kind: 'Service' },
  ]);
  expect(wholeDocuments(text, 'a.yaml')).not.toContainEqual({ kind: '[' });
});

it('objects of lists come one by one, and others not at all', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [pod('a'), pod('b')] };
  const found = kubernetesObjects([list, pod('c'), { family: 'web', containerDefinitions: [] }]);
  expect(found.map(({ metadata }) => metadata)).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});
