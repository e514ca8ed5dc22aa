// A list of containers with an image is a pod's spec, whatever the kind around it.
import { expect, it } from 'vitest';
import { podsByShape } from '../../../shared/intake/embedded/shape.ts';

const spec = { containers: [{ name: 'web', image: 'web:1' }] };

it('finds every pod spec, with the metadata beside it and the places of both', () => {
  const object = { spec: { template: { metadata: { labels: { app: 'web' } }, spec } } };
  expect(podsByShape(object, '')).toEqual([
    {
      pod: { metadata: { labels: { app: 'web' } }, spec },
      origins: [
        { from: 'spec', to: 'spec.template.spec' },
        { from: 'metadata', to: 'spec.template.metadata' },
      ],
      place: 'spec.template.spec',
    },
  ]);
});

it('the metadata of the object itself are not the pod’s', () => {
  const [found] = podsByShape({ metadata: { name: 'own' }, spec }, '');
  expect(found?.pod.metadata).toEqual({});
});

it.each([
  { spec: { containers: [] } },
  { spec: { containers: [{ name: 'web' }] } },
  { spec: { containers: 'web:1' } },
])('%j is none', (object) => {
  expect(podsByShape(object, '')).toEqual([]);
});

it('finds those in lists, and nothing below a pod', () => {
  const nested = { steps: [{ job: spec }, { job: { ...spec, inner: { spec } } }] };
  expect(podsByShape(nested, '').map(({ place }) => place)).toEqual(['steps[0].job', 'steps[1].job']);
});
