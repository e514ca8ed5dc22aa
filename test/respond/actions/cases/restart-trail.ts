// What restart-trail plans, and when it leaves things alone.
import { fakeApi } from '../../../gather/fake-api.ts';
import { casesOf, found, on } from '../cases.ts';
import { account, findingOn } from '../round-trip.ts';

const trail = findingOn({ kind: 'call', id: `111122223333:cloudtrail|x`, name: 'cloudtrail:StopLogging' }, [
  't',
]);
const user = `arn:aws:iam::${account}:user/kim`;

export const cases = casesOf('restart-trail', {
  offline: [
    {
      finding: found(on('call', 'iam', `123:cloudtrail|${user}`), 't'),
      calls: [['StartLogging', { Name: 't' }]],
    },
  ],
  held: [
    {
      says: 'a trail that is gone',
      finding: trail,
      answers: { 'cloudtrail.GetTrailStatus': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'a trail that records',
      finding: trail,
      answers: { 'cloudtrail.GetTrailStatus': { IsLogging: true } },
      by: 'changed-since',
      reason: 'records',
    },
    {
      says: 'no trail',
      finding: { ...trail, evidence: [] },
      answers: {},
      by: 'guard-error',
      reason: 'no trail',
    },
  ],
  trips: {
    'starts it, and stops it again': () => {
      const world = { IsLogging: false };
      const set = (IsLogging: boolean) => () => Object.assign(world, { IsLogging });
      const api = fakeApi({
        'cloudtrail.GetTrailStatus': () => ({ ...world }),
        'cloudtrail.StartLogging': set(true),
        'cloudtrail.StopLogging': set(false),
      });
      return { finding: trail, api, foreign: async () => set(false)() };
    },
  },
});
