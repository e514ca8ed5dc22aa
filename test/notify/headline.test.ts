// The line that stands for a finding where there is room for one.
import { describe, expect, it } from 'vitest';
import { headlineOf } from '../../shared/notify/headline.ts';
import { finding } from './messages.ts';

const said = (message: string) => [{ path: 'p', found: 1, wanted: 2, message }];
const rule = 'Containers do not run privileged';

describe('a headline', () => {
  it('says what happened, and to what unless the sentence says so', () => {
    const about = finding({ evidence: said('container app runs privileged') });
    expect(headlineOf(about, rule)).toBe('web: container app runs privileged');
    expect(headlineOf({ ...about, evidence: said('web shares a namespace') }, rule)).toBe(
      'web shares a namespace',
    );
  });

  it('is the rule where it holds again, and where nothing was said', () => {
    const about = finding({ status: 'resolved' });
    expect(headlineOf(about, rule)).toBe(`web: ${rule}`);
    expect(headlineOf(finding({ evidence: [] }), rule)).toBe(`web: ${rule}`);
  });
});
