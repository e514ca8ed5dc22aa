// What apply-default-deny plans, and when it leaves things alone.
import { casesOf, inShop, on } from '../cases.ts';

export const cases = casesOf('apply-default-deny', {
  offline: [
    {
      finding: inShop('Deployment/shop/web'),
      calls: [['createNetworkingV1NamespacedNetworkPolicy', { cluster: 'shop', namespace: 'shop' }]],
    },
  ],
  held: [
    {
      says: 'a namespace that is not told',
      finding: { ...on('workload', 'kubernetes', 'Deployment/shop/web'), cluster: 'shop' },
      answers: {},
      by: 'guard-error',
      reason: 'namespace',
    },
  ],
});
