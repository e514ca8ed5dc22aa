// Which controls are asked about a workload that is seen in part only.
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { fromKubernetesObject, unseenObject } from '../../shared/intake/workload/kubernetes.ts';
import { nowhere } from '../../shared/intake/workload/where.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Workload } from '../../shared/model/workload.ts';

const own = { ...controls[0], id: 'acme/watches-threats', family: 'acme', judges: ['workload'] } as Control;
const { configuration: _, platforms: __, ...everywhere } = own;
const catalogue = catalogueOf([...controls, everywhere]);
const pod = (source: Workload['source']): Workload => {
  const object = unseenObject({ kind: 'Pod', name: 'web', namespace: 'shop' }, 'not told');
  const workload = fromKubernetesObject(object, { ...nowhere, source });
  if (workload === null) throw new Error('no workload');
  return workload;
};
const asked = (source: Workload['source']) => catalogue.for(pod(source)).map(({ id }) => id);

describe('controls on a workload', () => {
  it('that an alert names are those on what was seen, and the user’s own', () => {
    expect([...asked('alert')].sort()).toEqual([
      'acme/watches-threats',
      'immutability/no-drift',
      'immutability/no-interactive-access',
      'resource-usage/no-hostile-behaviour',
    ]);
  });

  it('of which all is told are many more, in whichever order they come', () => {
    expect(asked('pod').length).toBeGreaterThan(30);
    expect(asked('alert')).toHaveLength(4);
    expect(asked('pod')).toContain('namespace-isolation/no-privileged');
  });
});
